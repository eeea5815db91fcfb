"""Open the page in headless Chromium and count the frames it draws while it trains."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FULL_SPEED = "as fast as possible"
PACED = "60 epochs a second"

COUNT_STATES = """(() => {
    const send = WebSocket.prototype.send;
    const shown = new Map();
    window.statesShown = () => Math.max(0, ...shown.values());
    WebSocket.prototype.send = function (data) {
        const [, channel, command] = data.match(/^([0-9]* ?)(.*)$/s);
        const run = `${channel} ${this.url}`;
        if (JSON.parse(command).type === 'ack') shown.set(run, (shown.get(run) ?? 0) + 1);
        send.call(this, data);
    };
})()"""
"""Script that counts the states of a run that a page shows: it acknowledges each of them."""

FRAMES = """seconds => new Promise((resolve) => {
    let frames = 0;
    const [began, before] = [performance.now(), window.statesShown()];
    const count = () => {
        frames += 1;
        const spent = (performance.now() - began) / 1000;
        if (spent < seconds) requestAnimationFrame(count);
        else resolve([(window.statesShown() - before) / spent, frames / spent]);
    };
    requestAnimationFrame(count);
})"""
"""Training steps shown per second, and screen frames per second."""

WATCH_SHIFTS = """() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value)))
        .observe({ type: 'layout-shift' });
}"""


RETURNING = "try { localStorage.setItem('backprop-visited', 'yes') } catch {}"
"""Script that makes a page that of a returning visitor, who gets no introduction."""


class Play(NamedTuple):
    """A view while it trains: different steps shown and screen frames per second, and the cumulative layout shift."""

    states: float
    frames: float
    shift: float


@contextmanager
def browsing(path: str) -> Iterator[Browser]:
    """Launch the browser at a path; it closes with the context."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def open_page(browser: Browser, address: str, until: str) -> Page:
    """Open an address in a new browser context and wait for a selector."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(RETURNING)
    context.add_init_script(COUNT_STATES)
    page = context.new_page()
    page.goto(address)
    page.locator(until).first.wait_for()
    return page


def run(page: Page, spec: dict[str, Any]) -> None:
    """Reload the page with another run."""
    address = page.url.partition("#")[0]
    fragment = page.evaluate(
        "async spec => (await import('/static/js/core/address/links.js')).writeFragment(spec)", spec
    )
    page.goto("about:blank")
    page.goto(address + fragment)


def play(page: Page, speed: str, slowdown: int = 1) -> Play:
    """Train at a speed, measure for five seconds after the first second, and close the page.

    The page's main thread runs `slowdown` times slower than the machine.
    """
    page.get_by_label("Speed").select_option(speed)
    page.get_by_role("button", name="Train the network").click()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.wait_for_timeout(1000)
    page.evaluate(WATCH_SHIFTS)
    states, frames = page.evaluate(FRAMES, 5)
    shift: float = page.evaluate("window.shift")
    page.locator(".play").click()  # otherwise the run would keep training for a while, beside the next measurement
    page.context.close()
    return Play(states, frames, shift)
