"""Checks that hold on every page: accessible, within its screen, still, smooth."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

DEVICES = {"wide": ((1440, 900), (768, 1024)), "narrow": ((390, 844), (360, 740))}
"""Viewports in pixels. A page is opened at the first of a device and then resized to the others."""

AXE_OPTIONS = {"resultTypes": ["violations"], "selectors": False, "preload": False}
"""All rules that are on by default, but only what is read of their results. Preloading serves rules about media files."""

SETTLED = """async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const finite = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Infinity);
    finite.forEach((animation) => animation.finish());
}"""

SMALLEST_TEXT = 12  # CSS pixels

RECORD_DRAWN_TEXT = """() => {
    window.drawnSizes = {};
    const draw = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        window.drawnSizes[text] = Number.parseFloat(this.font.match(/([\\d.]+)px/)[1]) / devicePixelRatio;
        return draw.call(this, text, ...place);
    };
}"""

FIND_SMALL_TEXTS = """smallest => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const { textContent, parentElement } = walker.currentNode;
        if (!textContent.trim() || !parentElement.checkVisibility()) continue;
        const size = Number.parseFloat(getComputedStyle(parentElement).fontSize) * parentElement.currentCSSZoom;
        if (size < smallest && !parentElement.closest('math, noscript')) found.push([textContent.trim(), size]);
    }
    return found.concat(Object.entries(window.drawnSizes).filter(([, size]) => size < smallest));
}"""

SMALLEST_TARGET = 40  # CSS pixels, for fingers

FIND_SMALL_TARGETS = """smallest => {
    if (!matchMedia('(pointer: coarse)').matches) return [];
    // links within sentences, and neurons, whose area around them takes the press too
    const exempt = 'p a, .prose a, .node, .expression-node, input[type=file]';
    return Array.from(document.querySelectorAll('a[href], button, select, input'))
        .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.matches(exempt))
        .map((each) => [each, (each.matches('[type=radio], [type=checkbox]') && each.closest('label')) || each])
        .map(([each, target]) => [each.outerHTML.slice(0, 120), target.getBoundingClientRect()])
        .filter(([, { width, height }]) => width > 0 && Math.min(width, height) < smallest - 0.5)
        .map(([html, { width, height }]) => `${html} ${width} x ${height}`);
}"""

SUM_SHIFTS = """() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value))).observe({
        type: 'layout-shift', buffered: false,
    });
}"""

COUNT_FRAMES = """seconds => new Promise((resolve) => {
    let frames = 0;
    const began = performance.now();
    const look = (now) => {
        frames += 1;
        if (now - began < 1000 * seconds) requestAnimationFrame(look);
        else resolve(frames);
    };
    requestAnimationFrame(look);
})"""


def violations(page: Page) -> list[tuple[str, str]]:
    """Rules of axe that the page breaks, each with the first element that does."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[tuple[str, str]] = page.evaluate(
        """options => axe.run(document, options).then(
            ({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html])
        )""",
        AXE_OPTIONS,
    )
    return found


def small_texts(page: Page, smallest: float = SMALLEST_TEXT) -> list[tuple[str, float]]:
    """Visible texts below a size in CSS pixels, on canvases too; scripts of formulas are smaller by nature."""
    found: list[tuple[str, float]] = page.evaluate(FIND_SMALL_TEXTS, smallest)
    return found


def small_targets(page: Page) -> list[str]:
    """Controls that are too small for a finger, on a device that has no mouse."""
    found: list[str] = page.evaluate(FIND_SMALL_TARGETS, SMALLEST_TARGET)
    return found


class Screens:
    """A browser context of one device, whose pages are checked at all its sizes in both themes."""

    def __init__(self, context: BrowserContext, sizes: tuple[tuple[int, int], ...]) -> None:
        self.context = context
        context.add_init_script(f"({RECORD_DRAWN_TEXT})()")
        self._sizes = sizes

    @property
    def is_wide(self) -> bool:
        """True for a desktop's screen."""
        return self._sizes == DEVICES["wide"]

    def check(
        self,
        page: Page,
        state: str = "",
        one_screen: bool = False,
        resize: bool = True,
        also: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        """Assert that the page breaks no rule of axe, is not wider than the screen, and has no text or target too small.

        Checked at every size, in both themes.

        `one_screen`: on a desktop the page is not higher than the screen either. `resize`: False to check the device's
        first size only. `also`: further checks, called with the width and height of every size.
        """
        for width, height in self._sizes if resize else self._sizes[:1]:
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("dark", "light"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.evaluate(SETTLED)
                assert violations(page) == [], (state, width, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") == width, state
            assert small_texts(page) == [], (state, width)
            too_small = small_targets(page)
            assert too_small == [], (state, width, too_small)
            if one_screen and width >= 1200:
                assert page.evaluate("document.documentElement.scrollHeight") == height, state
            also(width, height)
        width, height = self._sizes[0]
        page.set_viewport_size({"width": width, "height": height})


TILE_COLOURS = """button => {
    const canvas = document.querySelector('.network-canvas.tiles');
    const scale = canvas.width / canvas.clientWidth;
    const [area, place, inset] = [canvas.getBoundingClientRect(), button.getBoundingClientRect(), 6];
    const [x, y, side] = [place.left - area.left + inset, place.top - area.top + inset, place.width - 2 * inset];
    const copy = new OffscreenCanvas(side * scale, side * scale).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, -x * scale, -y * scale);
    const { data } = copy.getImageData(0, 0, side * scale, side * scale);
    return [...new Set(new Uint32Array(data.buffer))];
}"""


def tile_colours(node: Locator) -> set[int]:
    """Packed colours of the image of a node of the network, 0 for clear; without its rim."""
    return set(node.evaluate(TILE_COLOURS))


def sum_layout_shifts(page: Page) -> None:
    """Start to sum layout shifts; `layout_shift` reads the sum."""
    page.evaluate(SUM_SHIFTS)


def layout_shift(page: Page) -> float:
    """Sum of the browser's layout-shift scores. A digit added to a number counts some 1e-5, a line that moves 1e-2."""
    return float(page.evaluate("window.shift"))


def running_animations(page: Page) -> int:
    """Number of animations that are running."""
    return int(page.evaluate("document.getAnimations().filter(({ playState }) => playState === 'running').length"))


class ProcessorClock:
    """Processor time of a page's main thread, which other work on the machine does not lengthen."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def seconds(self) -> float:
        """Seconds used so far."""
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return float(next(entry["value"] for entry in metrics if entry["name"] == "TaskDuration"))


def seconds_per_frame(page: Page, duration: float) -> float:
    """Mean processor time between two frames in seconds, over a duration in seconds."""
    clock = ProcessorClock(page)
    before = clock.seconds()
    frames = page.evaluate(COUNT_FRAMES, duration)
    return (clock.seconds() - before) / float(frames)
