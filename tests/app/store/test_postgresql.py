"""The same store in PostgreSQL: a real server of the test's own, if its programs are installed."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app.settings import Settings
from app.store import store
from app.store.check import check_store
from app.store.location import NewerStoreError
from tests.app.live import serving, until
from tests.app.store.test_restart import kept, run_of, uninterrupted


class Postgres:
    """A server of PostgreSQL that listens on a socket in a folder."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._data, self._folder = programs, folder / "data", folder
        self.url = f"postgresql://postgres@/postgres?host={folder}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs, which refuse to run as root."""
        user = "postgres" if os.geteuid() == 0 else None
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        subprocess.run(command, check=True, user=user, cwd=self._folder, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off"
        self.run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once."""
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")) or [
        Path(each) for each in [shutil.which("pg_ctl")] if each
    ]
    if not found:
        pytest.skip("PostgreSQL is not installed; on Debian: apt install postgresql")
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/backprop-pg-XXXXXX"], text=True).strip())
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    server = Postgres(found[-1].parent, folder)
    server.run("initdb", "--auth=trust", "--username=postgres", "--no-sync")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.mark.slow
def test_sessions_and_tables_are_kept_in_postgresql(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RETRY_SECONDS", (0.05, 0.2))
    rows = "a,b\n" + "".join(f"{n},{n % 3}\n" for n in range(30))
    with serving(database_url=postgres.url) as live:
        kept(live)
        table = live.client.send_table(rows)
        trained, on_table, deleted = (
            live.session(),
            live.session(data={"name": "table", "table": table.id}),
            live.session(),
        )
        trained.train(25, "step")
        deleted.delete()
        with serving(database_url=postgres.url) as second:
            until(lambda: second.client.health().store == "unavailable")
            assert second.client.health().store_message == "another server uses the data folder or database"
    with serving(database_url=postgres.url) as live:
        kept(live)
        assert live.client.health().resting == 2
        again = live.client.session(trained.id)
        assert run_of(again) == uninterrupted({}, 25)
        postgres.stop()
        again.train(30, "step")
        until(lambda: live.client.health().store == "unavailable")
        assert again.train(5, "step").step == 60, "training goes on"
        postgres.start()
        kept(live)
        assert live.client.session(on_table.id).train(1, "step").step == 1
        assert live.client.table(table.id).rows == 30
    with serving(database_url=postgres.url) as live:
        kept(live)
        assert run_of(live.client.session(trained.id)) == uninterrupted({}, 60)
    engine = create_engine(postgres.url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NewerStoreError, match="9999"):
        check_store(Settings(database_url=postgres.url))


def test_a_database_that_cannot_be_reached_is_told_without_its_password() -> None:
    with serving(database_url="postgresql://user:secret@127.0.0.1:9/x") as live:
        until(lambda: live.client.health().store == "unavailable")
        assert "secret" not in live.client.health().store_message
        assert live.session().train(1, "step").step == 1


def test_other_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        Settings(database_url="mysql://user@host/name")
