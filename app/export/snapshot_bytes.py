"""Pack snapshots into bytes and read them: what a run file holds, in binary and without the spec.

A packed snapshot is a checksum, the length of a JSON header, the header, and the arrays as little-endian numbers. Arrays
of zeros are left out. A damaged snapshot, or one that does not fit its run, is refused, because the kernels trust the
order of the samples.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from pydantic import ValidationError

from app.errors import AppError
from app.export.run_file import check_place, generator_state, numpy_generator
from app.protocol.session.run_file import GeneratorState
from engine.compiled.jit import Array
from engine.optim.optimizer import MEMORY
from engine.spec.run import RunSpec
from engine.train.setup import Setup
from engine.train.snapshot import Divergence, Snapshot

PREFIX = struct.Struct("<II")
"""CRC-32 of all that follows it, and length of the header."""

NUMBERS = ("step", "epoch", "sample", "position", "steps_of_optimizer")
VECTORS = ("parameters", "gradients", "previous", "memory")


class UnreadableError(ValueError):
    """The bytes are damaged, or were written by a version whose snapshots this one cannot read."""


def pack_snapshot(snapshot: Snapshot, **more: Any) -> bytes:
    """Pack a snapshot without its spec; `more` values go into the header."""
    vectors = {name: getattr(snapshot, name) for name in VECTORS}
    written = {name: vector for name, vector in vectors.items() if vector.view(np.int64).any()}  # −0.0 counts
    header = {
        **{name: getattr(snapshot, name) for name in NUMBERS},
        "generator": generator_state(snapshot.generator),
        "divergence": None if snapshot.divergence is None else asdict(snapshot.divergence),
        "samples": snapshot.order.size,
        "parameters": snapshot.parameters.size,
        "vectors": list(written),
        **more,
    }
    text = orjson.dumps(header)
    arrays = [snapshot.order.astype("<u4"), *(vector.astype("<f8", copy=False) for vector in written.values())]
    content = b"".join((text, *(array.tobytes() for array in arrays)))
    length = struct.pack("<I", len(text))
    return struct.pack("<I", zlib.crc32(content, zlib.crc32(length))) + length + content


def read_header(content: bytes) -> dict[str, Any]:
    """Check a packed snapshot and return its header. Raises UnreadableError."""
    if len(content) < PREFIX.size:
        raise UnreadableError("a snapshot is incomplete")
    checksum, length = PREFIX.unpack_from(content)
    if zlib.crc32(memoryview(content)[4:]) != checksum:
        raise UnreadableError("the checksum of a snapshot is wrong")
    header: dict[str, Any] = orjson.loads(memoryview(content)[PREFIX.size : PREFIX.size + length])
    return header


def unpack_snapshot(content: bytes, header: Mapping[str, Any], spec: RunSpec, setup: Setup) -> Snapshot:
    """Read a packed snapshot of a run of `spec`. setup: that of a run with the same data, batches and network.

    Raises UnreadableError.
    """
    try:
        size = int(header["parameters"])
        if size != setup.network.layout.size:
            raise UnreadableError(f"a snapshot has {size} parameters, the network {setup.network.layout.size}")
        length = PREFIX.unpack_from(content)[1]
        order, vectors = _arrays(content, PREFIX.size + length, header)
        divergence = header["divergence"]
        snapshot = Snapshot(
            spec,
            step=int(header["step"]),
            epoch=int(header["epoch"]),
            sample=int(header["sample"]),
            position=int(header["position"]),
            steps_of_optimizer=int(header["steps_of_optimizer"]),
            order=order,
            generator=numpy_generator(GeneratorState.model_validate(header["generator"])),
            parameters=vectors["parameters"],
            gradients=vectors["gradients"],
            previous=vectors["previous"],
            memory=vectors["memory"],
            divergence=None if divergence is None else Divergence(**divergence),
        )
        check_place(snapshot, setup.samples, setup.batch_size)
    except (AppError, KeyError, TypeError, ValueError, ValidationError) as error:
        raise UnreadableError(str(error)) from error
    return snapshot


def _arrays(content: bytes, begin: int, header: Mapping[str, Any]) -> tuple[NDArray[np.int64], dict[str, Array]]:
    """The order of the samples and the vectors of a packed snapshot. Raises ValueError."""
    size, samples = int(header["parameters"]), int(header["samples"])
    order = np.frombuffer(content, "<u4", samples, begin).astype(np.int64)
    begin += order.size * 4
    vectors: dict[str, Array] = {}
    for name in VECTORS:
        shape = (MEMORY, size) if name == "memory" else (size,)
        if name in header["vectors"]:
            count = int(np.prod(shape))
            vectors[name] = np.frombuffer(content, "<f8", count, begin).astype(np.float64).reshape(shape)
            begin += count * 8
        else:
            vectors[name] = np.broadcast_to(0.0, shape)
    return order, vectors
