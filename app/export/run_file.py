"""A run as a file, and back: spec, position, parameters, and all else that the next step depends on."""

import base64
import binascii
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

from app.errors import AppError
from app.protocol.rest import GeneratorState, RunFile, RunState
from app.queries.answers import given_parameters, parameters_json
from engine.train.trainer import Snapshot, Trainer

Number = TypeVar("Number", np.float64, np.int64)

MAX_PARAMETERS = 20_000
"""The file of a network with more parameters than this has no state, which would be longer than all the rest."""

REMEDY = (
    "Give the state as it was saved, or leave it out: training then goes on with an empty memory and a fresh epoch."
)


def run_file_json(trainer: Trainer) -> bytes:
    """`RunFile`, as bytes and quickly: a large network has millions of numbers."""
    exact = trainer.network.layout.size <= MAX_PARAMETERS
    head = {
        "format": "backprop-run",
        "version": 1,
        "spec": orjson.Fragment(trainer.spec.model_dump_json()),
        "step": trainer.step,
        "epoch": trainer.epoch,
        "parameters": orjson.Fragment(parameters_json(trainer)),
        "state": _state(trainer.snapshot()) if exact else None,
    }
    return orjson.dumps(head)


def trainer_of(file: RunFile) -> Trainer:
    """The run of a file. With its state it goes on to the same bits as the one that was saved, except that one that had
    diverged may try again; without, its optimizer and its epoch begin anew.

    Raises ValueError and AppError, which name what does not fit the spec.
    """
    trainer = Trainer(file.spec)
    if file.parameters is None:
        if file.step or file.epoch or file.state is not None:
            detail = "parameters: received null for a run that has begun, expected its parameters."
            raise AppError(detail, "Give the parameters, or step 0, epoch 0 and no state.", field="parameters")
        return trainer
    trainer.set_parameters(given_parameters(file.parameters.layers))
    fresh = trainer.snapshot()
    begun = replace(fresh, step=file.step, epoch=file.epoch, previous=fresh.parameters)
    trainer.restore(begun if file.state is None else _continued(begun, file.state, trainer))
    return trainer


# -- the state -----------------------------------------------------------------------------------------------------


def _state(snapshot: Snapshot) -> dict[str, Any]:
    """`RunState`."""
    generator = snapshot.generator
    return {
        "sample": snapshot.sample,
        "position": snapshot.position,
        "order": _text(snapshot.order),
        "steps_of_optimizer": snapshot.steps_of_optimizer,
        "generator": {
            "name": generator["bit_generator"],
            "state": str(generator["state"]["state"]),
            "increment": str(generator["state"]["inc"]),
            "has_uint32": generator["has_uint32"],
            "uinteger": generator["uinteger"],
        },
        "gradients": _text(snapshot.gradients),
        "previous": _text(snapshot.previous),
        "memory": _text(snapshot.memory),
    }


def _continued(begun: Snapshot, state: RunState, trainer: Trainer) -> Snapshot:
    """`begun` with the state of a file, every part of it checked against the run it is for."""
    samples, batch = trainer.samples, trainer.batch_size
    order = _array(state.order, "order", begun.order)
    if not np.array_equal(np.sort(order), np.arange(samples)):
        raise _misfit("order", "row numbers that repeat or leave out some", f"each of 0 to {samples - 1} once")
    if state.position >= samples or state.position % batch:
        expected = f"the beginning of a batch of {batch} in {samples} samples"
        raise _misfit("position", str(state.position), expected)
    under_way = min(batch, samples - state.position)
    if state.sample >= under_way:
        raise _misfit("sample", str(state.sample), f"0 to {under_way - 1}, fewer than the batch under way has")
    if state.steps_of_optimizer > begun.step:
        raise _misfit("steps_of_optimizer", str(state.steps_of_optimizer), f"at most the {begun.step} steps of the run")
    return replace(
        begun,
        sample=state.sample,
        position=state.position,
        order=order,
        steps_of_optimizer=state.steps_of_optimizer,
        generator=_generator(state.generator),
        gradients=_array(state.gradients, "gradients", begun.gradients),
        previous=_array(state.previous, "previous", begun.previous),
        memory=_array(state.memory, "memory", begun.memory),
    )


def _generator(state: GeneratorState) -> dict[str, Any]:
    """NumPy's form of the generator's state."""
    number, increment = int(state.state), int(state.increment)
    if number >= 2**128:
        raise _misfit("generator.state", state.state, "a whole number below 2¹²⁸")
    if increment >= 2**128 or increment % 2 == 0:
        raise _misfit("generator.increment", state.increment, "an odd number below 2¹²⁸")
    return {
        "bit_generator": state.name,
        "state": {"state": number, "inc": increment},
        "has_uint32": state.has_uint32,
        "uinteger": state.uinteger,
    }


def _text(array: NDArray[Number]) -> str:
    """An array as base64 of its little-endian bytes."""
    return base64.b64encode(array.astype(array.dtype.newbyteorder("<")).tobytes()).decode("ascii")


def _array(text: str, name: str, like: NDArray[Number]) -> NDArray[Number]:
    """The array in a text, of the shape and type of `like`. AppError for what is none, and for NaN in it."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _misfit(name, f"{text[:20]!r}…", "base64") from error
    if len(content) != 8 * like.size:
        shape = " × ".join(map(str, like.shape))
        raise _misfit(name, f"{len(content)} bytes", f"{8 * like.size}: {shape} numbers of 8 bytes")
    array = np.frombuffer(content, like.dtype.newbyteorder("<")).reshape(like.shape).astype(like.dtype)
    if np.isnan(array).any():
        raise _misfit(name, "NaN", "numbers")
    return array


def _misfit(name: str, received: str, expected: str) -> AppError:
    field = f"state.{name}"
    return AppError(f"{field}: received {received}, expected {expected}.", REMEDY, field=field)
