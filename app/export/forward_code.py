"""Write the forward pass of a network as lines of NumPy, which each layer takes from its op (`Op.numpy`)."""

from collections import defaultdict
from collections.abc import Sequence

from engine.network.layer import Layer
from engine.ops import OPS
from engine.ops.activations import OUTPUT_ACTIVATIONS
from engine.ops.op import Parameter, Row
from engine.ops.row import N_IN, N_OUT, OP
from engine.spec.layers import LayerSpec, ParallelSpec, ResidualSpec
from engine.train.trainer import Trainer


class ForwardCode:
    """The forward pass of a run's network.

    arrays: lines that define the parameters. lines: from the inputs `a` of the network, (rows, columns), to its outputs
    `a`.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.arrays: list[str] = []
        self.lines: list[str] = []
        network = trainer.network
        self._residual_blocks = trainer.spec.network.residual_blocks
        self._layers = iter(network.layers)
        self._rows: defaultdict[str, list[Row]] = defaultdict(list)
        for owner, row in zip(network.owners, network.tape, strict=True):
            self._rows[owner].append(row)
        self._parameters = {layer.name: layer.every() for layer in trainer.get_parameters()}
        self._layer_count = self._variable_count = 0
        self._write_chain(trainer.spec.network.layers)
        self._write_layer(next(self._layers))

    @property
    def needs_math(self) -> bool:
        """True if a line uses the module `math`."""
        return any("math." in line for line in self.lines)

    @property
    def needs_sigmoid(self) -> bool:
        """True if a line calls the function `sigmoid`."""
        return any("sigmoid(" in line for line in self.lines)

    def _variable(self, text: str) -> str:
        """Assign an expression to a new variable, for later use. Returns its name."""
        self._variable_count += 1
        self.lines.append(f"x{self._variable_count} = {text}")
        return f"x{self._variable_count}"

    def _write_chain(self, specs: Sequence[LayerSpec]) -> None:
        """Write layers in the order of the tape: a block comes after the layers inside."""
        for spec in specs:
            match spec:
                case ResidualSpec():
                    self._write_residual(spec)
                case ParallelSpec():
                    self._write_parallel(spec)
                case _:
                    self._write_layer(next(self._layers))

    def _write_residual(self, spec: ResidualSpec) -> None:
        skip = self._variable("a")
        self._write_chain(spec.layers)
        next(self._layers)
        self.lines.append(f"a = {skip} + {spec.factor(self._residual_blocks)!r} * a")

    def _write_parallel(self, spec: ParallelSpec) -> None:
        whole, parts = self._variable("a"), []
        for branch in spec.branches:
            columns = "" if branch.inputs is None else f"[:, {branch.inputs[0]}:{branch.inputs[1]}]"
            self.lines.append(f"a = {whole}{columns}")
            self._write_chain(branch.layers)
            parts.append(self._variable("a"))
        next(self._layers)
        self.lines.append(f"a = np.hstack([{', '.join(parts)}])")

    def _write_layer(self, layer: Layer) -> None:
        """Write a layer by the op of its first row."""
        rows = self._rows[layer.name]
        parameters = [each for row in rows for each in OPS[row[OP]].parameters(row[N_IN], row[N_OUT])]
        names = self._define_arrays(layer, parameters)
        op, function = OPS[rows[0][OP]], OUTPUT_ACTIVATIONS[layer.activation]
        self.lines.extend(op.numpy(rows[0], function, *names))

    def _define_arrays(self, layer: Layer, parameters: Sequence[Parameter]) -> list[str]:
        """Define the parameters of a layer as arrays, named by a symbol and the layer's number. Returns the names."""
        if not parameters:
            return []
        self._layer_count += 1
        names = [f"{each.symbol}{self._layer_count}" for each in parameters]
        values = self._parameters[layer.name]
        for name, each in zip(names, parameters, strict=True):
            self.arrays.append(f"{name} = np.array({values[each.name].tolist()})")
        return names
