"""Compile the kernels before the first run: about half a minute once, a second or two with kernels on disk."""

from collections.abc import Callable

import numpy as np

from engine.compiled.jit import COMPILED
from engine.inspect.classic_functions import CLASSIC_FUNCTIONS
from engine.inspect.descent import descend
from engine.inspect.gradcheck import gradient_check
from engine.inspect.probes.observation import measure
from engine.inspect.trace.trace import trace
from engine.spec.run import RunSpec
from engine.train import kernels
from engine.train.trainer import Trainer

Progress = Callable[[str, int, int], None]


def warm(progress: Progress | None = None) -> None:
    """Compile or load every kernel. Calls `progress(what, done, total)` before each stage and once at the end."""
    if not COMPILED:
        return
    spec = RunSpec.model_validate({"data": {"name": "circle", "samples": 20}})
    trainer = Trainer(spec)
    rows = np.arange(2)
    stages: list[tuple[str, Callable[[], object]]] = [
        ("the forward pass", lambda: trainer.predict(trainer.inputs)),
        ("the backward pass", lambda: kernels.gradient(*trainer.problem(), rows, trainer.update.objective)),
        ("the optimizers", lambda: trainer.advance()),
        ("the gradient check", lambda: gradient_check(trainer, samples=1, components=1)),
        ("the probes", lambda: measure(trainer)),
        (
            "the classic functions",
            lambda: descend(CLASSIC_FUNCTIONS["quadratic"], {}, "sgd", [0.1, 0.0], (1.0, 1.0), 1),
        ),
        ("the trace", lambda: trace(trainer, trainer.data.train.inputs[0])),
    ]
    for number, (what, compile_) in enumerate(stages):
        if progress:
            progress(what, number, len(stages))
        compile_()
    if progress:
        progress("ready", len(stages), len(stages))
