"""A change of a run: JSON merge patch (RFC 7396) on its spec.

Some things in a spec follow from others, and the merge lets them follow, so that the shortest patch does what it says:

- another optimizer takes the learning rate along and none of the old one's own hyper-parameters; another schedule takes
  none of the old one's numbers;
- data of different kinds (generated points, measured rows, own rows, …) have few fields in common: only those are kept
  from one to the other, and the features go back to their default; new targets of own data are looked at anew to tell
  the task, which stays a classification while the classes have names;
- other measured rows are standardized or not in their own way, and of all columns, and other sequences have their own
  options, unless the patch says otherwise;
- where the new data pose another task, or are bits and the old ones not, loss and output activation become their own
  unless the patch names them.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from engine.spec.data.kinds import DATA_MODELS, DataSpec, data_kind
from engine.spec.run import RunSpec, output_of

COMMON_DATA_FIELDS = ("seed", "train_fraction")
"""What is kept from one kind to another where both have it."""


class _Data(BaseModel):
    """The data alone: validated first, for the rest depends on its task."""

    data: DataSpec


def merge(target: Any, patch: Any) -> Any:
    """RFC 7396: objects are merged field by field, null removes a field, anything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def patched(spec: RunSpec, patch: Mapping[str, Any]) -> RunSpec:
    """The spec with the patch applied and validated. Raises pydantic's ValidationError."""
    document = spec.model_dump(exclude={"data"})  # the data stay an object where they stay: they may be large
    document["data"] = spec.data
    if "data" in patch:
        document["data"] = _patched_data(spec, patch["data"])
        if (document["data"].task, output_of(document["data"])) != (spec.data.task, output_of(spec.data)):
            document["loss"] = None
            document["network"]["output_activation"] = None
        if _changes_kind(spec, patch["data"]):
            document["features"] = None
    if _renames(document["optimizer"]["name"], patch.get("optimizer")):
        document["optimizer"] = {}
    if _renames(document["schedule"]["name"], patch.get("schedule")):
        document["schedule"] = {}
    rest = {name: value for name, value in patch.items() if name != "data"}
    return RunSpec.model_validate(merge(document, rest))


def names_layers(patch: Mapping[str, Any]) -> bool:
    """True if the patch gives the hidden layers themselves."""
    network = patch.get("network")
    return isinstance(network, Mapping) and "layers" in network


def _patched_data(spec: RunSpec, patch: Any) -> Any:
    document = spec.data.model_dump()
    if _changes_kind(spec, patch):
        fields = DATA_MODELS[data_kind(patch["name"])].model_fields
        document = {name: document[name] for name in COMMON_DATA_FIELDS if name in document and name in fields}
        if document.get("train_fraction") == 1.0:  # own rows may leave none for testing, others not
            document.pop("train_fraction")
    elif _renames(spec.data.name, patch):
        document = {name: value for name, value in document.items() if name not in spec.data.of_one_name}
    if isinstance(patch, Mapping) and "targets" in patch:
        document.pop("task", None)
    return _Data.model_validate(merge({"data": document}, {"data": patch})).data


def _changes_kind(spec: RunSpec, patch: Any) -> bool:
    """From one kind of data to another, as from own rows to generated points."""
    return _renames(spec.data.name, patch) and data_kind(patch["name"]) != spec.data.kind


def _renames(name: str, patch: Any) -> bool:
    return isinstance(patch, Mapping) and patch.get("name", name) != name
