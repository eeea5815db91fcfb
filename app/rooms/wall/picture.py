"""What the wall shows of one run, from what its session has anyway."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.protocol.rooms.events import WallMap
from app.sessions.session import Session

POINTS = 40
"""Losses in a curve."""


@dataclass(frozen=True)
class Picture:
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


def picture_of(session: Session) -> Picture:
    """The newest picture of a session."""
    info = session.info()
    measured = session.recorder.history().measurements[-1:]
    metrics = measured[0].metrics if measured else None
    return Picture(
        info.step,
        info.epoch,
        info.status,
        info.playing,
        metrics.train_loss if metrics else None,
        metrics.test_loss if metrics else None,
        metrics.test_accuracy if metrics else None,
        None,
    )


def losses_of(session: Session) -> Sequence[float | None]:
    """The train loss over a run: at most POINTS of its measurements, evenly, with the newest."""
    measurements = session.recorder.history().measurements
    stride = -(-len(measurements) // POINTS) or 1
    return [each.metrics.train_loss for each in measurements[::-1][::stride][::-1]]
