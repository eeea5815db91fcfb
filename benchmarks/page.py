"""The page in headless Chromium, which shares the machine's cores with the server: how soon it is there, how smoothly
it draws, how soon it has learnt the spiral, and whether it keeps what it no longer needs."""

import os
import shutil
import statistics
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.server import serving, wait_until_warm
from benchmarks.table import Table

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FULL_SPEED = "as fast as it can"
LEARNT = 0.05
"""The test loss at which the spiral counts as learnt."""

FRAMES = """seconds => new Promise((resolve) => {
    const shown = new Set();
    const began = performance.now();
    const look = () => {
        shown.add(document.querySelector('[data-figure=step]').textContent);
        const spent = (performance.now() - began) / 1000;
        if (spent < seconds) requestAnimationFrame(look);
        else resolve(shown.size / spent);
    };
    requestAnimationFrame(look);
})"""
"""Different states shown in a second."""

DRAG = """seconds => new Promise((resolve) => {
    const slider = document.querySelector('.input-row input[type=range]');
    const output = document.querySelector('.expression-node.output .node-figure');
    let [frames, changes, before] = [0, 0, ''];
    const began = performance.now();
    const look = () => {
        const spent = (performance.now() - began) / 1000;
        if (spent >= seconds) return resolve([frames / spent, changes / spent]);
        frames += 1;
        changes += output.textContent === before ? 0 : 1;
        before = output.textContent;
        slider.value = String(3 * Math.sin(2 * spent));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})"""
"""Frames, and new values shown, in a second of moving an input of the chain-rule graph in every frame."""

LEARN = """goal => new Promise((resolve) => {
    const began = performance.now();
    document.querySelector('.play').click();
    const look = () => {
        const text = document.querySelector('[data-figure=test-loss]').textContent.replace('−', '-');
        if (Number(text) < goal) resolve((performance.now() - began) / 1000);
        else requestAnimationFrame(look);
    };
    look();
})"""
"""Seconds from a click on Play until the test loss on the page is below the goal."""

WATCH_SHIFTS = """() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value)))
        .observe({ type: 'layout-shift' });
}"""

WEIGHT = """() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
    .reduce((sum, { transferSize }) => sum + transferSize, 0)"""

FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def measure(rounds: int, minutes: float) -> Table:
    """The table; memory is watched for so many minutes of play."""
    browser_path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        return Table("The page in Chromium", ["measure", "", "target"], [], ["Not measured: no Chromium was found."])
    with serving(os.environ) as server, sync_playwright() as playwright:
        address = server.address
        wait_until_warm(server)
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        arrivals = [_arrive(browser, address) for _ in range(rounds)]
        paint, weight = (statistics.median(figures) for figures in zip(*arrivals, strict=True))
        rates = [_play(browser, address, speed) for speed in ("60 epochs a second", FULL_SPEED)]
        frames, changes = _move(browser, address)
        spiral = sorted(_learn_spiral(browser, address, seed) for seed in range(rounds))
        before, after = _remember(browser, address, minutes)
        browser.close()
    rows = [
        ["first paint, s", f"{paint / 1000:.2f}", "< 1"],
        ["weight of the page, compressed, kB", f"{weight / 1000:.0f}", "< 400"],
        ["frames/s, default network at 60 epochs/s", f"{rates[0][0]:.0f}", "≥ 55"],
        ["frames/s, default network at full speed", f"{rates[1][0]:.0f}", "≥ 55"],
        ["frames/s, chain-rule graph while a value moves", f"{frames:.0f}", "≥ 55"],
        ["new values/s shown there", f"{changes:.0f}", ""],
        ["layout shift while training", f"{max(shift for _, shift in rates):.4f}", "0"],
        [f"spiral 2-8-8-8-1, Play to test loss < {LEARNT}, s, median", f"{statistics.median(spiral):.2f}", "< 3"],
        ["the same, slowest seed", f"{spiral[-1]:.2f}", "< 3"],
        [f"JavaScript heap after {minutes:g} min of play, MB (before: {before:.1f})", f"{after:.1f}", "no growth"],
    ]
    note = f"Headless Chromium {browser_version(browser_path)}, {os.cpu_count()} cores shared with the server."
    return Table("The page in Chromium", ["measure", "", "target"], rows, [note])


def browser_version(path: str) -> str:
    """The browser's version, in a word."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        version = browser.version
        browser.close()
    return version


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(address)
    page.locator(".unit").first.wait_for()
    return page


def _arrive(browser: Browser, address: str) -> tuple[float, float]:
    """Milliseconds to the first paint and bytes carried, with nothing in the browser's cache."""
    page = _open(browser, address)
    page.wait_for_timeout(300)
    figures = page.evaluate(FIRST_PAINT), page.evaluate(WEIGHT)
    page.context.close()
    return figures


def _play(browser: Browser, address: str, speed: str) -> tuple[float, float]:
    """Frames a second of the default network, and the layout shift meanwhile."""
    page = _open(browser, address)
    page.evaluate(WATCH_SHIFTS)
    page.get_by_label("Speed").select_option(speed)
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_timeout(1000)
    figures = page.evaluate(FRAMES, 5), page.evaluate("window.shift")
    page.context.close()
    return figures


def _move(browser: Browser, address: str) -> tuple[float, float]:
    """Frames and new values a second of the chain-rule graph of a neuron."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{address}/graph")
    page.locator(".expression-node").first.wait_for()
    frames, changes = page.evaluate(DRAG, 5)
    page.context.close()
    return frames, changes


def _learn_spiral(browser: Browser, address: str, seed: int) -> float:
    """Seconds from Play to a spiral learnt at full speed, by Adam at 0.01 in batches of 10."""
    page = _open(browser, address)
    layers = [{"units": 8, "activation": "tanh"}] * 3
    spec: dict[str, Any] = {
        "seed": seed,
        "data": {"name": "spiral"},
        "network": {"layers": layers},
        "optimizer": {"name": "adam", "learning_rate": 0.01},
    }
    fragment = page.evaluate("async spec => (await import('/static/js/state/links.js')).writeFragment(spec)", spec)
    page.goto("about:blank")
    page.goto(address + fragment)
    page.locator(".unit").nth(24).wait_for()
    page.get_by_label("Speed").select_option(FULL_SPEED)
    seconds: float = page.evaluate(LEARN, LEARNT)
    page.context.close()
    return seconds


def _remember(browser: Browser, address: str, minutes: float) -> tuple[float, float]:
    """MB of JavaScript's heap, garbage collected, after the first seconds of play and after so many minutes of it."""
    page = _open(browser, address)
    session = page.context.new_cdp_session(page)

    def heap() -> float:
        session.send("HeapProfiler.collectGarbage")
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(entry["value"] for entry in metrics if entry["name"] == "JSHeapUsedSize")) / 1e6

    session.send("Performance.enable")
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_timeout(min(60.0, 30.0 * minutes) * 1000)  # until its course is as long as it gets
    before = heap()
    page.wait_for_timeout(minutes * 60_000)
    after = heap()
    page.context.close()
    return before, after
