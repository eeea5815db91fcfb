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
        """Of a batch."""
        return torch.add(x, self.branch(x), alpha=self.scale)


class LastState(nn.Module):  # type: ignore[misc]
    """An nn.LSTM, read after its last step. Of PyTorch's two biases the second stays 0, as there is one of ours."""

    def __init__(self, n_in: int, units: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(n_in, units, batch_first=True, dtype=torch.float64)
        nn.init.zeros_(self.lstm.bias_hh_l0)
        self.lstm.bias_hh_l0.requires_grad = False

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(B, n) from (B, steps, n_in)"""
        states: torch.Tensor = self.lstm(x)[0]
        return states[:, -1]


class Peer:
    """A Sequential of the library's own layers; for several outputs the loss takes the last layer's logits."""

    def __init__(self, problem: Problem) -> None:
        torch.set_num_threads(1)
        self.problem = problem
        self.inputs = torch.from_numpy(problem.inputs)
        self.targets = torch.from_numpy(problem.classes if problem.softmax else problem.targets)
        if problem.steps is not None:
            self.inputs = self.inputs.reshape(problem.samples, problem.steps, -1)
        if problem.image is not None:  # PyTorch's pictures have their channels first
            self.inputs = self.inputs.reshape(problem.samples, *problem.image).permute(0, 3, 1, 2).contiguous()
        self.restart()

    def restart(self) -> None:
        """A new model with the initial weights."""
        self.rng = self.problem.generator()
        self.views: list[dict[str, torch.Tensor]] = []
        self.picture = self.problem.image
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
                assert self.picture is not None
                height, width, channels = self.picture
                self.picture = (height // spec.size, width // spec.size, channels)
                return nn.MaxPool2d(spec.size)
        raise ValueError(f"Received a layer of kind {spec.kind}, which no peer has.")

    def _dense(self, spec: DenseSpec, blocks: Blocks) -> nn.Module:
        n_in, units = blocks["weights"].shape
        linear = nn.Linear(n_in, units, dtype=torch.float64)
        weights = linear.weight.detach().T  # Linear keeps them as (n_out, n_in)
        before: list[nn.Module] = []
        if self.picture is not None:
            height, width, channels = self.picture
            weights = weights.reshape(channels, height, width, units).permute(1, 2, 0, 3)
            before, self.picture = [nn.Flatten()], None
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
        assert self.picture is not None
        height, width, channels = self.picture
        convolution = nn.Conv2d(channels, spec.filters, spec.size, padding=spec.padding, dtype=torch.float64)
        # its filters are (n_out, channels, size, size)
        views = {"weights": convolution.weight.detach().permute(2, 3, 1, 0), "biases": convolution.bias.detach()}
        self._fill(blocks, views)
        self.picture = (height, width, spec.filters)
        return nn.Sequential(convolution, ACTIVATIONS[spec.activation]())

    def _fill(self, blocks: Blocks, views: dict[str, torch.Tensor]) -> None:
        """Put blocks into a module's parameters, through views that have them in our order."""
        for name, view in views.items():
            view.copy_(torch.from_numpy(blocks[name]).reshape(view.shape))
        self.views.append(views)

    def train(self, epochs: int) -> None:
        """Each epoch's samples are shuffled once, and its batches are slices."""
        for _ in range(epochs):
            order = torch.from_numpy(self.rng.permutation(self.problem.samples))
            inputs, targets = self.inputs[order], self.targets[order]
            for start in range(0, len(order), self.problem.batch):
                stop = start + self.problem.batch
                self._step(inputs[start:stop], targets[start:stop])

    def _step(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        self.optimizer.zero_grad()
        outputs = self.model(inputs)
        # one output: the mean over a batch is the mean over its elements
        softmax = self.problem.softmax
        loss = nn.functional.cross_entropy(outputs, targets) if softmax else _half_mean_square(outputs, targets)
        loss.backward()
        self.optimizer.step()

    def parameters(self) -> Array:
        """As the problem lays them out."""
        return flat([{name: view.numpy() for name, view in views.items()} for views in self.views])


def _half_mean_square(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return 0.5 * nn.functional.mse_loss(outputs, targets)
