"""Opening every view in headless Chromium: requests, bytes, the server's processor time, and the time until the view is
drawn and its run can be played. Browser and server share the machine's cores."""

import math
import os
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from benchmarks.browser.chromium import browsing
from benchmarks.browser.views import VIEWS as TRAINING_VIEWS
from benchmarks.browser.views import View
from benchmarks.server import Server, serving, wait_until_warm
from benchmarks.table import Table
from run import find_chromium

SLOW = 4
"""How many times the processor is slowed, as in a cheap laptop or a phone."""

WEIGHT = """() => [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]
    .reduce((sum, { transferSize }) => sum + transferSize, 0)"""
"""Bytes transferred."""

VIEWS = {
    **{name: TRAINING_VIEWS[name] for name in ("playground", "microscope", "gradient flow", "optimizer race of five")},
    "memory lab": TRAINING_VIEWS["memory lab"],
    "memory lab, a text": View("/memory?task=text", ".lab-strips"),
    "chain rule": View("/graph", ".node-number"),
    "history": TRAINING_VIEWS["history"],
    "lessons": View("/lessons", ".lesson-list"),
    "a lesson": TRAINING_VIEWS["a lesson"],
}
"""Every view with its default run, a lesson, and the largest task of the memory lab."""

NOTE_READY = """(() => {
    const observer = new MutationObserver(() => {
        if (document.querySelector('.play')?.disabled || !document.querySelector('SELECTOR')) return;
        window.ready = performance.now() / 1000;
        observer.disconnect();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
})()"""
"""Note the seconds from the start of the navigation until the view is drawn and Play, if it is there, can be pressed."""


class Load(NamedTuple):
    """A load of a view: requests, kB transferred, milliseconds of the server's processor, seconds until ready."""

    requests: int
    kilobytes: float
    server: float
    ready: float


def measure(rounds: int) -> Table:
    """Measure loads of the playground, again and on a slow processor too, and of every other view; medians."""
    columns = ["load", "requests", "kB", "server, ms", "first ever, ms", "ready, s"]
    path = find_chromium()
    if path is None:
        return Table("Opening the page", columns, [], ["Not measured: no Chromium was found."])
    with serving(os.environ) as server, browsing(path) as browser:
        wait_until_warm(server)
        first_ever = {view: _load_twice(browser, server, view)[0].server for view in VIEWS}
        loads = {view: [_load_twice(browser, server, view) for _ in range(rounds)] for view in VIEWS}
        slow = [_load_twice(browser, server, "playground", SLOW) for _ in range(rounds)]
    again = [second for _, second in loads["playground"]]
    rows = [_row(view, [first for first, _ in both], first_ever[view]) for view, both in loads.items()]
    rows[1:1] = [
        _row("playground, again", again),
        _row(f"playground, processor slowed {SLOW} times", [first for first, _ in slow]),
    ]
    notes = (
        "Targets: at most 15 requests, 350 kB and 20 ms of the server; ready after at most 1.2 s on the slowed processor.",
        "First loads, with an empty cache; every request counts, those of sessions and their streams too.",
        "The optimizer race has six sessions and the memory lab four, on one socket; the memory lab follows a sequence through three.",
        "The server's time is that of its whole process, which also plays the introduction of a first load.",
        "First ever: the first load after its start, when it computes what later runs that begin alike show as well.",
    )
    return Table("Opening the page", columns, rows, list(notes))


def _row(name: str, loads: list[Load], first_ever: float | None = None) -> list[str]:
    requests, kilobytes, server, ready = (statistics.median(figures) for figures in zip(*loads, strict=True))
    before = "" if first_ever is None else f"{first_ever:.0f}"
    return [name, f"{requests:.0f}", f"{kilobytes:.0f}", f"{server:.0f}", before, f"{ready:.2f}"]


def _load_twice(browser: Browser, server: Server, view: str, slowed: int = 1) -> tuple[Load, Load]:
    """Load a view in a new browser context, and reload it."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(NOTE_READY.replace("SELECTOR", VIEWS[view].until))
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    first = _load(page, server, lambda: page.goto(f"{server.address}{VIEWS[view].path}"))
    again = _load(page, server, page.reload)
    page.context.close()
    return first, again


def _load(page: Page, server: Server, go: Callable[[], object]) -> Load:
    """Load the page and measure until it asks for nothing more."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.on("websocket", lambda socket: urls.append(socket.url))
    before = _processor_milliseconds(server.pid)
    go()
    page.wait_for_function("() => window.ready")
    page.wait_for_load_state("networkidle")
    server_time = _processor_milliseconds(server.pid) - before
    return Load(len(urls), page.evaluate(WEIGHT) / 1000, server_time, page.evaluate("window.ready"))


def _processor_milliseconds(pid: int) -> float:
    """Processor time that a process has used; NaN where Linux's files on it are missing."""
    threads = Path(f"/proc/{pid}/task")
    if not threads.is_dir():
        return math.nan
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads.iterdir()) / 1e6
