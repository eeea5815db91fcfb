"""Change a spec by a JSON merge patch (RFC 7396).

Fields that depend on patched ones follow, unless the patch names them itself, so that short patches do what they say:

- another optimizer keeps the learning rate, and takes its own defaults for all other hyper-parameters; another schedule
  takes its own defaults;
- data of another kind (generated points, measured rows, inline rows, …) keep only the fields that both kinds have, and
  reset the features; new targets of inline data determine the task again, unless the classes have names;
- another set of measured rows or of sequences takes its own defaults for its own options;
- data with another task, and bits after other data, take their own loss and output activation.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from app.errors import validating
from app.protocol.validator import Validator
from engine.spec.data.kinds import DATA_MODELS, DataSpec, data_kind
from engine.spec.run import RunSpec, output_of

COMMON_DATA_FIELDS = ("seed", "train_fraction")
"""Fields kept from one kind of data to another, if both have them."""


class _Data(BaseModel):
    """The data of a run, which are validated first because other fields depend on their task."""

    data: DataSpec


SPECS: Validator[RunSpec] = Validator(RunSpec)
DATA: Validator[_Data] = Validator(_Data)


def merge(target: Any, patch: Any) -> Any:
    """Merge by RFC 7396: objects field by field; null removes a field, any other value replaces it."""
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
    """The spec with the patch applied and validated. Raises InvalidFieldsError."""
    document = spec.model_dump(exclude={"data"})  # unchanged data are not copied: they may be large
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
    with validating():
        return SPECS.validate(merge(document, rest))


def names_layers(patch: Mapping[str, Any]) -> bool:
    """True if the patch gives the hidden layers themselves."""
    network = patch.get("network")
    return isinstance(network, Mapping) and "layers" in network


def _patched_data(spec: RunSpec, patch: Any) -> Any:
    document = spec.data.model_dump()
    if _changes_kind(spec, patch):
        fields = DATA_MODELS[data_kind(patch["name"])].model_fields
        document = {name: document[name] for name in COMMON_DATA_FIELDS if name in document and name in fields}
        if document.get("train_fraction") == 1.0:  # inline rows may all be used for training, others not
            document.pop("train_fraction")
    elif _renames(spec.data.name, patch):
        document = {name: value for name, value in document.items() if name not in spec.data.of_one_name}
    if isinstance(patch, Mapping) and "targets" in patch:
        document.pop("task", None)
    with validating():
        return DATA.validate(merge({"data": document}, {"data": patch})).data


def _changes_kind(spec: RunSpec, patch: Any) -> bool:
    """True if the patch changes the kind of data, as from inline rows to generated points."""
    return _renames(spec.data.name, patch) and data_kind(patch["name"]) != spec.data.kind


def _renames(name: str, patch: Any) -> bool:
    return isinstance(patch, Mapping) and patch.get("name", name) != name
