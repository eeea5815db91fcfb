"""The engine, driven as the server drives it: a RunSpec and whole epochs of `Trainer.advance`."""

from benchmarks.nets import LEARNING_RATE, SEED, Problem
from engine.jit import Array
from engine.spec import RunSpec
from engine.trainer import LayerParameters, Trainer


class Peer:
    """A Trainer. Everything that it does around the steps is counted."""

    def __init__(self, problem: Problem) -> None:
        net = problem.net
        binary = net.widths[-1] == 1
        data = {
            "name": "inline",
            "inputs": problem.inputs.tolist(),
            "targets": (problem.signs if binary else problem.classes[:, None]).tolist(),
            "task": "binary" if binary else "multiclass",
        }
        spec = {
            "seed": SEED,
            "data": data,
            "network": {"layers": [{"units": units} for units in net.widths[1:-1]]},
            "optimizer": {"learning_rate": LEARNING_RATE},
            "batch_size": net.batch,
        }
        self.trainer = Trainer(RunSpec.model_validate(spec))
        names = [layer.name for layer in self.trainer.network.layers]
        pairs = zip(names, problem.layers, strict=True)
        self.trainer.set_parameters([LayerParameters(name, *layer) for name, layer in pairs])
        self.start = self.trainer.snapshot()

    def restart(self) -> None:
        """The first snapshot."""
        self.trainer.restore(self.start)

    def train(self, epochs: int) -> None:
        """One call, as for a session that plays."""
        self.trainer.advance(epochs, "epoch")

    def parameters(self) -> Array:
        """The engine lays them out in the same way."""
        return self.trainer.parameters
