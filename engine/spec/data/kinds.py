"""DataSpec: the union of all kinds of data. A new kind is a DataModel, an entry here, and its loader in `engine.load`."""

from typing import Annotated, Any, get_args

from pydantic import Discriminator, Tag

from engine.spec.data.base import DataModel
from engine.spec.data.generated import PatternSpec, PointsSpec, SequenceSpec
from engine.spec.data.measured import RealSpec
from engine.spec.data.own import InlineSpec, TableSpec, TextSpec


def data_kind(name: object) -> str:
    """Return the kind of the data with this name; unknown names belong to the points, which refuse them."""
    return KINDS.get(name, PointsSpec.kind) if isinstance(name, str) else PointsSpec.kind


def _kind(data: Any) -> str:
    return data_kind(data.get("name") if isinstance(data, dict) else getattr(data, "name", None))


AnyDataSpec = (
    Annotated[PointsSpec, Tag(PointsSpec.kind)]
    | Annotated[RealSpec, Tag(RealSpec.kind)]
    | Annotated[SequenceSpec, Tag(SequenceSpec.kind)]
    | Annotated[PatternSpec, Tag(PatternSpec.kind)]
    | Annotated[TextSpec, Tag(TextSpec.kind)]
    | Annotated[InlineSpec, Tag(InlineSpec.kind)]
    | Annotated[TableSpec, Tag(TableSpec.kind)]
)
DataSpec = Annotated[AnyDataSpec, Discriminator(_kind)]
"""The data of a run, told apart by `name`."""

DATA_MODELS: dict[str, type[DataModel]] = {model.kind: model for model, _ in map(get_args, get_args(AnyDataSpec))}
"""Kind of data -> its model."""

KINDS: dict[str, str] = {name: model.kind for model in DATA_MODELS.values() for name in model.names}
"""Name of data -> its kind."""
