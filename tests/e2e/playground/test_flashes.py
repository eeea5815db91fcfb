"""A run that diverges back and forth reverses its maps many times a second. What is drawn must not flash: WCAG 2.2, 2.3.1."""

from itertools import pairwise

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import open_playground
from tests.e2e.server import Server

SECONDS = 3

WATCH = """seconds => new Promise((resolve) => {
    const canvas = document.querySelector('.plane-map');
    const { width, height } = canvas;
    const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    const [frames, began] = [[], performance.now()];
    const look = () => {
        copy.drawImage(canvas, 0, 0);
        const pixels = new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer);
        const spent = (performance.now() - began) / 1000;
        frames.push([spent, Array.from({ length: 64 }, (_, i) => pixels[(i * 63 + 31) % pixels.length])]);
        if (spent < seconds) requestAnimationFrame(() => setTimeout(look));
        else resolve(frames);
    };
    look();
})"""
"""Seconds and 64 pixels (packed ABGR) of the map in every frame of the screen."""


def light(pixel: int) -> tuple[float, float, bool]:
    """Relative luminance, redness, and whether the colour is a saturated red, as WCAG 2.2 defines them."""
    channels = [(pixel >> shift & 255) / 255 for shift in (0, 8, 16)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b, max(0.0, r - g - b), r > 0 and r / (r + g + b) >= 0.8


def swings(times: list[float], values: list[float], critical: list[bool], least: float) -> int:
    """Most reversals within a second that are at least as large as `least`, to or from a critical value."""
    turns: list[float] = []
    peak, direction = 0, 0.0
    for index, value in enumerate(values):
        change = value - values[peak]
        if change * direction > 0:
            peak = index
        elif abs(change) >= least and (critical[index] or critical[peak]):
            turns.append(times[index])
            peak, direction = index, change
    return max((sum(first <= turn < first + 1 for turn in turns) for first in turns), default=0)


def flashing_share(frames: list[tuple[float, list[int]]]) -> float:
    """Share of the pixels that flash more than three times in some second."""
    times = [time for time, _ in frames]
    flashing = 0
    for pixels in zip(*(pixels for _, pixels in frames), strict=True):
        luminance, red, is_red = zip(*map(light, pixels), strict=True)
        reversals = max(
            swings(times, list(luminance), [value < 0.8 for value in luminance], 0.1),
            swings(times, list(red), list(is_red), 20 / 320),
        )
        flashing += reversals / 2 > 3
    return flashing / len(frames[0][1])


def train_unstably(page: Page) -> None:
    """Train the circle at a learning rate that is far too high."""
    page.get_by_label("Learning rate").select_option("3")
    page.get_by_role("button", name="Train the network").click()


def test_a_map_that_would_flash_is_blended_and_exact_at_rest(page: Page) -> None:
    train_unstably(page)
    note = page.locator(".plane .blend-note")
    expect(note).to_have_text("Smoothed: changes too fast to show safely")
    frames = page.evaluate(WATCH, SECONDS)
    assert len(frames) > 5 * SECONDS
    assert flashing_share(frames) < 0.25
    page.get_by_role("button", name="Pause the training").click()
    expect(note).to_have_count(0)


def test_with_reduced_motion_maps_change_at_most_twice_a_second(still: BrowserContext, server: Server) -> None:
    page = open_playground(still, server.url)
    train_unstably(page)
    frames = page.evaluate(WATCH, SECONDS)
    changes = sum(before[1] != after[1] for before, after in pairwise(frames))
    assert 1 <= changes <= 2 * SECONDS + 1
