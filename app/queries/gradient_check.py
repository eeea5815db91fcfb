"""Check gradients against finite differences."""

from app.conversion import to_json
from app.protocol.trace import GradientCheckRequest
from app.settings import Settings
from engine.inspect.finite_differences import PASSES
from engine.inspect.gradcheck import gradient_check
from engine.inspect.slices import Slices
from engine.train.trainer import Trainer

MAX_PASSES = 10_000
"""Largest number of forward passes of one gradient check."""


def gradient_check_json(trainer: Trainer, how: GradientCheckRequest, settings: Settings) -> Slices[bytes]:
    """`GradientCheckAnswer`, a job for `Session.read_sliced`. Of a large network fewer components are checked, so that it takes a fraction of a second."""
    blocks, work = len(trainer.network.layout.blocks), trainer.network.work
    passes = min(MAX_PASSES, settings.max_work // (work * how.samples))
    components = min(how.components, max(1, passes // (PASSES * blocks)))
    checks = yield from gradient_check.slices(trainer, how.samples, components)
    return to_json({"passed": all(check.passed for check in checks), "blocks": checks})
