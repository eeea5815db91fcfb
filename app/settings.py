"""What an operator can set, read from the environment when `Settings()` is made and never at import.

Every name is prefixed `BACKPROP_` (`BACKPROP_MAX_SESSIONS=40`); the address also answers to plain `HOST` and `PORT`.
"""

import os
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.data.dataset import MAX_INPUTS
from engine.spec.base import MAX_LAYERS, MAX_SAMPLES, MAX_UNITS

LogLevel = Literal["critical", "error", "warning", "info", "debug"]


class Settings(BaseSettings):
    """Address, limits and time-outs. Sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="BACKPROP_", frozen=True, extra="forbid", populate_by_name=True)

    host: str = Field("127.0.0.1", validation_alias=AliasChoices("BACKPROP_HOST", "HOST"))
    port: int = Field(8000, ge=0, le=65535, validation_alias=AliasChoices("BACKPROP_PORT", "PORT"))
    log_level: LogLevel = "warning"
    workers: PositiveInt = Field(default_factory=lambda: os.cpu_count() or 1, description="threads that run kernels")

    lessons: Path | None = Field(None, description="a folder of lessons of one's own, beside those that come with it")

    max_body_bytes: PositiveInt = 16 * 2**20
    max_message_bytes: PositiveInt = Field(4 * 2**20, description="one message of a stream, to the server")
    max_table_bytes: PositiveInt = Field(256 * 2**20, description="the text of a table")
    max_table_cells: PositiveInt = Field(20_000_000, description="rows × columns of a table")
    max_tables: PositiveInt = 100
    tables_bytes: PositiveInt = Field(2**30, description="memory for all tables together, those in use included")
    table_idle_seconds: PositiveFloat = Field(3600.0, description="a table that nobody asks for so long is let go")
    max_uploads: PositiveInt = Field(4, description="tables that are taken in at the same time")
    max_layers: PositiveInt = MAX_LAYERS
    max_units: PositiveInt = MAX_UNITS
    max_parameters: PositiveInt = 2_000_000
    max_batch: PositiveInt = MAX_SAMPLES
    max_samples: PositiveInt = MAX_SAMPLES
    max_inputs: PositiveInt = Field(MAX_INPUTS, description="columns of own data")
    max_work: PositiveInt = Field(
        1_000_000_000, description="parameters × rows of one pass: samples of the data, points of a grid"
    )
    max_pass: PositiveInt = Field(
        64_000_000, description="numbers that the layers hold of a whole batch, of 16 bytes each"
    )
    max_steps: PositiveInt = Field(1_000_000, description="steps of one call or command")
    max_values: PositiveInt = Field(4_000_000, description="numbers in one answer")
    max_moment_numbers: PositiveInt = Field(
        4_000_000, description="numbers, of 8 bytes, in the moments that a session keeps to go back to"
    )
    max_resolution: PositiveInt = Field(512, description="side of a boundary grid")

    max_sessions: PositiveInt = 200
    session_idle_seconds: PositiveFloat = Field(1800.0, description="a session that nobody uses for so long expires")
    session_spare_seconds: PositiveFloat = Field(
        60.0, description="when the server is full, a session unused for so long makes room"
    )
    play_grace_seconds: PositiveFloat = Field(30.0, description="a run plays on so long after its last stream left")

    max_events: PositiveInt = Field(256, description="events a stream may owe its client")
    max_commands: PositiveInt = Field(64, description="commands a stream may owe an answer")
    ping_seconds: PositiveFloat = 4.0
    stall_seconds: PositiveFloat = Field(8.0, description="a client that reads nothing for so long is let go")
    socket_buffer_bytes: PositiveInt = 256 * 2**10
    shutdown_seconds: PositiveInt = 3
