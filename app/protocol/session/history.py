"""The history of a run and its checkpoints."""

from pydantic import Field

from app.protocol.base import Measured, Message, former_name


class HistoryAnswer(Message):
    """The history of a run, one column per metric, thinned evenly if the run is long."""

    step: list[int]
    epoch: list[int]
    train_loss: list[Measured]
    test_loss: list[Measured]
    penalty: list[Measured]
    train_accuracy: list[Measured]
    test_accuracy: list[Measured]
    train_r2: list[Measured]
    test_r2: list[Measured]
    gradient_norms: list[list[Measured]] = Field(description="one column per layer, in the network's order")
    activation_stds: list[list[Measured]] = Field(
        description="standard deviation of each layer's activations, in the same form"
    )


class CheckpointsAnswer(Message):
    """The checkpoints of a run, complete states to show and to continue from; one column per metric, in the order of their
    steps. If there are too many, they are thinned evenly."""

    history_number: int = Field(description="number of the history, as in the session")
    course: int = former_name("history_number")
    capacity: int = Field(description="largest number of checkpoints of this run; 0 if the network is too large")
    step: list[int]
    epoch: list[int]
    train_loss: list[Measured]
    test_loss: list[Measured]
    changed: list[bool] = Field(description="whether the run's settings have changed since")
