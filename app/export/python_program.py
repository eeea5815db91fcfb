"""Write a run's network as a Python program that predicts with NumPy alone."""

from app.export.forward_code import ForwardCode
from engine.data.features import FEATURES
from engine.ops.activations import LOGISTIC
from engine.train.trainer import Trainer

SIGMOID = f'''

def sigmoid(z):
    """1 / (1 + e^-z), without overflow."""
    return {LOGISTIC}
'''


def python_program(trainer: Trainer) -> str:
    """The text of the program: the parameters, `predict(x)`, and a call of it."""
    width = trainer.data.train.inputs.shape[1]
    code = ForwardCode(trainer)
    scale_arrays, scale_line = _scaling(trainer)
    title = (
        f"A network from Backprop Playground, {trainer.spec.data.name} after {trainer.step} steps. Needs NumPy alone."
    )
    return f'''"""{title}"""

{"import math" + chr(10) if code.needs_math else ""}import numpy as np

# layer by layer: weights W (inputs, units), biases b (units,), of norms gains g and statistics (units,)
{chr(10).join(code.arrays)}{scale_arrays}
{SIGMOID if code.needs_sigmoid else ""}

def predict(x):
    """Outputs of the network for x, an array of shape (rows, {width})."""{scale_line}
    a = {_features(trainer)}
{chr(10).join(f"    {line}" for line in code.lines)}
    return a


if __name__ == "__main__":
    print(predict(np.zeros((1, {width}))))
'''


def _scaling(trainer: Trainer) -> tuple[str, str]:
    """The arrays that standardize the inputs, and the line that uses them; empty if the run does not standardize."""
    scaling = trainer.data.scaling
    if scaling is None:
        return "", ""
    arrays = f"\nshift = np.array({scaling.shift.tolist()})\nscale = np.array({scaling.scale.tolist()})"
    return arrays, "\n    x = (x - shift) / scale"


def _features(trainer: Trainer) -> str:
    """An expression for the inputs of the network."""
    names = trainer.spec.features
    return "x" if names is None else f"np.column_stack([{', '.join(FEATURES[name].numpy for name in names)}])"
