"""Show a checkpoint."""

from app.frames import pack
from app.sessions.slices import affordable
from engine.inspect.probes.observation import View, observe
from engine.train.snapshot import Snapshot
from engine.train.trainer import Trainer


def checkpoint_frame(trainer: Trainer, snapshot: Snapshot, view: View) -> bytes:
    """The frame that the stream would have sent of a snapshot, with the number 0. The run does not change."""
    then = trainer.branch(snapshot)
    return pack(observe(then, affordable(view, then.network.layout.size)), 0, playing=False)
