"""Where the store is, and which versions of its tables this server knows. Imports no database library."""

from dataclasses import dataclass
from pathlib import Path

from app.settings import Settings

FILE = "backprop.db"
VERSIONS = Path(__file__).parent / "migrations" / "versions"


class NewerStoreError(Exception):
    """The store was written by a newer version of the server."""


@dataclass(frozen=True)
class Location:
    """A database: its SQLAlchemy URL, and its file (None for PostgreSQL)."""

    url: str
    file: Path | None

    @property
    def name(self) -> str:
        """The file or the database, without a password."""
        return str(self.file) if self.file is not None else "the database of DATABASE_URL"


def locate(settings: Settings) -> Location | None:
    """The location that the settings ask for; None if nothing is to be kept."""
    if settings.database_url is not None:
        scheme, _, rest = settings.database_url.partition("://")
        return Location(f"{'postgresql+psycopg' if scheme in ('postgres', 'postgresql') else scheme}://{rest}", None)
    if settings.data_dir is None:
        return None
    file = settings.data_dir.expanduser().absolute() / FILE
    return Location(f"sqlite:///{file}", file)


def known_versions() -> list[str]:
    """The versions of the tables, oldest first: those that the migrations make."""
    return sorted(path.stem.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def check_version(version: str | None, location: Location) -> None:
    """Raise NewerStoreError if the tables have a version that this server does not know."""
    if version is not None and version not in known_versions():
        raise NewerStoreError(
            f"{location.name} has tables of version {version}; this version of the playground knows them up to "
            f"{known_versions()[-1]}. Install the newer version again, or choose another folder with BACKPROP_DATA_DIR."
        )
