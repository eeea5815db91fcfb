"""Show a checkpoint."""

from app.frames import pack
from app.sessions.slices import affordable
from engine.inspect.probes.observation import Detail, observe
from engine.train.snapshot import Snapshot
from engine.train.trainer import Trainer


def checkpoint_frame(trainer: Trainer, snapshot: Snapshot, detail: Detail) -> bytes:
    """The frame that the stream would have sent of a snapshot, with the number 0. The run does not change."""
    then = trainer.branch(snapshot)
    return pack(observe(then, affordable(detail, then.network.layout.size)), 0, playing=False)
