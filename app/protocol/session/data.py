"""The samples of a run."""

from pydantic import Field

from app.protocol.base import Message, Task


class PointData(Message):
    """The samples of a run, or some of them: training rows first, then test rows. The sizes are those of this answer."""

    data_version: int
    task: Task
    classes: int | None = Field(description="number of classes; null in regression")
    train_size: int
    test_size: int
    inputs: list[list[float]] = Field(description="(rows, columns), before features")
    targets: list[int] | list[list[int]] | list[list[float]] = Field(
        description="class of each row, (rows, target_steps) if every step has a target, or (rows, outputs) in regression"
    )
