"""Collect the results of a workshop, one run after the other, and pack them while they are sent."""

import asyncio
import io
import logging
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.errors import AppError
from app.rooms.results.challenges import challenges_csv
from app.rooms.results.experiments import experiments_csv
from app.rooms.results.page import page_of
from app.rooms.results.report import Person, Report
from app.rooms.results.runs import RunResult, read_run
from app.rooms.results.tables import Outcome, answers_csv, members_csv, predictions_csv
from app.sessions.sessions import Sessions

logger = logging.getLogger(__name__)

LONGEST_NAME = 60
"""Characters of a file's name."""

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Names that Windows keeps for devices."""


async def outcome_of(sessions: Sessions, person: Person, with_file: bool = False) -> Outcome:
    """A member's run, or why it cannot be read."""
    try:
        return await sessions.look(person.session, partial(read_run, base=person.base, with_file=with_file))
    except AppError as error:
        return error.detail
    except Exception:
        logger.exception("a run cannot be read for the results")
        return "The run could not be read."


async def results_page(sessions: Sessions, report: Report) -> bytes:
    """The page alone."""
    outcomes = {person.id: await outcome_of(sessions, person) for person in report.people}
    return (await asyncio.to_thread(page_of, report, outcomes)).encode()


class Sink(io.RawIOBase):
    """A file that is read while it is written, so that it is never in memory as a whole."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]  # bytes are all that a ZipFile writes
        """Add bytes."""
        self._waiting += content
        return len(content)

    def take(self) -> bytes:
        """Return the bytes written since the last call."""
        content, self._waiting = bytes(self._waiting), bytearray()
        return content


async def results_zip(sessions: Sessions, report: Report) -> AsyncIterator[bytes]:
    """The pieces of the zip, one file after the other; a run is in memory only while it is packed."""
    sink, outcomes, files = Sink(), dict[str, Outcome](), dict[str, str]()
    archive = ZipFile(sink, "w")

    async def pack(name: str, content: bytes) -> bytes:
        about = ZipInfo(name, report.when.timetuple()[:6])
        about.compress_type = ZIP_DEFLATED
        about.external_attr = 0o644 << 16
        await asyncio.to_thread(archive.writestr, about, content)
        return sink.take()

    for person in report.people:
        run = await outcome_of(sessions, person, with_file=True)
        if isinstance(run, RunResult) and run.file is not None:
            files[person.id] = file_name(person.name, set(files.values()))
            yield await pack(files[person.id], run.file)
            run = replace(run, file=None)
        outcomes[person.id] = run
    yield await pack("members.csv", members_csv(report, outcomes, files))
    yield await pack("answers.csv", answers_csv(report))
    yield await pack("predictions.csv", predictions_csv(report))
    yield await pack("challenges.csv", challenges_csv(report.challenges))
    yield await pack("experiments.csv", experiments_csv(report.experiments))
    yield await pack("results.html", (await asyncio.to_thread(page_of, report, outcomes)).encode())
    archive.close()
    yield sink.take()


def file_name(name: str, taken: set[str]) -> str:
    """The name of a member's run file, which every system accepts and which differs from those that are taken."""
    normal = unicodedata.normalize("NFC", name)
    kept = "".join(each if each.isalnum() or each in "-_ " else "_" for each in normal).strip(" _")[:LONGEST_NAME]
    stem = kept.strip() or "member"
    if stem.casefold() in RESERVED:
        stem += "_"
    lower = {each.casefold() for each in taken}
    numbered, number = stem, 1
    while f"runs/{numbered}.json".casefold() in lower:
        number += 1
        numbered = f"{stem} {number}"
    return f"runs/{numbered}.json"
