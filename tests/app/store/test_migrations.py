"""The migrations make the tables that the code uses, once, and all or nothing."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from app.store import migrate
from app.store.database import Database
from app.store.location import FILE, Location, check_version, known_versions
from app.store.schema import metadata


def location(folder: Path) -> Location:
    return Location(f"sqlite:///{folder / FILE}", folder / FILE)


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    database = Database.open(location(tmp_path))
    context = MigrationContext.configure(database._connection)
    assert compare_metadata(context, metadata) == []
    database.close()


def test_an_empty_database_is_migrated_when_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    database = Database.open(location(tmp_path))
    assert database.contents() == {"sessions": {}, "tables": {}, "rooms": {}}
    database.close()


@pytest.mark.parametrize("version", known_versions()[:-1])
def test_an_old_folder_is_migrated_and_keeps_what_it_has(tmp_path: Path, version: str) -> None:
    engine = create_engine(location(tmp_path).url)
    with engine.begin() as connection:
        migrate.migrate(connection, version)
        connection.execute(text("INSERT INTO sessions VALUES ('a', 1.0, '{}')"))
    engine.dispose()
    database = Database.open(location(tmp_path))
    assert database.contents() == {"sessions": {"a": 1.0}, "tables": {}, "rooms": {}}
    database.close()


def test_a_migration_that_is_interrupted_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = migrate.migrate

    def interrupted(connection: object) -> None:
        whole(connection)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(migrate, "migrate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Database.open(location(tmp_path))
    monkeypatch.undo()
    database = Database.open(location(tmp_path))
    assert "sessions" in inspect(database._connection).get_table_names()
    assert (
        database._connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == known_versions()[-1]
    )
    database.close()


def test_every_known_version_is_accepted(tmp_path: Path) -> None:
    for version in (None, *known_versions()):
        check_version(version, location(tmp_path))
