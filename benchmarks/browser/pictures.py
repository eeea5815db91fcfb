"""Take the pictures of the README: a clip of backpropagation, and one picture of each view, in both themes.

`python3 run.py pictures` needs Chromium and writes docs/pictures/.
"""

import base64
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from benchmarks.browser.chromium import RETURNING, browsing, run
from benchmarks.documents import DOCS
from benchmarks.server import serving, wait_until_warm
from run import find_chromium

FOLDER = DOCS / "pictures"
THEMES = ("light", "dark")

VIEWPORT = {"width": 1280, "height": 800}
WIDTH = 960
"""Width of a picture in pixels."""

CLIP_VIEWPORT = {"width": 1280, "height": 800}
CLIP_WIDTH = 720
CLIP_SECONDS = 17.0
"""The introduction as far as the bent boundary."""
FRAME = 1 / 8
"""Shortest time in seconds that a frame of the clip is shown."""

SPIRAL: dict[str, Any] = {
    "seed": 1,
    "data": {"name": "spiral", "position_noise": 0.05},
    "network": {"layers": [{"units": 8}, {"units": 6}, {"units": 4}]},
    "optimizer": {"name": "adam", "learning_rate": 0.01},
}
DEEP: dict[str, Any] = {
    "seed": 1,
    "data": {"name": "circle"},
    "network": {"layers": [{"units": 4, "activation": "sigmoid"} for _ in range(8)]},
}

TRAINED = "epochs => Number(document.querySelector('[data-figure=epoch]').textContent.replace(/\\D/g, '')) >= epochs"


@dataclass(frozen=True)
class Picture:
    """A view and how it gets into the state that is shown."""

    view: str
    path: str
    prepare: Callable[[Page], None]


def train(epochs: int, spec: dict[str, Any] | None = None) -> Callable[[Page], None]:
    """Train the view's run, or the run of a spec, for some epochs."""

    def act(page: Page) -> None:
        if spec:
            run(page, spec)
        page.locator(".play:enabled").click()
        page.wait_for_function(TRAINED, arg=epochs)
        page.locator(".play").click()

    return act


def step_through(presses: int) -> Callable[[Page], None]:
    """Step through the pass of one sample, after some training."""

    def act(page: Page) -> None:
        train(40)(page)
        for _ in range(presses):
            page.keyboard.press("ArrowRight")

    return act


def show_derivatives(page: Page) -> None:
    """Step to the end of the backward pass of an expression."""
    page.keyboard.press("End")


def open_lesson(page: Page) -> None:
    """Open a lesson."""
    page.get_by_role("button", name="Why layers need a nonlinearity").click()
    page.locator(".lesson-step").wait_for()


PICTURES = (
    Picture("playground", "/", train(300, SPIRAL)),
    Picture("microscope", "/microscope", step_through(13)),
    Picture("flow", "/flow", train(60, DEEP)),
    Picture("race", "/race", train(120)),
    Picture("memory", "/memory", train(20)),
    Picture("graph", "/graph", show_derivatives),
    Picture("history", "/history", train(150)),
    Picture("lessons", "/lessons", open_lesson),
)


def main() -> None:
    """Take all pictures and write them."""
    path = find_chromium()
    if path is None:
        raise SystemExit("No Chromium was found. Install it, or set CHROMIUM to its path.")
    FOLDER.mkdir(exist_ok=True)
    with serving(os.environ) as server, browsing(path) as browser:
        wait_until_warm(server)
        for theme in THEMES:
            for picture in PICTURES:
                take(browser, server.address, picture, theme)
            film(browser, server.address, theme)


def take(browser: Browser, address: str, picture: Picture, theme: str) -> None:
    """Take one picture of a view."""
    page = open_in(browser, theme, VIEWPORT, RETURNING)
    page.goto(address.rstrip("/") + picture.path)
    page.locator("main svg, main canvas").first.wait_for()
    picture.prepare(page)
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(1000)  # transitions, and drawings that are not made in every frame
    image = shrink(page.screenshot(), WIDTH)
    image.save(FOLDER / f"{picture.view}-{theme}.webp", quality=72, method=6)
    page.context.close()


def film(browser: Browser, address: str, theme: str) -> None:
    """Film the introduction: one sample forward and back, then training at full speed."""
    page = open_in(browser, theme, CLIP_VIEWPORT)
    session = page.context.new_cdp_session(page)
    shots: list[tuple[float, bytes]] = []

    def receive(shot: dict[str, Any]) -> None:
        shots.append((shot["metadata"]["timestamp"], base64.b64decode(shot["data"])))
        session.send("Page.screencastFrameAck", {"sessionId": shot["sessionId"]})

    session.on("Page.screencastFrame", receive)
    page.goto(f"{address}?intro")
    page.locator(".introduction").wait_for()
    session.send("Page.startScreencast", {"format": "png"})
    page.wait_for_timeout(1000 * CLIP_SECONDS)
    session.send("Page.stopScreencast")
    frames = [shots[0]]
    for shot in shots:
        if shot[0] - frames[-1][0] >= FRAME:
            frames.append(shot)
    images = [shrink(data, CLIP_WIDTH) for _, data in frames]
    durations = [round(1000 * (after - before)) for (before, _), (after, _) in pairwise(frames)] + [1500]
    images[0].save(
        FOLDER / f"backprop-{theme}.webp",
        save_all=True,
        append_images=images[1:],
        duration=durations,
        loop=0,
        quality=45,
        method=6,
    )
    page.context.close()


def open_in(browser: Browser, theme: str, viewport: dict[str, int], script: str = "") -> Page:
    """Open an empty page in a theme, with a script that runs before those of the page."""
    context = browser.new_context(viewport=viewport, color_scheme=theme)  # type: ignore[arg-type]
    context.add_init_script(script)
    return context.new_page()


def shrink(png: bytes, width: int) -> Image.Image:
    """Scale a screenshot to a width in pixels."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
