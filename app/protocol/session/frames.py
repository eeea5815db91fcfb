"""The contents of a frame."""

from pydantic import Field

from app.protocol.base import Message


class FrameView(Message):
    """What a frame shows; 0 leaves maps out. Large networks are mapped more coarsely than requested."""

    resolution: int = Field(64, ge=0, le=256, description="side of the outputs' maps")
    neuron_resolution: int = Field(16, ge=0, le=64, description="side of the hidden units' maps")
    neurons_per_layer: int = Field(8, ge=0, le=64, description="hidden units mapped in each layer, the first ones")
    confusion: bool = Field(False, description="whether headers hold the confusion matrices of a classification")
