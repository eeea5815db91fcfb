"""Pack an observation of the network into a binary frame of the stream.

    0   4 bytes   magic "BPPF"
    4   uint16    version, 1
    6   uint16    0
    8   uint32    length H of the header
   12   uint32    number of the channel, on a socket for several sessions; else 0
   16   H bytes   the header, UTF-8 JSON (`protocol.stream.FrameHeader`), padded with spaces so that 16 + H divides by 8
  16+H  sections, each at a multiple of 8 from here (`offset` in the header)

Everything is little-endian. Sections:

    output_maps   uint8   (k, R, R)  one map an output; row 0 at the top, column 0 at the left
    neuron_maps   uint8   (m, r, r)  hidden layers in order, the first units of each
    map_scales    float32 (k + m, 2) (zero, scale) of each map, outputs first: value = zero + scale · q
    parameters    float32 (P,)       left out above MAX_PARAMETERS, like the gradients
    gradients     float32 (P,)
    histograms    uint32  (L, bins)

A map's zero and scale put its smallest value at 0 and its largest at 255. A map that holds NaN or infinity is listed in
the header's `non_finite_maps`; +∞ and -∞ are replaced by its largest and smallest finite value, and NaN by their mean.
A constant map has scale 0.
"""

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import orjson

from engine.inspect.probes.layer_statistics import LayerStatistics
from engine.inspect.probes.observation import Observation

MAGIC = b"BPPF"
VERSION = 1
MAX_PARAMETERS = 20_000
"""Networks with more parameters do not stream them; REST returns them."""

NAMES = {np.dtype(kind).char: kind for kind in ("uint8", "uint32", "float32")}
"""Names of the types of sections; `dtype.name` takes several microseconds to make one."""

_PREFIX = struct.Struct("<4sHHII")
_LARGEST = 1e38
"""Map values are clipped to this size, so that a range fits a float32."""

Array = npt.NDArray[np.float64]
Scales = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Quantised:
    """Maps quantised to bytes, value = zero + scale · q; `non_finite` lists the maps that held NaN or infinity."""

    bytes: npt.NDArray[np.uint8]  # (n, R, R)
    scales: Scales  # (n, 2)
    non_finite: list[int]


def pack(observation: Observation, number: int, playing: bool) -> bytes:
    """Pack a frame; `number` is the number that the client acknowledges."""
    sections: list[tuple[str, npt.NDArray[np.generic]]] = []
    scales: list[Scales] = []
    non_finite: list[int] = []
    for name, maps in (("output_maps", observation.output_maps), ("neuron_maps", observation.neuron_maps)):
        if maps is not None and maps.size:
            quantised = quantise(maps)
            non_finite.extend(sum(map(len, scales)) + row for row in quantised.non_finite)
            scales.append(quantised.scales)
            sections.append((name, quantised.bytes))
    if scales:
        sections.append(("map_scales", np.concatenate(scales)))
    if observation.parameters.size <= MAX_PARAMETERS:
        sections.append(("parameters", _float32(observation.parameters)))
        sections.append(("gradients", _float32(observation.gradients)))
    histograms = [layer.histogram for layer in observation.layers]
    sections.append(("histograms", np.asarray(histograms, dtype="<u4")))
    return _join(_header(observation, number, playing, non_finite), sections)


def quantise(maps: Array) -> Quantised:
    """Quantise maps (n, R, R) to bytes, each with its own zero and scale."""
    rows = maps.reshape(maps.shape[0], -1)  # (n, R²)
    low, high = rows.min(axis=1), rows.max(axis=1)  # min and max of a map with NaN or ±∞ are NaN or ±∞
    non_finite: list[int] = []
    if not (np.abs(low) < _LARGEST).all() or not (np.abs(high) < _LARGEST).all():
        non_finite = np.flatnonzero(~(np.isfinite(low) & np.isfinite(high))).tolist()
        rows = _bounded(rows)
        low, high = rows.min(axis=1), rows.max(axis=1)
    scale = (high - low) / 255.0
    inverse = np.divide(1.0, scale, out=np.zeros_like(scale), where=scale > 1e-300)
    levels = rows - low[:, None]
    levels *= inverse[:, None]
    levels += 0.5  # adding ½ rounds, because the conversion truncates
    scales = np.empty((rows.shape[0], 2), dtype="<f4")
    scales[:, 0] = low
    scales[:, 1] = scale
    return Quantised(levels.astype(np.uint8).reshape(maps.shape), scales, non_finite)


def _bounded(rows: Array) -> Array:
    """The maps (n, R²) with NaN and infinity replaced, clipped to the range of a float32."""
    bounded = np.empty_like(rows)
    for row, values in enumerate(rows):
        finite = values[np.isfinite(values)]
        low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
        middle = 0.5 * low + 0.5 * high
        bounded[row] = np.nan_to_num(values, nan=middle, posinf=high, neginf=low)
    return np.clip(bounded, -_LARGEST, _LARGEST, out=bounded)


def _float32(values: Array) -> npt.NDArray[np.float32]:
    with np.errstate(over="ignore"):  # numbers beyond the range of float32 become infinite
        return values.astype("<f4")


def _header(observation: Observation, number: int, playing: bool, non_finite: list[int]) -> dict[str, object]:
    return {
        "frame": number,
        "step": observation.step,
        "epoch": observation.epoch,
        "sample": observation.sample,
        "status": observation.status,
        "playing": playing,
        "metrics": observation.metrics,
        "confusion": observation.confusion,
        "layers": [_layer(layer) for layer in observation.layers],
        "non_finite_maps": non_finite,
    }


def _layer(layer: LayerStatistics) -> dict[str, object]:
    return {
        "name": layer.name,
        "activation": {
            "mean": layer.mean,
            "std": layer.std,
            "saturated": layer.saturated,
            "dead": layer.dead,
        },
        "gradient_norm": layer.gradient_norm,
        "update_ratio": layer.update_ratio,
        "histogram": {"low": layer.low, "high": layer.high},
    }


def _join(header: dict[str, object], sections: list[tuple[str, npt.NDArray[np.generic]]]) -> bytes:
    table = []
    body: list[bytes | memoryview] = []
    offset = 0
    for name, array in sections:
        table.append({"name": name, "dtype": NAMES[array.dtype.char], "shape": array.shape, "offset": offset})
        padding = -array.nbytes % 8
        body.append(array.data)
        body.append(b"\0" * padding)
        offset += array.nbytes + padding
    header["sections"] = table
    text = orjson.dumps(header, option=orjson.OPT_SERIALIZE_NUMPY)  # writes NaN and infinity as null
    text += b" " * (-(_PREFIX.size + len(text)) % 8)
    return b"".join((_PREFIX.pack(MAGIC, VERSION, 0, len(text), 0), text, *body))
