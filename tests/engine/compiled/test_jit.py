"""Decorators, the kernel cache, memory, and the agreement of the compiled and the interpreted engine."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.compiled.buffers import LANES, copy
from engine.compiled.jit import COMPILED, choose, entry, lift
from engine.compiled.scalar_functions import where
from engine.train import kernels
from tests.engine.runs import short_runs

ROOT = Path(__file__).parents[3]
SIZES = range(6 * LANES + 2)  # with and without a remainder for any width of vector

one_argument = lift(lambda x: 2.0 * x)
two_arguments = lift(lambda x, y: x - y)
three_arguments = lift(lambda x, y, z: where(x > y, z, x))


@entry
def lift_all(x, y, z, out):  # type: ignore[no-untyped-def]
    one_argument(x, out[0])
    two_arguments(x, y, out[1])
    three_arguments(x, y, z, out[2])
    copy(z, out[3])


def test_lift_and_where_for_every_size() -> None:
    rng = np.random.default_rng(0)
    for size in SIZES:
        x, y, z = rng.standard_normal((3, size))
        x[:3] = [math.nan, math.inf, -0.0][:size]
        out = np.empty((4, size))
        lift_all(x, y, z, out)
        np.testing.assert_array_equal(out, [2.0 * x, x - y, np.where(x > y, z, x), z])


def _mark(value: float):  # type: ignore[no-untyped-def]
    return lift(lambda x: 0.0 * x + value)


marks = choose([_mark(10.0), _mark(11.0), _mark(12.0)])


@entry
def mark(code, x, out):  # type: ignore[no-untyped-def]
    marks(code, x, out)


def test_choose() -> None:
    for code in range(3):
        out = np.empty(4)
        mark(code, np.zeros(4), out)
        np.testing.assert_array_equal(out, 10.0 + code)


@entry
def all_finite(x):  # type: ignore[no-untyped-def]
    return kernels.finite(x)


def test_a_single_non_finite_number_is_found() -> None:
    for size in (n for n in SIZES if n):
        x = np.linspace(-1e300, 1e300, size)
        assert all_finite(x)
        for bad in (math.nan, math.inf, -math.inf):
            for place in range(size):
                spoilt = x.copy()
                spoilt[place] = bad
                assert not all_finite(spoilt), (size, bad, place)


# -- kernels on disk -----------------------------------------------------------------------------------------------

KERNELS = """
import sys
import numpy as np
from tests.engine.compiled.test_jit import mark
from tests.engine.compiled.test_scalar_functions import apply

for name in sys.argv[1:]:
    out = np.empty(4)
    {"apply": apply, "mark": mark}[name](1, np.zeros(4), out)
    expected = {"apply": 1.0, "mark": 11.0}[name]
    assert (out == expected).all(), (name, out)
"""


@pytest.mark.skipif(not COMPILED, reason="nothing is kept")
@pytest.mark.slow
def test_kernels_cached_by_several_processes_are_not_confused(tmp_path: Path) -> None:
    """Their functions have equal names, and each process numbers them from the beginning."""
    for names in (["apply"], ["mark"], ["apply", "mark"], ["mark", "apply"]):
        run_elsewhere("-c", KERNELS, *names, BACKPROP_CACHE_DIR=str(tmp_path))


# -- memory --------------------------------------------------------------------------------------------------------

ALLOCATIONS = """
from numba.core.runtime import rtsys
from engine.layers.kinds import LAYERS
from engine.optim.optimizers import OPTIMIZERS
from tests.engine.runs import trainer
from tests.engine.network.test_sequence_and_image_layers import RUNS, trainer_of

vectors = ({"kind": kind, **entry.example} for kind, entry in LAYERS.items() if entry.reads == "any")
layers = [{"units": 4}, *vectors]
options = {
    "clipping": {"name": "norm"}, "schedule": {"name": "cosine"}, "regularization": {"name": "decay", "rate": 0.1},
}
runs = {
    name: trainer(network={"layers": layers}, optimizer={"name": name, "learning_rate": 1e-4}, **options)
    for name in OPTIMIZERS
}
for name in RUNS:  # together these have every kind that reads steps, numbers or images
    runs[name] = trainer_of(RUNS[name], optimizer={"name": "sgd", "learning_rate": 1e-4})
for name, run in runs.items():
    run.advance(3)
    counts = [rtsys.get_allocation_stats().alloc]
    for steps in (3, 300):
        run.advance(steps)
        counts.append(rtsys.get_allocation_stats().alloc)
    assert run.status == "ready"
    assert counts[2] - counts[1] == counts[1] - counts[0], (name, counts)
"""


@entry
def allocates(x):  # type: ignore[no-untyped-def]
    x[0] = np.zeros(3)[1]


@pytest.mark.skipif(not COMPILED, reason="NumPy allocates")
def test_a_kernel_that_allocates_does_not_compile() -> None:
    with pytest.raises(Exception, match=r"No implementation of function Function.*zeros"):
        allocates(np.ones(1))


@pytest.mark.skipif(not COMPILED, reason="NumPy allocates")
def test_training_steps_allocate_nothing() -> None:
    run_elsewhere("-c", ALLOCATIONS, NUMBA_NRT_STATS="1")


# -- the two ways of running ---------------------------------------------------------------------------------------


def run_elsewhere(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in another process, from the root of the project."""
    variables = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, check=True, timeout=600
    )


def agree(output: str) -> None:
    """Compare the runs that another process printed with those of this one."""
    theirs, ours = json.loads(output), short_runs()
    assert list(theirs) == list(ours)
    for name, figures in ours.items():
        np.testing.assert_allclose(theirs[name], figures, rtol=1e-12, atol=1e-13, err_msg=name)


@pytest.mark.skipif(not COMPILED, reason="the compiled tests compare both ways")
def test_interpreted_agrees_with_compiled() -> None:
    agree(run_elsewhere("-m", "tests.engine.runs", NUMBA_DISABLE_JIT="1").stdout)


WITHOUT_NUMBA = """
import runpy, sys
sys.modules["numba"] = None  # as if it were not installed
runpy.run_module("tests.engine.runs", run_name="__main__")
"""


def test_without_numba_the_engine_runs_and_warns_once() -> None:
    done = run_elsewhere("-c", WITHOUT_NUMBA)
    agree(done.stdout)
    assert done.stderr.count("Numba cannot be imported") == 1
    assert len(done.stderr.splitlines()) == 1
