"""What compiled code has in place of NumPy's functions, and that both ways of running the engine agree."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest

from engine.compiled.buffers import LANES, columns, copy, rows, vector
from engine.compiled.jit import COMPILED, Array, choose, entry, lift
from engine.compiled.scalar_functions import erf, exp, expm1, tanh, where
from engine.network.tape import whole_lanes
from engine.train import kernels
from tests.engine.runs import bits, short_runs

ROOT = Path(__file__).parents[3]
EPSILON = 2.0**-52
SIZES = range(6 * LANES + 2)  # with and without a remainder for any width of vector

lifted = choose([lift(lambda x: tanh(x)), lift(lambda x: exp(x)), lift(lambda x: expm1(x)), lift(lambda x: erf(x))])


@entry
def apply(code, x, out):  # type: ignore[no-untyped-def]
    lifted(code, x, out)


def applied(name: str, x: Array) -> Array:
    out = np.empty_like(x)
    apply(["tanh", "exp", "expm1", "erf"].index(name), x, out)
    return out


def exact_expm1(x: Decimal) -> Decimal:
    """e^x - 1, where the context's precision is beyond doubt for |x| > 1e-20; x itself is for smaller."""
    return x.exp() - 1 if abs(x) > Decimal("1e-20") else x


EXACT: dict[str, Callable[[Decimal], Decimal]] = {
    "tanh": lambda x: exact_expm1(2 * x) / (exact_expm1(2 * x) + 2),
    "exp": Decimal.exp,
    "expm1": exact_expm1,
}

WIDE = np.concatenate([np.linspace(-700, 700, 301), np.linspace(-25, 25, 301), np.linspace(-0.4, 0.4, 101)])
TINY = np.array([sign * 10.0**-k for k in (1, 3, 5, 8, 12, 17, 100, 300) for sign in (1.0, -1.0)])
# where the range reduction changes its k: odd multiples of ln 2 / 2, and their neighbours
EDGES = np.array([step * math.log(2) / 2 for step in range(-41, 42, 2)])
EDGES = np.concatenate([EDGES, np.nextafter(EDGES, 1e3), np.nextafter(EDGES, -1e3), EDGES / 2])


@pytest.mark.parametrize("name", EXACT)
def test_accuracy(name: str) -> None:
    x = np.concatenate([WIDE, TINY, EDGES])
    found = applied(name, x)
    with localcontext() as context:
        context.prec = 60
        for one, got in zip(x.tolist(), found.tolist(), strict=True):
            exact = EXACT[name](Decimal(one))
            assert abs(Decimal(got) - exact) <= Decimal(2 * EPSILON) * abs(exact), one


def test_erf() -> None:
    x = np.concatenate([WIDE, TINY])
    np.testing.assert_allclose(applied("erf", x), [math.erf(one) for one in x], rtol=4e-16)


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("tanh", math.inf, 1.0),
        ("tanh", -math.inf, -1.0),
        ("tanh", 22.5, 1.0),
        ("tanh", -1e300, -1.0),
        ("tanh", 0.0, 0.0),
        ("tanh", -0.0, -0.0),
        ("tanh", 5e-324, 5e-324),
        ("exp", math.inf, math.inf),
        ("exp", 710.0, math.inf),
        ("exp", 0.0, 1.0),
        ("exp", -0.0, 1.0),
        ("expm1", math.inf, math.inf),
        ("expm1", 710.0, math.inf),
        ("expm1", -math.inf, -1.0),
        ("expm1", -1e300, -1.0),
        ("expm1", 0.0, 0.0),
        *[(name, math.nan, math.nan) for name in ("tanh", "exp", "expm1", "erf")],
    ],
)
def test_special_values(name: str, x: float, expected: float) -> None:
    found = applied(name, np.full(2 * LANES + 1, x))  # a vectorised part and a remainder
    np.testing.assert_array_equal(found, expected)
    if not math.isnan(expected):
        np.testing.assert_array_equal(np.signbit(found), math.copysign(1.0, expected) < 0.0)


@pytest.mark.parametrize("x", [-math.inf, -1e300, -800.0, -709.0])
def test_exp_vanishes(x: float) -> None:
    assert 0.0 <= applied("exp", np.array([x]))[0] < 1e-307


@pytest.mark.parametrize("name", ["tanh", "exp", "expm1", "erf"])
def test_a_number_is_the_same_in_any_place(name: str) -> None:
    """Vectorised or as the remainder of a loop: the same bits, on which 'same seed, same run' rests."""
    x = np.linspace(-3.0, 3.0, SIZES[-1])
    x[5], x[20] = math.nan, math.inf
    alone = np.concatenate([applied(name, x[i : i + 1]) for i in range(x.size)])
    for size in SIZES:
        assert bits(applied(name, x[:size])) == bits(alone[:size])


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
def write(buffer, offset, height, width):  # type: ignore[no-untyped-def]
    by_columns, by_rows = columns(buffer, offset, height, width), rows(buffer, offset, height, width)
    by_rows[height - 1, 0] += 1.0
    by_columns[0, width - 1] += 2.0
    flat = vector(buffer, offset, height * width)
    flat[flat.size - 1] += 4.0


@pytest.mark.parametrize(("height", "width"), [(2, 3), (1, 1), (16, 1), (1, 5)])
def test_views_are_windows_into_the_buffer(height: int, width: int) -> None:
    buffer = np.zeros(height * width + 4)
    write(buffer, 2, height, width)
    expected = np.zeros(height * width + 4)
    inside = expected[2:-2]
    inside[(height - 1) * width] += 1.0
    inside[(width - 1) * height] += 2.0
    inside[-1] += 4.0
    np.testing.assert_array_equal(buffer, expected)


def test_whole_lanes() -> None:
    assert [whole_lanes(n) for n in (1, LANES - 1, LANES, LANES + 1)] == [LANES, LANES, LANES, 2 * LANES]


@entry
def all_finite(x):  # type: ignore[no-untyped-def]
    return kernels.finite(x)


def test_one_number_that_is_not_finite_is_found() -> None:
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
from tests.engine.compiled.test_jit import apply, mark

for name in sys.argv[1:]:
    out = np.empty(4)
    {"apply": apply, "mark": mark}[name](1, np.zeros(4), out)
    expected = {"apply": 1.0, "mark": 11.0}[name]
    assert (out == expected).all(), (name, out)
"""


@pytest.mark.skipif(not COMPILED, reason="nothing is kept")
def test_kernels_of_several_processes_keep_apart(tmp_path: Path) -> None:
    """The functions in them are alike by name, and each process counts them from the beginning."""
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
for name in RUNS:  # together these have every kind that reads steps, numbers or pictures
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
def test_three_hundred_steps_allocate_no_more_than_three() -> None:
    run_elsewhere("-c", ALLOCATIONS, NUMBA_NRT_STATS="1")


# -- the two ways of running ---------------------------------------------------------------------------------------


def run_elsewhere(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, from the root of the project."""
    variables = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, check=True, timeout=120
    )


def agree(output: str) -> None:
    """Whether the runs that another process printed are those of this one."""
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


def test_without_numba_the_engine_runs_and_says_so_once() -> None:
    done = run_elsewhere("-c", WITHOUT_NUMBA)
    agree(done.stdout)
    assert done.stderr.count("Numba cannot be imported") == 1
    assert len(done.stderr.splitlines()) == 1
