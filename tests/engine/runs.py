"""Small runs that the tests share, and a few whose parameters can be compared across processes.

`python -m tests.engine.runs` prints the latter as JSON.
"""

import json
from typing import Any

import numpy as np

from engine.inspect.probes.observation import Detail, observe
from engine.layers.kinds import LAYERS
from engine.ops.activations import ACTIVATIONS
from engine.ops.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from engine.spec.run import RunSpec
from engine.train.snapshot import Snapshot
from engine.train.trainer import Trainer
from tests.engine import naive

TARGETS = {"binary": 1, "multiclass": 3, "regression": 2}


def samples(task: str = "regression", count: int = 13, width: int = 2, seed: int = 0) -> dict[str, Any]:
    """Inline data: `count` rows of `width` inputs, and targets of two classes, three classes or two values."""
    rng = np.random.default_rng(seed)
    inputs = rng.uniform(-2.0, 2.0, (count, width))
    labels = np.arange(count) % max(TARGETS[task], 2)
    targets = {
        "binary": labels[:, None],
        "multiclass": np.eye(3, dtype=int)[labels % 3],
        "regression": rng.uniform(-1.0, 1.0, (count, 2)),
    }[task]
    return {"name": "inline", "inputs": inputs.tolist(), "targets": targets.tolist(), "task": task}


def hidden(*units: int, activation: str = "tanh") -> list[dict[str, Any]]:
    """Dense layers."""
    return [{"units": n, "activation": activation} for n in units]


def spec(**fields: Any) -> RunSpec:
    """A small regression, 2-4-3-2 with tanh, batches of 5, 5 and 3, changed by `fields`."""
    network = {"layers": hidden(4, 3), "initializer": {"name": "glorot_normal", "bias": 0.1}}
    defaults = {"data": samples(), "network": network, "batch_size": 5, "seed": 3}
    return RunSpec.model_validate({**defaults, **fields})


def trainer(**fields: Any) -> Trainer:
    """A run of `spec`."""
    return Trainer(spec(**fields))


def on_points(name: str = "circle", **fields: Any) -> Trainer:
    """A run on generated points."""
    return Trainer(RunSpec.model_validate({"data": {"name": name, "samples": 60}, **fields}))


def oracle(run: Trainer) -> naive.Training:
    """The naive training with the initial parameters of `run`."""
    settings = run.spec
    layers = [
        naive.Layer(given.weights.tolist(), given.biases.tolist(), layer.activation)
        for given, layer in zip(run.get_parameters(), run.network.layers, strict=True)
    ]
    numbers = settings.optimizer.model_dump()
    name, penalty = numbers.pop("name"), settings.regularization
    assert settings.loss is not None
    return naive.Training(
        naive.Net(layers, settings.loss),
        name,
        numbers,
        l1=penalty.rate if penalty.name == "l1" else 0.0,
        l2=penalty.rate if penalty.name == "l2" else 0.0,
        mean=settings.reduction == "mean",
    )


def order_of_epoch(run: Trainer, generator: np.random.Generator) -> list[int]:
    """The order of the next epoch by the engine's convention; `generator` is default_rng([seed, 1])."""
    n = len(run.inputs)
    shuffled = run.spec.shuffle and run.batch_size < n
    return list(generator.permutation(n)) if shuffled else list(range(n))


def same(one: Snapshot, other: Snapshot) -> bool:
    """True if two snapshots are the same state, to the bit."""
    arrays = ("order", "parameters", "gradients", "previous", "memory")
    equal = all(bits(getattr(one, name)) == bits(getattr(other, name)) for name in arrays)
    plain = set(vars(one)) - set(arrays)
    return equal and all(getattr(one, name) == getattr(other, name) for name in plain)


def bits(array: Any) -> bytes:
    """The bits of an array, which distinguish the sign of zero and NaNs, unlike ==."""
    return np.ascontiguousarray(array).tobytes()


def short_runs() -> dict[str, list[float]]:
    """The parameters after short runs of every optimizer, activation, loss and task, and the observed metrics."""
    found: dict[str, list[float]] = {}
    for name in OPTIMIZERS:
        run = trainer(optimizer={"name": name}, regularization={"name": "l2", "rate": 0.01})
        run.advance(3, "epoch")
        found[name] = run.parameters.tolist()
    deep = [{"units": 4, "activation": name} for name in ACTIVATIONS]
    run = trainer(network={"layers": deep}, regularization={"name": "l1", "rate": 0.001})
    run.advance(3, "epoch")
    found["activations"] = run.parameters.tolist()
    for name, loss in LOSSES.items():
        task = loss.tasks[-1] if loss.tasks else "regression"
        run = trainer(data=samples(task), loss=name, reduction="sum")
        run.advance(3, "epoch")
        seen = observe(run, Detail(8, 4, 2))
        assert seen.output_maps is not None and seen.neuron_maps is not None
        found[name] = [*run.parameters.tolist(), seen.metrics.train_loss, *seen.output_maps.ravel().tolist()]
        found[name] += [value for layer in seen.layers for value in (layer.mean, layer.std, *layer.histogram.tolist())]
    layers = [
        {"units": 5},
        *(
            {"kind": kind, **LAYERS[kind].example}
            for kind in LAYERS
            if LAYERS[kind].reads == "any" and kind not in ("dense", "residual")
        ),
    ]
    run = trainer(
        network={"layers": [{"kind": "dropout", "rate": 0.3}, *layers, {"kind": "residual", "layers": [{"units": 4}]}]}
    )
    run.advance(3, "epoch")
    found["layers"] = run.parameters.tolist()
    pair = [{"kind": kind, "units": 3, "return_sequences": True} for kind in ("rnn", "gru")]
    for name, form, chain in (
        ("sequence", {"steps": 4}, [*pair, {"kind": "lstm", "units": 3}]),
        ("image", {"image": [4, 2, 1]}, [{"kind": "conv2d", "filters": 3}, {"kind": "max_pool"}]),
    ):
        run = trainer(data={**samples(width=8), **form}, network={"layers": chain})
        run.advance(3, "epoch")
        found[name] = run.parameters.tolist()
    run = trainer(data=samples(count=40, width=30), network={"layers": hidden(50)}, batch_size=33)  # large: by BLAS
    run.advance(3, "epoch")
    found["large"] = run.parameters.tolist()
    return found


if __name__ == "__main__":
    print(json.dumps(short_runs()))
