"""Frames: layout of the bytes, and values of the observation."""

import json
import struct
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.frames import MAX_PARAMETERS, pack, quantise
from app.protocol.stream import FrameHeader
from engine.inspect.probes.metrics import Confusion
from engine.inspect.probes.observation import Detail, Observation, observe
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

VIEW = Detail(resolution=12, neuron_resolution=5, neurons_per_layer=3)


@pytest.fixture(scope="module")
def observation() -> Observation:
    trainer = Trainer(RunSpec.model_validate({"data": {"name": "blobs", "samples": 60}}))
    trainer.advance(5)
    return observe(trainer, VIEW)


def unpack(frame: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header and sections, read as a client reads them."""
    magic, version, reserved, length, reserved_too = struct.unpack_from("<4sHHII", frame)
    assert (magic, version, reserved, reserved_too) == (b"BPPF", 1, 0, 0)
    start = 16 + length
    assert start % 8 == 0
    header = json.loads(frame[16:start])
    sections = {}
    for section in header["sections"]:
        assert section["offset"] % 8 == 0
        dtype = np.dtype(section["dtype"]).newbyteorder("<")
        count = int(np.prod(section["shape"]))
        values = np.frombuffer(frame, dtype, count, start + section["offset"])
        sections[section["name"]] = values.reshape(section["shape"])
    return header, sections


def restored(sections: dict[str, np.ndarray], name: str, first: int) -> np.ndarray:
    """Maps as numbers again."""
    maps = sections[name]
    zero, scale = sections["map_scales"][first : first + len(maps)].astype(float).T[:, :, None, None]
    return zero + scale * maps


def test_the_header_follows_the_protocol(observation: Observation) -> None:
    header, _ = unpack(pack(observation, 17, playing=True))
    read = FrameHeader.model_validate(header)
    assert (read.frame, read.step, read.playing, read.status) == (17, 5, True, "ready")
    assert read.metrics.train_loss == pytest.approx(observation.metrics.train_loss)
    assert [layer.name for layer in read.layers] == ["dense_1", "dense_2", "output"]
    assert read.layers[0].activation.std == pytest.approx(observation.layers[0].std)
    assert read.non_finite_maps == []


def test_the_header_has_the_confusion_matrices_if_observed(observation: Observation) -> None:
    assert unpack(pack(observation, 1, playing=False))[0]["confusion"] is None
    train, test = np.arange(25).reshape(5, 5), np.zeros((5, 5), dtype=np.int64)
    header, _ = unpack(pack(replace(observation, confusion=Confusion(train, test)), 1, playing=False))
    assert header["confusion"] == {"train": train.tolist(), "test": test.tolist()}
    FrameHeader.model_validate(header)


def test_sections_have_the_observed_values(observation: Observation) -> None:
    _, sections = unpack(pack(observation, 1, playing=False))
    assert list(sections) == ["output_maps", "neuron_maps", "map_scales", "parameters", "gradients", "histograms"]
    np.testing.assert_array_equal(sections["parameters"], observation.parameters.astype(np.float32))
    np.testing.assert_array_equal(sections["gradients"], observation.gradients.astype(np.float32))
    np.testing.assert_array_equal(sections["histograms"], [layer.histogram for layer in observation.layers])
    assert observation.output_maps is not None
    assert observation.neuron_maps is not None
    outputs, neurons = len(observation.output_maps), len(observation.neuron_maps)
    assert (outputs, neurons) == (5, 5)  # five classes; three neurons of the first layer, two of the second
    for name, first, maps in (
        ("output_maps", 0, observation.output_maps),
        ("neuron_maps", outputs, observation.neuron_maps),
    ):
        half_a_level = sections["map_scales"][first : first + len(maps), 1][:, None, None] / 2
        assert (np.abs(restored(sections, name, first) - maps) <= half_a_level + 1e-6).all()


def test_maps_that_are_off_leave_no_section(observation: Observation) -> None:
    _, sections = unpack(pack(replace(observation, output_maps=None, neuron_maps=None), 1, playing=False))
    assert list(sections) == ["parameters", "gradients", "histograms"]
    _, sections = unpack(pack(replace(observation, neuron_maps=None), 1, playing=False))
    assert len(sections["map_scales"]) == 5


def test_a_large_network_does_not_stream_its_parameters(observation: Observation) -> None:
    most, more = np.zeros(MAX_PARAMETERS), np.zeros(MAX_PARAMETERS + 1)
    _, sections = unpack(pack(replace(observation, parameters=most, gradients=most), 1, playing=False))
    assert "parameters" in sections
    _, sections = unpack(pack(replace(observation, parameters=more, gradients=more), 1, playing=False))
    assert "parameters" not in sections
    assert "gradients" not in sections
    assert "histograms" in sections


def test_a_map_uses_the_whole_range_of_a_byte() -> None:
    maps = np.linspace(-3.0, 5.0, 2 * 16).reshape(2, 4, 4)
    quantised = quantise(maps)
    assert quantised.bytes.min(axis=(1, 2)).tolist() == [0, 0]
    assert quantised.bytes.max(axis=(1, 2)).tolist() == [255, 255]
    np.testing.assert_allclose(quantised.scales[:, 0], maps.min(axis=(1, 2)), rtol=1e-6)


def test_a_constant_map_keeps_its_value() -> None:
    quantised = quantise(np.full((1, 3, 3), 0.25))
    assert quantised.scales.tolist() == [[0.25, 0.0]]
    assert not quantised.bytes.any()


def test_non_finite_values_are_replaced_as_documented() -> None:
    maps = np.zeros((3, 2, 2))
    maps[1] = [[np.nan, np.inf], [-np.inf, 1.0]]
    maps[1, 1, 1] = 1.0
    maps[2] = np.nan
    quantised = quantise(maps)
    assert quantised.non_finite == [1, 2]
    zero, scale = quantised.scales[1]
    assert (zero + scale * quantised.bytes[1]).tolist() == [[1.0, 1.0], [1.0, 1.0]]  # the only finite value there is
    assert quantised.scales[2].tolist() == [0.0, 0.0]

    maps[1] = [[np.nan, np.inf], [-1.0, 3.0]]
    zero, scale = quantise(maps).scales[1]
    values = zero + scale * quantise(maps).bytes[1]
    np.testing.assert_allclose(values, [[1.0, 3.0], [-1.0, 3.0]], atol=scale)


@pytest.mark.parametrize("largest", [1e300, 1.7e308, 1e39])
def test_values_beyond_float32_are_clipped_and_stay_finite(largest: float) -> None:
    quantised = quantise(np.array([[[-largest, largest], [0.0, 1.0]]]))
    assert np.isfinite(quantised.scales).all()
    assert quantised.bytes[0, 0].tolist() == [0, 255]


def test_non_finite_metrics_are_null(observation: Observation) -> None:
    broken = replace(observation, metrics=replace(observation.metrics, train_loss=float("nan")), status="diverged")
    header, _ = unpack(pack(broken, 1, playing=False))
    assert header["metrics"]["train_loss"] is None
    assert header["status"] == "diverged"


def test_parameters_beyond_float32_do_not_stop_a_frame(observation: Observation) -> None:
    _, sections = unpack(pack(replace(observation, parameters=np.array([1e300, 1.0])), 1, playing=False))
    assert sections["parameters"].tolist() == [np.inf, 1.0]
