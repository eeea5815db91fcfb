"""The table of optimizers: defaults, and lines of their updates that agree with the steps they describe."""

import math
import re
from typing import Any

import numpy as np
import pytest

from engine.inspect.trace.trace import trace
from engine.optim.optimizer import UpdateLine
from engine.optim.optimizers import OPTIMIZERS
from engine.spec.run import OptimizerSpec
from tests.engine.runs import trainer

PLACEHOLDER = re.compile(r"\{([\w. ]+)\}")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_defaults_are_those_of_the_table(name: str) -> None:
    numbers = [each.default for each in OPTIMIZERS[name].hyperparameters.values()]
    assert OptimizerSpec.model_validate({"name": name}).values() == [OPTIMIZERS[name].learning_rate, *numbers]


def test_a_given_learning_rate_is_used() -> None:
    assert OptimizerSpec.model_validate({"name": "lion", "learning_rate": 0.1}).learning_rate == 0.1


def value_of(text: str, numbers: dict[str, float]) -> float:
    """Evaluate a LaTeX text whose placeholders are filled with numbers."""
    python = PLACEHOLDER.sub(lambda found: f"({numbers[found[1]]!r})", text)
    python = re.sub(r"\\frac\{(.*?)\}\{(.*)\}$", r"(\1)/(\2)", python)
    return float(eval(python.replace(r"\cdot", "*").replace("{", "(").replace("}", ")").replace("^", "**")))


def check_lines(lines: tuple[UpdateLine, ...], numbers: dict[str, float], update: float) -> None:
    """Compare the numbers of every line with its result, and the last line with the update."""
    lines = tuple(
        line
        for line in lines
        if not (line.if_zero and numbers[line.if_zero]) and not (line.if_nonzero and not numbers[line.if_nonzero])
    )
    assert lines[-1].symbol == r"\Delta w"
    for line in lines:
        assert line.latex or line.result
        if line.numbers and line.result:
            assert value_of(line.numbers, numbers) == pytest.approx(numbers[line.result], rel=1e-9, abs=1e-12)
        elif line.result:
            assert math.isfinite(numbers[line.result])
    assert value_of(lines[-1].numbers, numbers) + numbers.get("decay", 0.0) == pytest.approx(
        update, rel=1e-6, abs=1e-12
    )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_lines_agree_with_the_step(name: str) -> None:
    run = trainer(optimizer={"name": name})
    run.advance(3)
    entry, op = OPTIMIZERS[name], trace(run, run.data.train.inputs[0], run.targets[0]).ops[0]
    for block, index in ((op.weights, (1, 2)), (op.biases, (2,))):  # type: ignore[union-attr]
        assert block is not None and block.parts is not None and block.next_memory is not None
        named: dict[str, Any] = {"w": block.values, "g": block.step_gradient, **block.memory, **block.parts}
        named |= {f"next.{row}": values for row, values in block.next_memory.items()}
        numbers = {key: float(np.broadcast_to(values, block.values.shape)[index]) for key, values in named.items()}
        numbers |= {key: float(value) for key, value in run.spec.optimizer.model_dump().items() if key != "name"}
        numbers |= {"rate": run.learning_rate, "t": run.steps_of_optimizer + 1}
        lines = entry.vector_lines if entry.vector_lines and len(index) == 1 else entry.lines
        assert block.update is not None
        check_lines(lines, numbers, float(block.update[index]))
