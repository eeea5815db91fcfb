"""Summary of a run for the wall, from what its session has anyway."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.protocol.rooms.events import WallMap
from app.sessions.session import Session
from app.sessions.wall.small_map import SmallMap

POINTS = 40
"""Losses in a curve."""


@dataclass(frozen=True)
class RunSummary:
    """A run at a glance."""

    step: int
    epoch: int
    status: str
    playing: bool
    train_loss: float | None
    test_loss: float | None
    accuracy: float | None
    map: WallMap | None

    def fields(self) -> dict[str, Any]:
        """The fields of a WallEntry."""
        return {
            "step": self.step,
            "epoch": self.epoch,
            "train_loss": self.train_loss,
            "test_loss": self.test_loss,
            "accuracy": self.accuracy,
            "map": self.map,
        }


def summary_of(session: Session) -> RunSummary:
    """The summary of a session as it is now."""
    position, measured, small = session.position, session.recorder.newest(), session.small_map
    metrics = measured.metrics if measured is not None else None
    return RunSummary(
        position.step,
        position.epoch,
        position.status,
        session.playing,
        metrics.train_loss if metrics else None,
        metrics.test_loss if metrics else None,
        metrics.test_accuracy if metrics else None,
        None if small is None else _wall_map(small),
    )


def losses_of(session: Session) -> Sequence[float | None]:
    """The train loss over a run: at most POINTS of its measurements, evenly, with the newest."""
    return [each.metrics.train_loss for each in session.recorder.thinned(POINTS)]


def _wall_map(small: SmallMap) -> WallMap:
    values = b64encode(small.values).decode()
    return WallMap(kind=small.kind, size=small.size, classes=small.classes, values=values)
