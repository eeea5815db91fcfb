"""The page in headless Chromium: first paint, frame rate of the chain-rule graph, time to learn the
spiral, and growth of memory. Browser and server share the machine's cores."""

import math
import os
import statistics
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.browser.chromium import FULL_SPEED, browsing, open_page, run
from benchmarks.server import serving, wait_until_warm
from benchmarks.table import Table
from run import find_chromium

LEARNED = 0.05
"""Test loss at which the spiral counts as learned."""

PATIENCE = 20
"""Seconds after which a run counts as not learning."""

DRAG = """seconds => new Promise((resolve) => {
    const slider = document.querySelector('.input-row input[type=range]');
    const output = document.querySelector('.expression-node.output .node-number');
    let [frames, changes, before] = [0, 0, output.textContent];
    const began = performance.now();
    const check = () => {
        const spent = (performance.now() - began) / 1000;
        if (spent >= seconds) return resolve([frames / spent, changes / spent]);
        frames += 1;
        changes += output.textContent === before ? 0 : 1;
        before = output.textContent;
        slider.value = String(3 * Math.sin(2 * spent));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        requestAnimationFrame(check);
    };
    requestAnimationFrame(check);
})"""
"""Screen frames and new values shown per second, while an input of the chain-rule graph moves in every frame."""

LEARN = """([goal, patience]) => new Promise((resolve) => {
    const began = performance.now();
    document.querySelector('.play').click();
    const check = () => {
        const text = document.querySelector('[data-figure=test-loss]').textContent.replace('−', '-');
        const spent = (performance.now() - began) / 1000;
        if (Number(text) < goal) resolve(spent);
        else if (spent > patience) resolve(Infinity);
        else requestAnimationFrame(check);
    };
    check();
})"""
"""Seconds from a click on Play until the test loss shown is below the goal; Infinity after `patience` seconds."""

FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def measure(rounds: int, minutes: float) -> Table:
    """Measure the page; memory is watched during `minutes` of training."""
    path = find_chromium()
    if path is None:
        return Table("The page in Chromium", ["measure", "", "target"], [], ["Not measured: no Chromium was found."])
    with serving(os.environ) as server, browsing(path) as browser:
        address = server.address
        wait_until_warm(server)
        paint = statistics.median(_paint(browser, address) for _ in range(rounds))
        frames, changes = _drag(browser, address)
        spiral = sorted(_learn_spiral(browser, address, seed) for seed in range(rounds))
        before, after = _heap(browser, address, minutes)
        version = browser.version
    rows = [
        ["first paint, s", f"{paint / 1000:.2f}", "< 1"],
        ["frames/s of the chain-rule graph while a value moves", f"{frames:.0f}", "≥ 55"],
        ["new values/s shown in it", f"{changes:.0f}", ""],
        [
            f"spiral 2-8-8-8-1: median time from Play to test loss < {LEARNED}, s",
            f"{statistics.median(spiral):.2f}",
            "< 3",
        ],
        ["seeds that learn the spiral", f"{sum(map(math.isfinite, spiral))} of {rounds}", ""],
        [f"JavaScript heap after {minutes:g} min of training, MB (before: {before:.1f})", f"{after:.1f}", "no growth"],
    ]
    note = f"Headless Chromium {version}, {os.cpu_count()} cores shared with the server."
    return Table("The page in Chromium", ["measure", "", "target"], rows, [note])


def _open(browser: Browser, address: str) -> Page:
    return open_page(browser, address, ".unit")


def _paint(browser: Browser, address: str) -> float:
    """Milliseconds to the first paint, with an empty cache."""
    page = _open(browser, address)
    milliseconds: float = page.evaluate(FIRST_PAINT)
    page.context.close()
    return milliseconds


def _drag(browser: Browser, address: str) -> tuple[float, float]:
    """Screen frames and new values per second of the chain-rule graph."""
    page = open_page(browser, f"{address}/graph?step=last", ".expression-node")
    frames, changes = page.evaluate(DRAG, 5)
    page.context.close()
    return frames, changes


def _learn_spiral(browser: Browser, address: str, seed: int) -> float:
    """Seconds from Play to a learned spiral at full speed, with Adam at 0.01 and batches of 10."""
    page = _open(browser, address)
    layers = [{"units": 8, "activation": "tanh"}] * 3
    spec: dict[str, Any] = {
        "seed": seed,
        "data": {"name": "spiral"},
        "network": {"layers": layers},
        "optimizer": {"name": "adam", "learning_rate": 0.01},
    }
    run(page, spec)
    page.locator(".unit").nth(24).wait_for()
    page.get_by_label("Speed").select_option(FULL_SPEED)
    seconds: float = page.evaluate(LEARN, [LEARNED, PATIENCE])
    page.context.close()
    return seconds


def _heap(browser: Browser, address: str, minutes: float) -> tuple[float, float]:
    """JavaScript heap in MB after garbage collection: after the first seconds of training, and `minutes` later."""
    page = _open(browser, address)
    session = page.context.new_cdp_session(page)

    def heap() -> float:
        session.send("HeapProfiler.collectGarbage")
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(entry["value"] for entry in metrics if entry["name"] == "JSHeapUsedSize")) / 1e6

    session.send("Performance.enable")
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_timeout(min(60.0, 30.0 * minutes) * 1000)  # until the history has its full length
    before = heap()
    page.wait_for_timeout(minutes * 60_000)
    after = heap()
    page.context.close()
    return before, after
