"""Which sessions are copied for the store while others wait to be written."""

import asyncio
from types import SimpleNamespace
from typing import Any

from app.sessions.persistence.writer import CAPTURED_NUMBERS, SMALL_NUMBERS, SessionWriter
from engine.train.snapshot import VECTORS


class Copied:
    """A session that notes that its state is copied."""

    def __init__(self, name: str, numbers: int) -> None:
        self.id, self.version, self.parameter_count, self.copies = name, 1, numbers // VECTORS, 0

    async def capture(self) -> Any:
        """Copy the state."""
        self.copies += 1
        return SimpleNamespace(session=self.id, snapshot=SimpleNamespace(parameters=SimpleNamespace(size=1)))


async def test_large_sessions_wait_for_each_other_and_hold_up_no_small_one() -> None:
    large = [Copied(f"large {number}", 2 * CAPTURED_NUMBERS) for number in range(2)]
    small = [Copied(f"small {number}", SMALL_NUMBERS // 10) for number in range(300)]
    sessions = {each.id: each for each in (*large, *small)}
    writer = SessionWriter(SimpleNamespace(), sessions)  # type: ignore[arg-type]
    writer._capture(sessions.values())  # type: ignore[arg-type]
    await asyncio.gather(*writer._capturing.values())
    assert [each.copies for each in large] == [1, 0]
    assert {each.copies for each in small} == {1}
