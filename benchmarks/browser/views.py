"""Frame rate of every view while its networks train, in headless Chromium, which shares the machine's cores with the
server."""

import os
import statistics
from typing import Any

from playwright.sync_api import Browser

from benchmarks.browser.chromium import FULL_SPEED, PACED, Play, browsing, open_page, play, run
from benchmarks.server import serving, wait_until_warm
from benchmarks.table import Table
from run import find_chromium

TARGET = 55
"""Frames per second."""

DEEP: dict[str, Any] = {
    "data": {"name": "spiral"},
    "network": {"layers": [{"units": 8, "activation": "sigmoid"}] * 32},
}

VIEWS: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "playground": ("/", ".unit", None),
    "microscope": ("/microscope", ".diagram-frame", None),
    "gradient flow": ("/flow", ".heat canvas", None),
    "gradient flow, 32 layers": ("/flow", ".heat canvas", DEEP),
    "optimizer race of five": ("/race", ".race-card .plane-map", None),
    "memory lab": ("/memory", ".lab-strips", None),
    "history": ("/history", ".unit", None),
    "a lesson": ("/lessons?lesson=05-symmetry", ".unit", None),
}
"""name -> (path, selector that is present once the view is open, spec of the run or None for the default run)"""


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
    note = f"Targets: ≥ {TARGET} frames/s, no layout shift. Different training steps shown per second: slow networks have fewer."
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
    path, until, spec = VIEWS[name]
    page = open_page(browser, f"{address}{path}", until)
    if spec is not None:
        run(page, spec)
        page.locator(until).first.wait_for()
    return play(page, speed)
