"""Lecture mode: one view, large and alone, for a room."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.routes.pages.pages import VIEWS
from tests.e2e.checks import RECORD_DRAWN_TEXT, SETTLED, small_texts, violations
from tests.e2e.server import Server

SMALLEST_TEXT = 24  # CSS pixels
ONE_SCREEN = ("playground", "microscope", "graph", "history")
SIZES = ((1280, 720), (1440, 900), (1920, 1080), (3840, 2160))

ENLARGEMENTS = """() => [...document.querySelectorAll('main svg:has(text)')].filter((svg) => svg.checkVisibility())
    .map((svg) => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width / svg.currentCSSZoom)"""
"""How much larger diagrams are drawn than written, so that the sizes of their texts can be trusted."""

CUT_DIAGRAMS = """() => [...document.querySelectorAll('.diagram-frame, .drawing-frame')].flatMap((frame) =>
    frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight
        ? [`${frame.scrollWidth} × ${frame.scrollHeight} in ${frame.clientWidth} × ${frame.clientHeight}`] : [])"""
"""Sizes of diagrams of the microscope and of the chain-rule graph that do not fit in their frames."""

BARS_MEET = """() => {
    const bars = ['.masthead', '.transport', '.lecture-bar', '.tabs'].map((bar) => document.querySelector(bar))
    const places = bars.filter((bar) => bar?.checkVisibility()).map((bar) => bar.getBoundingClientRect())
    return places.some((one, index) => places.slice(index + 1).some((other) =>
        one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom))
}"""

CONTENTS = "main :is(canvas, svg, h2)"


@pytest.mark.parametrize("name", [view.name for view in VIEWS])
def test_every_view_is_large_accessible_and_fits(context: BrowserContext, server: Server, name: str) -> None:
    page = context.new_page()
    page.add_init_script(f"({RECORD_DRAWN_TEXT})()")
    page.set_viewport_size({"width": 1280, "height": 720})
    view = next(view for view in VIEWS if view.name == name)
    page.goto(f"{server.url}{view.path[1:]}?lecture")
    page.locator(CONTENTS).locator("visible=true").first.wait_for()
    page.keyboard.press("s")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(SETTLED)
        assert small_texts(page, SMALLEST_TEXT) == [], width
        assert min(page.evaluate(ENLARGEMENTS), default=1) > 0.99, width
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(CUT_DIAGRAMS) == [], width
        assert not page.evaluate(BARS_MEET), width
        if name in ONE_SCREEN:
            assert page.evaluate("document.documentElement.scrollHeight") == height
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate(SETTLED)
        assert violations(page) == [], scheme


@pytest.mark.parametrize(
    ("path", "box", "number"),
    [("microscope", ".trace-node", ".trace-number"), ("graph", ".expression-node", ".node-number")],
)
def test_a_press_on_a_box_of_a_diagram_shows_its_numbers_alone(
    context: BrowserContext, server: Server, path: str, box: str, number: str
) -> None:
    page = context.new_page()
    page.goto(f"{server.url}{path}?lecture")
    boxes = page.locator(box)
    boxes.nth(1).wait_for()
    expect(boxes.nth(1).locator(number).first).to_be_hidden()
    boxes.nth(1).click()
    expect(boxes.nth(1).locator(number).first).to_be_visible()
    expect(boxes.nth(0).locator(number).first).to_be_hidden()
    page.keyboard.press("n")
    expect(boxes.nth(0).locator(number).first).to_be_visible()


def mark(page: Page, name: str) -> str:
    return str(page.evaluate("name => document.documentElement.dataset[name]", name))


def test_a_lecturer_drives_by_keys_and_leaves_where_it_began(page: Page) -> None:
    page.keyboard.press("l")
    loss = page.locator("[data-figure=test-loss]")
    expect(loss).to_be_hidden()
    expect(page.get_by_role("status").filter(has_text="Lecture mode")).to_be_visible()
    page.keyboard.press("n")
    expect(loss).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Lecture mode")).to_be_hidden()
    page.keyboard.press("n")
    box = loss.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 20, box["y"] + 20)
    expect(loss).to_be_visible()  # this number alone
    expect(page.locator("[data-figure=train-loss]")).to_be_hidden()

    page.keyboard.press("PageDown")
    page.keyboard.press("n")
    page.mouse.move(300, 650)
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.keyboard.press("p")
    ring = page.locator(".laser")
    expect(ring).to_be_visible()
    page.mouse.move(400, 300)
    box = ring.bounding_box()
    assert box is not None
    assert abs(box["x"] + box["width"] / 2 - 400) < 2
    assert abs(box["y"] + box["height"] / 2 - 300) < 2
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Show the page again")).to_be_visible()
    page.keyboard.press(".")
    expect(page.get_by_role("button", name="Show the page again")).to_be_hidden()

    page.mouse.move(400, 660)
    page.get_by_role("link", name="Gradient flow").click()
    expect(page.get_by_role("heading", name="Current gradient by layer")).to_be_visible()
    assert mark(page, "lecture") == "true"
    page.reload()
    expect(page.get_by_role("heading", name="Current gradient by layer")).to_be_visible()
    assert mark(page, "lecture") == "true"
    page.keyboard.press("Escape")
    assert mark(page, "lecture") == "false"
    assert "lecture" not in page.url

    step = page.get_by_role("button", name="Train for one epoch")
    expect(step).to_be_enabled()
    step.focus()
    page.keyboard.press("l")
    assert mark(page, "lecture") == "true"
    page.keyboard.press("l")
    expect(step).to_be_focused()


def test_a_step_of_a_lesson_is_a_slide(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.url}lessons?lesson=01-neuron&lecture")
    step = page.locator(".lesson-steps [aria-current]")
    expect(step).to_have_text("1")
    page.locator(".unit").first.wait_for()
    page.keyboard.press("PageDown")
    expect(step).to_have_text("2")
    page.keyboard.press("ArrowLeft")
    expect(step).to_have_text("1")
