"""PyTorch, eager: nn.Sequential, autograd and torch.optim.SGD."""

import torch
from torch import nn

from benchmarks.nets import LEARNING_RATE, Problem, generator
from engine.jit import Array


class Peer:
    """A Sequential of Linear and Tanh; for several outputs the loss takes the last layer's logits."""

    def __init__(self, problem: Problem) -> None:
        torch.set_num_threads(1)
        self.problem = problem
        self.softmax = problem.net.widths[-1] > 1
        self.inputs = torch.from_numpy(problem.inputs)
        self.targets = torch.from_numpy(problem.classes if self.softmax else problem.signs)
        self.restart()

    def restart(self) -> None:
        """A new model with the initial weights; Linear keeps them as (n_out, n_in)."""
        self.rng = generator()
        self.linear = [nn.Linear(*W.shape, dtype=torch.float64) for W, _ in self.problem.layers]
        with torch.no_grad():
            for linear, (W, b) in zip(self.linear, self.problem.layers, strict=True):
                linear.weight.copy_(torch.from_numpy(W.T))
                linear.bias.copy_(torch.from_numpy(b))
        modules = [module for linear in self.linear for module in (linear, nn.Tanh())]
        self.model = nn.Sequential(*(modules[:-1] if self.softmax else modules))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=LEARNING_RATE)

    def train(self, epochs: int) -> None:
        """Each epoch's samples are shuffled once, and its batches are slices."""
        for _ in range(epochs):
            order = torch.from_numpy(self.rng.permutation(self.problem.net.samples))
            inputs, targets = self.inputs[order], self.targets[order]
            for start in range(0, len(order), self.problem.net.batch):
                stop = start + self.problem.net.batch
                self._step(inputs[start:stop], targets[start:stop])

    def _step(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        self.optimizer.zero_grad()
        outputs = self.model(inputs)
        # one output: the mean over a batch is the mean over its elements
        loss = nn.functional.cross_entropy(outputs, targets) if self.softmax else _half_mean_square(outputs, targets)
        loss.backward()
        self.optimizer.step()

    def parameters(self) -> Array:
        """As the problem lays them out."""
        return self.problem.flat(
            [(layer.weight.detach().numpy().T, layer.bias.detach().numpy()) for layer in self.linear]
        )


def _half_mean_square(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return 0.5 * nn.functional.mse_loss(outputs, targets)
