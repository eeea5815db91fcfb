"""DataModel: base of the models of data. Each gives the task, form and size of the data before they are made."""

from collections.abc import Collection
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field

from engine.data.dataset import Form
from engine.spec.base import MAX_SEED, SpecModel

Noise = Annotated[float, Field(ge=0, le=0.5)]
Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]


class Size(NamedTuple):
    """Size of a run's data: rows in both splits, input columns, units of the output layer. An estimate for malformed rows,
    which are refused when they are loaded."""

    samples: int
    inputs: int
    outputs: int


class DataModel(SpecModel):
    """Base of the models of data. Each also has a `task`, the task that the data pose.

    kind: name of the kind of data. Unlike the names of fields, it occurs in no JSON. names: the values that the
    field `name` may have. of_one_name: fields whose value belongs to one name, not to the others of the kind.
    """

    kind: ClassVar[str]
    names: ClassVar[Collection[str]]
    of_one_name: ClassVar[tuple[str, ...]] = ()

    @property
    def form(self) -> Form:
        """Layout of a sample's columns."""
        return Form()

    @property
    def size(self) -> Size:
        """Size of the data."""
        raise NotImplementedError


def data_names() -> list[str]:
    """Return the names of all data, of every kind."""
    return [name for model in DataModel.__subclasses__() for name in model.names]
