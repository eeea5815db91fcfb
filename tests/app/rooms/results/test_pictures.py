"""The drawings of the results: small images, curves and the dots of experiments."""

import struct
import zlib
from base64 import b64decode
from typing import Any

import numpy as np
import pytest

from app.protocol.rooms.experiments import ExperimentAnswer, Trial
from app.rooms.results.cells import cell
from app.rooms.results.experiments import HEIGHT, LEFT, RIGHT, TOP, WIDTH, ExperimentReport
from app.rooms.results.images import SHADES, Scale, image_address, palette
from app.rooms.results.numbers import number_text, percent_text
from app.rooms.results.page import INSET, SIDE, curve_of, plain_text
from app.sessions.wall.small_map import SmallMap


def experiment(results: list[float | None], **about: Any) -> ExperimentReport:
    """An experiment with a run for each result; None: it has diverged."""
    runs = [
        Trial(
            value=place,
            seed=0,
            state="diverged" if result is None else "finished",
            server=False,
            epoch=3,
            metric=result,
            member=None,
        )
        for place, result in enumerate(results)
    ]
    fields: dict[str, Any] = {
        "id": "e", "text": "", "vary": "learning_rate", "values": [10.0**place for place in range(max(2, len(results)))],
        "scale": "log", "repeats": 1, "epochs": 3, "metric": "test_loss", "state": "over", "shown": True,
        "trials": len(results),
        "members": 0, "summary": None, "mine": None,
    }  # fmt: skip
    return ExperimentReport(ExperimentAnswer(**{**fields, **about}, runs=runs), {})


@pytest.mark.parametrize("results", [[], [None], [0.0, 1e-300], [1e300, 1e-5], [0.1, 0.1, 0.1], [None, 0.2, None]])
@pytest.mark.parametrize("metric", ["test_loss", "accuracy"])
def test_everything_in_a_plot_lies_within_it(results: list[float | None], metric: str) -> None:
    if metric == "accuracy":
        results = [None if each is None else min(each, 1.0) for each in results]
    report = experiment(results, metric=metric)
    for dot in report.dots():
        assert LEFT <= dot.x <= WIDTH - RIGHT
        assert 0 < dot.y < HEIGHT
        assert dot.diverged == (dot.y < TOP - 1)
    assert all(TOP - 1 <= tick.at < HEIGHT for tick in report.rows())
    assert len(report.columns()) <= 12
    assert len(report.dots()) == len(results)


def test_dots_are_where_their_values_are() -> None:
    report = experiment([1.0, 0.1, 0.01])
    first, second, third = report.dots()
    assert second.x - first.x == pytest.approx(third.x - second.x)
    assert second.y - first.y == pytest.approx(third.y - second.y)
    assert [tick.text for tick in report.columns()] == ["1", "10", "100"]
    assert report.line().count(",") == 3
    assert experiment([0.1, 0.2], vary="seed", values=[1, 123456], scale="names").columns()[1].text == "123456"
    named = experiment([0.5, 0.9], values=["tanh", "relu"], scale="names", metric="accuracy")
    assert [tick.text for tick in named.columns()] == ["tanh", "relu"]
    assert [tick.text.replace("\N{NO-BREAK SPACE}", " ") for tick in named.rows()] == ["50 %", "75 %", "100 %"]


@pytest.mark.parametrize("classes", [None, 3])
def test_a_small_map_becomes_an_image_in_the_colours_of_the_theme(classes: int | None) -> None:
    values = np.arange(16, dtype=np.uint8) * 16
    address = image_address(SmallMap(4, classes, values.tobytes()), "dark")
    image = b64decode(address.removeprefix("data:image/png;base64,"))
    assert image.startswith(b"\x89PNG")
    assert struct.unpack(">II", image[16:24]) == (4, 4)
    scale: Scale = "values" if classes is None else "classes"
    assert palette("dark", scale) in image
    assert len(palette("light", scale)) == 3 * SHADES
    begin = image.index(b"IDAT") + 4
    pixels = np.frombuffer(
        zlib.decompress(image[begin : begin + struct.unpack(">I", image[begin - 8 : begin - 4])[0]]), np.uint8
    )
    assert pixels.reshape(4, 5)[:, 1:].ravel().tolist() == (values // 4).tolist()


def test_a_curve_stays_in_its_frame() -> None:
    assert curve_of([]) == curve_of([0.5]) == ""
    for losses in ([0.0, 1e300], [1.0, 1.0, 1.0], [1.0, 0.5, 0.1]):
        points = [[float(each) for each in point.split(",")] for point in curve_of(losses).split()]
        assert len(points) == len(losses)
        assert all(INSET - 0.1 <= each <= SIDE - INSET + 0.1 for point in points for each in point)


def test_numbers_are_short_and_cells_are_no_formulas() -> None:
    assert [number_text(each) for each in (None, 0.0, 0.123456, -2.0, 1e-5, 4.56e-7, 12345.0)] == [
        "–", "0", "0.123", "−2", "1e−5", "4.6e−7", "1.2e4",
    ]  # fmt: skip
    shares = [percent_text(each).replace("\N{NO-BREAK SPACE}", " ") for each in (None, 1.0, 0.9999, 0.5)]
    assert shares == ["–", "100 %", "99.9 %", "50.0 %"]
    assert [cell(each) for each in ("=1", " =1", "+1", "a", -1.5, None, True)] == [
        "'=1", "' =1", "'+1", "a", "-1.5", "", "yes",
    ]  # fmt: skip
    assert plain_text("With $z = 0$ and `x`, **now** $") == "With z = 0 and x, now $"
