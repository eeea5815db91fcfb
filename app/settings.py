"""Settings of the server, read from the environment when `Settings()` is made, never at import.

Every name has the prefix `BACKPROP_`, as in `BACKPROP_MAX_SESSIONS=40`; the address can also be set by `HOST` and `PORT`.
Lists are separated by commas.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, NonNegativeInt, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.addresses import check_host, check_network, check_origin, check_root_path
from app.machine import core_count
from engine.data.dataset import MAX_INPUTS
from engine.spec.base import MAX_LAYERS, MAX_SAMPLES, MAX_UNITS

LogLevel = Literal["critical", "error", "warning", "info", "debug"]


def _items(value: Any) -> Any:
    """The items of a list that is separated by commas; any other value as it is."""
    return [item for item in value.split(",") if item.strip()] if isinstance(value, str) else value


Share = Annotated[float, Field(gt=0, le=1)]


def _check_database(url: str | None) -> str | None:
    """The URL of a PostgreSQL database; None for an empty one. Raises ValueError."""
    if url and not url.startswith(("postgresql://", "postgres://")):
        raise ValueError("expected postgresql://user:password@host/name")
    return url or None


DataFolder = Annotated[Path | None, BeforeValidator(lambda value: None if value in ("", "none") else value)]
DatabaseUrl = Annotated[str | None, AfterValidator(_check_database)]

Listed = NoDecode, BeforeValidator(_items)
Hosts = Annotated[tuple[Annotated[str, AfterValidator(check_host)], ...], *Listed]
Origins = Annotated[tuple[Annotated[str, AfterValidator(check_origin)], ...], *Listed]
Networks = Annotated[tuple[Annotated[str, AfterValidator(check_network)], ...], *Listed]


class Settings(BaseSettings):
    """Address, limits and timeouts. Sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="BACKPROP_", frozen=True, extra="forbid", populate_by_name=True)

    host: str = Field("127.0.0.1", validation_alias=AliasChoices("BACKPROP_HOST", "HOST"))
    port: int = Field(8000, ge=0, le=65535, validation_alias=AliasChoices("BACKPROP_PORT", "PORT"))
    allowed_hosts: Hosts = Field(
        (), description="names of the server, beside loopback and those of its machine; * for all"
    )
    allowed_origins: Origins = Field((), description="origins of other pages that may use the server; * for all")
    root_path: Annotated[str, AfterValidator(check_root_path)] = Field(
        "", description="prefix of all paths, where a proxy gives the server only a part of a site"
    )
    forwarded_allow_ips: Networks = Field(
        ("127.0.0.1", "::1"), description="proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; * for all"
    )
    log_level: LogLevel = "warning"
    workers: PositiveInt = Field(default_factory=core_count, description="threads that run kernels")
    host_processes: NonNegativeInt = Field(
        default_factory=lambda: core_count() - 1 if core_count() > 2 else 0,  # on two cores they gain nothing
        description="processes that train while many runs play at once; 0: never",
    )
    dev: bool = Field(False, description="serve the page's modules as written, not bundled")

    lessons: Path | None = Field(None, description="a folder with more lessons")

    data_dir: DataFolder = Field(
        default_factory=lambda: user_data_path("backprop-playground", appauthor=False),
        description="folder for what is kept across restarts; empty or `none`: nothing is kept",
    )
    database_url: DatabaseUrl = Field(
        None,
        description="a PostgreSQL database to keep it in instead, as postgresql://user:password@host/name",
        validation_alias=AliasChoices("BACKPROP_DATABASE_URL", "DATABASE_URL"),
    )

    request_seconds: PositiveFloat = Field(
        15.0, description="time for a request's headers, and for each 4 kB of its body"
    )
    max_header_bytes: PositiveInt = Field(64 * 2**10, description="request line and headers of a request")
    max_body_bytes: PositiveInt = 16 * 2**20
    max_message_bytes: PositiveInt = Field(4 * 2**20, description="one message of a stream's client")
    max_table_bytes: PositiveInt = Field(256 * 2**20, description="the text of a table")
    max_table_cells: PositiveInt = Field(20_000_000, description="rows × columns of a table")
    max_tables: PositiveInt = 100
    tables_bytes: PositiveInt = Field(2**30, description="memory for all tables together, including those in use")
    table_idle_seconds: PositiveFloat = Field(3600.0, description="time after which an unused table leaves memory")
    max_uploads: PositiveInt = Field(4, description="tables uploaded at the same time")
    max_layers: PositiveInt = MAX_LAYERS
    max_units: PositiveInt = MAX_UNITS
    max_parameters: PositiveInt = 2_000_000
    max_batch: PositiveInt = MAX_SAMPLES
    max_samples: PositiveInt = MAX_SAMPLES
    max_inputs: PositiveInt = Field(MAX_INPUTS, description="columns of uploaded and inline data")
    max_work: PositiveInt = Field(
        1_000_000_000, description="parameters × rows of one pass: samples of the data, points of a grid"
    )
    max_pass: PositiveInt = Field(
        64_000_000, description="numbers that the layers hold for a whole batch, of 16 bytes each"
    )
    max_steps: PositiveInt = Field(1_000_000, description="steps of one call or command")
    max_values: PositiveInt = Field(4_000_000, description="numbers in one answer")
    max_checkpoint_numbers: PositiveInt = Field(
        4_000_000,
        description="numbers, of 8 bytes, in the checkpoints of a session",
        validation_alias=AliasChoices("BACKPROP_MAX_CHECKPOINT_NUMBERS", "BACKPROP_MAX_MOMENT_NUMBERS"),
    )
    max_resolution: PositiveInt = Field(512, description="side of a boundary grid")

    memory_bytes: PositiveInt | None = Field(
        None, description="memory for everything that clients ask for; by default a share of what there is"
    )
    memory_share: Share = Field(
        0.7, description="this share of the memory of the container or machine, minus what the server itself takes"
    )
    session_memory_share: Share = Field(0.25, description="the most that one session may need, as a share of that")
    reserved_share: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.25, description="share of memory and places that only clients with less than their fair share may have"
    )
    rooms_share: Share = Field(
        0.9, description="share of memory and places that the members of all workshops may have together"
    )

    max_streams: PositiveInt = 1000
    max_sessions: PositiveInt = 400
    session_idle_seconds: PositiveFloat = Field(
        1800.0, description="time after which an unused session rests, or expires if nothing is kept"
    )
    session_spare_seconds: PositiveFloat = Field(
        60.0, description="time after which an unused session may make room on a full server"
    )
    max_resting: PositiveInt = Field(10_000, description="sessions at rest; the least recently used are deleted")
    rest_days: PositiveFloat = Field(30.0, description="days after which a session or table at rest is deleted")
    max_rooms: PositiveInt = Field(50, description="workshops at the same time")
    max_members: PositiveInt = Field(300, description="members of one workshop")
    room_days: PositiveFloat = Field(30.0, description="days after which an unused workshop is deleted")
    max_wrong_codes: PositiveInt = Field(60, description="wrong codes of workshops that an address may send at once")
    wrong_codes_per_second: PositiveFloat = Field(
        0.5, description="further ones that it may send; all addresses together ten times as many"
    )
    max_unknown_ids: PositiveInt = Field(1000, description="requests with unknown ids that an address may send at once")
    unknown_ids_per_second: PositiveFloat = Field(10.0, description="further ones that it may send")
    play_grace_seconds: PositiveFloat = Field(30.0, description="time that a run plays on after its last stream closed")

    max_events: PositiveInt = Field(256, description="events waiting for one client")
    max_commands: PositiveInt = Field(64, description="commands of one client waiting for an answer")
    ping_seconds: PositiveFloat = 4.0
    stall_seconds: PositiveFloat = Field(
        8.0, description="time after which a client that reads nothing is disconnected"
    )
    socket_buffer_bytes: PositiveInt = 256 * 2**10
    shutdown_seconds: PositiveInt = 3
