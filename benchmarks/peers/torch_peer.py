"""PyTorch, eager: nn.Sequential, autograd and torch.optim.SGD."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from benchmarks.nets import Problem, flat
from engine.compiled.jit import Array
from engine.spec.layers import ConvolutionSpec, DenseSpec, LstmSpec, MaxPoolSpec, ResidualSpec

Blocks = dict[str, Array]
ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU, "linear": nn.Identity}


class Residual(nn.Module):  # type: ignore[misc]
    """x + s f(x)"""

    def __init__(self, branch: nn.Module, scale: float) -> None:
        super().__init__()
        self.branch, self.scale = branch, scale

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Add the branch, scaled, to the input."""
        return torch.add(x, self.branch(x), alpha=self.scale)


class LastState(nn.Module):  # type: ignore[misc]
    """An nn.LSTM that returns its last state. PyTorch has two biases; the second is fixed at 0, as the engine has one."""

    def __init__(self, n_in: int, units: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(n_in, units, batch_first=True, dtype=torch.float64)
        nn.init.zeros_(self.lstm.bias_hh_l0)
        self.lstm.bias_hh_l0.requires_grad = False

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Compute (B, n) from (B, steps, n_in)."""
        states: torch.Tensor = self.lstm(x)[0]
        return states[:, -1]


class Peer:
    """An nn.Sequential of PyTorch's layers; with softmax the loss takes the logits of the last layer."""

    def __init__(self, problem: Problem) -> None:
        torch.set_num_threads(1)
        self.problem = problem
        self.inputs = torch.from_numpy(problem.inputs)
        self.targets = torch.from_numpy(problem.classes if problem.softmax else problem.targets)
        if problem.steps is not None:
            self.inputs = self.inputs.reshape(problem.samples, problem.steps, -1)
        if problem.image is not None:  # images in PyTorch have channels first
            self.inputs = self.inputs.reshape(problem.samples, *problem.image).permute(0, 3, 1, 2).contiguous()
        self.restart()

    def restart(self) -> None:
        """Build a model with the initial weights."""
        self.rng = self.problem.generator()
        self.views: list[dict[str, torch.Tensor]] = []
        self.image = self.problem.image
        blocks = iter(self.problem.blocks)
        self.model = nn.Sequential(*(self._module(spec, blocks) for spec in self.problem.layers))
        trained = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        self.optimizer = torch.optim.SGD(trained, lr=self.problem.learning_rate)

    def _module(self, spec: Any, blocks: Iterator[Blocks]) -> nn.Module:
        match spec:
            case DenseSpec():
                return self._dense(spec, next(blocks))
            case ResidualSpec():
                branch = nn.Sequential(*(self._module(inner, blocks) for inner in spec.layers))
                return Residual(branch, self.problem.scale(spec))
            case LstmSpec():
                return self._lstm(spec, next(blocks))
            case ConvolutionSpec():
                return self._convolution(spec, next(blocks))
            case MaxPoolSpec():
                assert self.image is not None
                height, width, channels = self.image
                self.image = (height // spec.size, width // spec.size, channels)
                return nn.MaxPool2d(spec.size)
        raise ValueError(f"Received a layer of kind {spec.kind}, which the peers do not implement.")

    def _dense(self, spec: DenseSpec, blocks: Blocks) -> nn.Module:
        n_in, units = blocks["weights"].shape
        linear = nn.Linear(n_in, units, dtype=torch.float64)
        weights = linear.weight.detach().T  # nn.Linear stores (n_out, n_in)
        before: list[nn.Module] = []
        if self.image is not None:
            height, width, channels = self.image
            weights = weights.reshape(channels, height, width, units).permute(1, 2, 0, 3)
            before, self.image = [nn.Flatten()], None
        self._fill(blocks, {"weights": weights, "biases": linear.bias.detach()})
        after = [] if spec.activation == "linear" else [ACTIVATIONS[spec.activation]()]
        return nn.Sequential(*before, linear, *after)

    def _lstm(self, spec: LstmSpec, blocks: Blocks) -> nn.Module:
        module = LastState(blocks["weights"].shape[0], spec.units)
        lstm = module.lstm
        views = {"weights": lstm.weight_ih_l0.detach().T, "recurrent": lstm.weight_hh_l0.detach().T}
        self._fill(blocks, {**views, "biases": lstm.bias_ih_l0.detach()})
        return module

    def _convolution(self, spec: ConvolutionSpec, blocks: Blocks) -> nn.Module:
        assert self.image is not None
        height, width, channels = self.image
        convolution = nn.Conv2d(channels, spec.filters, spec.size, padding=spec.padding, dtype=torch.float64)
        # nn.Conv2d stores (n_out, channels, size, size)
        views = {"weights": convolution.weight.detach().permute(2, 3, 1, 0), "biases": convolution.bias.detach()}
        self._fill(blocks, views)
        self.image = (height, width, spec.filters)
        return nn.Sequential(convolution, ACTIVATIONS[spec.activation]())

    def _fill(self, blocks: Blocks, views: dict[str, torch.Tensor]) -> None:
        """Copy blocks into the parameters of a module, through views in the engine's order."""
        for name, view in views.items():
            view.copy_(torch.from_numpy(blocks[name]).reshape(view.shape))
        self.views.append(views)

    def train(self, epochs: int) -> None:
        """Shuffle the samples once per epoch; batches are slices."""
        for _ in range(epochs):
            order = torch.from_numpy(self.rng.permutation(self.problem.samples))
            inputs, targets = self.inputs[order], self.targets[order]
            for start in range(0, len(order), self.problem.batch):
                stop = start + self.problem.batch
                self._step(inputs[start:stop], targets[start:stop])

    def _step(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        self.optimizer.zero_grad()
        outputs = self.model(inputs)
        # with one output, the mean over the elements is the mean over the batch
        softmax = self.problem.softmax
        loss = nn.functional.cross_entropy(outputs, targets) if softmax else _half_mean_square(outputs, targets)
        loss.backward()
        self.optimizer.step()

    def parameters(self) -> Array:
        """All parameters as one vector."""
        return flat([{name: view.numpy() for name, view in views.items()} for views in self.views])


def _half_mean_square(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return 0.5 * nn.functional.mse_loss(outputs, targets)
