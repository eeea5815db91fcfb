"""Training of a run."""

from pydantic import Field

from app.protocol.base import DivergenceReport, Message, Status, Unit
from app.protocol.session.metrics import LayerReport, Metrics


class StepsRequest(Message):
    """An amount of training."""

    count: int = Field(1, ge=1)
    unit: Unit = "step"


class StepsAnswer(Message):
    """The state of a run after training."""

    steps: int = Field(description="updates made by this call")
    step: int
    epoch: int
    sample: int
    status: Status
    message: str | None = Field(description="detail and remedy of the divergence")
    divergence: DivergenceReport | None = Field(description="why the run diverged; null if it can be trained")
    learning_rate: float = Field(description="of the next step, by the schedule")
    metrics: Metrics
    layers: list[LayerReport]
