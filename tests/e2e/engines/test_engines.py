"""Every view opens, plays and draws in Firefox and in WebKit, Safari's engine, as it does in Chromium."""

import json
import os
import re
import shutil
import time
from collections.abc import Iterator

import pytest

from app.routes.pages.pages import VIEWS
from tests.e2e.engines.engine import Engine
from tests.e2e.engines.firefox import Firefox
from tests.e2e.engines.webkit import WebKit
from tests.e2e.server import Server

COMMANDS = {"Firefox": ("firefox-esr", "firefox"), "WebKit": ("WebKitWebDriver",)}
PATIENCE = 120.0
"""Seconds that the page may take to get somewhere on a busy machine."""

STEP = "Number(document.querySelector('[data-figure=step]')?.textContent.replace(/\\D/g, '') ?? 0)"
PHASE = "document.documentElement.dataset.phase"

COLOURS = """(() => {
    let most = 0;
    for (const canvas of document.querySelectorAll('main canvas')) {
        if (!canvas.width || !canvas.height || !canvas.checkVisibility()) continue;
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        most = Math.max(most, new Set(new Uint32Array(data.buffer)).size);
    }
    return most;
})()"""
"""The largest number of colours on a visible canvas."""


MAP = """(() => {
    const { left, top, width } = document.querySelector('.plane-map').getBoundingClientRect();
    const zoom = 'currentCSSZoom' in Element.prototype ? 1 : Number(getComputedStyle(document.documentElement).zoom);
    return JSON.stringify([zoom * left, zoom * top, zoom * width]); // older WebKit measures before it enlarges
})()"""
"""Left, top and side of the map in pixels of the window."""

READING = "document.querySelector('.reading')?.textContent ?? ''"


@pytest.fixture(scope="module", params=COMMANDS)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: Server
) -> Iterator[Engine]:
    """A running browser whose user has seen the introduction."""
    name = request.param
    path = next(filter(None, map(shutil.which, COMMANDS[name])), None)
    if path is None and not os.environ.get("CI"):
        pytest.skip(f"{name} is not installed")
    assert path, f"{name} is missing. `python3 run.py test` installs it where apt-get can."
    browser = Firefox(path, tmp_path_factory.mktemp("firefox")) if name == "Firefox" else WebKit(path)
    with browser as running:
        running.open(f"{server.url}graph")
        running.evaluate("localStorage.setItem('backprop-visited', 'yes')")
        wait_for(running, "document.querySelector('main svg') !== null")  # leaving a page that still loads is an error
        yield running


def wait_for(engine: Engine, condition: str) -> None:
    """Wait until a JavaScript expression is true."""
    end = time.monotonic() + PATIENCE
    while not engine.evaluate(condition):
        assert time.monotonic() < end, (condition, engine.evaluate("document.body.innerText.slice(0, 2000)"))
        time.sleep(0.05)


def play(engine: Engine) -> None:
    """Press Space until the run plays: a window that has just opened may miss the first press."""
    for _ in range(3):
        engine.press(" ")
        end = time.monotonic() + 3
        while time.monotonic() < end:
            if engine.evaluate("document.documentElement.dataset.playing === 'true'"):
                return
            time.sleep(0.05)
    raise AssertionError("The run does not play after three presses.")


@pytest.mark.parametrize("name", [view.name for view in VIEWS])
def test_a_view_opens_plays_and_draws(engine: Engine, server: Server, name: str) -> None:
    view = next(view for view in VIEWS if view.name == name)
    engine.open(f"{server.url}{view.path[1:]}")
    wait_for(engine, "document.querySelector('main svg, main canvas') !== null")
    if engine.evaluate("document.querySelector('.play') !== null"):
        wait_for(engine, f"{PHASE} === 'open' && !document.querySelector('.play').disabled")
        play(engine)
        wait_for(engine, f"{STEP} > 0")
        step = engine.evaluate(STEP)
        wait_for(engine, f"{STEP} > {step}")
        wait_for(engine, f"{COLOURS} > 20")
        engine.press(" ")  # the next view shows the same run
        wait_for(engine, "document.documentElement.dataset.playing === 'false'")
    assert len(engine.screenshot()) > 20_000  # the PNG of an empty page has 5,000 bytes
    assert engine.complaints() == []


def test_in_lecture_mode_the_map_reads_the_place_under_the_pointer(engine: Engine, server: Server) -> None:
    engine.open(f"{server.url}?lecture")
    wait_for(engine, f"{PHASE} === 'open' && document.querySelector('.plane-map').width > 1")
    left, top, side = json.loads(engine.evaluate(MAP))
    assert side > 300
    engine.point(left + side / 4, top + side / 4)
    wait_for(engine, f"{READING} !== ''")
    x1, x2 = re.findall(r"[−+][\d.]+", engine.evaluate(READING))[:2]
    assert float(x1.replace("−", "-")) == pytest.approx(-3, abs=0.1)
    assert float(x2) == pytest.approx(3, abs=0.1)
