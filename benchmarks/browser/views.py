"""Frame rate of every view while its networks train, in headless Chromium, which shares the machine's cores with the
server."""

import os
import statistics
from typing import Any, NamedTuple

from playwright.sync_api import Browser

from benchmarks.browser.chromium import FULL_SPEED, PACED, Play, browsing, open_page, play, run
from benchmarks.server import serving, wait_until_warm
from benchmarks.table import Table
from run import find_chromium

TARGET = 55
"""Frames per second."""

SLOW_TARGET = 50
"""The same with the processor slowed four times, as in a cheap laptop or a phone."""


class View(NamedTuple):
    """What is opened, and when it is ready."""

    path: str
    until: str
    """Selector that is present once the view is open."""
    spec: dict[str, Any] | None = None
    """The run, or None for the default run."""
    slowdown: int = 1
    """How many times slower than this machine the page's main thread runs."""


def spiral(layers: int, activation: str = "tanh") -> dict[str, Any]:
    """Spec of a spiral with layers of eight neurons."""
    return {"data": {"name": "spiral"}, "network": {"layers": [{"units": 8, "activation": activation}] * layers}}


VIEWS = {
    "playground": View("/", ".unit"),
    "playground, 3 layers of 8": View("/", ".unit", spiral(3)),
    "playground, 6 layers of 8": View("/", ".unit", spiral(6)),
    "playground, processor slowed 4 times": View("/", ".unit", slowdown=4),
    "playground, processor slowed 6 times": View("/", ".unit", slowdown=6),
    "microscope": View("/microscope", ".diagram-frame"),
    "gradient flow": View("/flow", ".heat canvas"),
    "gradient flow, 32 layers": View("/flow", ".heat canvas", spiral(32, "sigmoid")),
    "optimizer race of five": View("/race", ".race-card .plane-map"),
    "memory lab": View("/memory", ".lab-strips"),
    "history": View("/history", ".unit"),
    "a lesson": View("/lessons?lesson=05-symmetry", ".unit"),
}


def measure(rounds: int) -> Table:
    """Measure every view; medians over `rounds`."""
    columns = [
        "view",
        f"frames/s at {PACED}",
        "steps shown/s",
        "frames/s at full speed",
        "steps shown/s",
        "layout shift",
    ]
    path = find_chromium()
    if path is None:
        return Table("Every view while it trains", columns, [], ["Not measured: no Chromium was found."])
    with serving(os.environ) as server, browsing(path) as browser:
        wait_until_warm(server)
        rows = [[name, *_measure(browser, server.address, name, rounds)] for name in VIEWS]
    note = (
        f"Targets: ≥ {TARGET} frames/s (≥ {SLOW_TARGET} with the processor slowed four times), no layout shift. "
        "Different training steps shown per second: slow networks have fewer."
    )
    return Table("Every view while it trains", columns, rows, [note])


def _measure(browser: Browser, address: str, name: str, rounds: int) -> list[str]:
    """Cells of a view's row."""
    plays = {speed: [_play(browser, address, name, speed) for _ in range(rounds)] for speed in (PACED, FULL_SPEED)}
    rates = [
        statistics.median(getattr(each, rate) for each in several)
        for several in plays.values()
        for rate in ("frames", "states")
    ]
    shift = max(each.shift for several in plays.values() for each in several)
    return [*(f"{rate:.0f}" for rate in rates), f"{shift:.4f}"]


def _play(browser: Browser, address: str, name: str, speed: str) -> Play:
    view = VIEWS[name]
    page = open_page(browser, f"{address}{view.path}", view.until)
    if view.spec is not None:
        run(page, view.spec)
        page.locator(view.until).first.wait_for()
    return play(page, speed, view.slowdown)
