"""What holds for the page as a whole: accessible, steady, within its screen, itself alone."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.checks import Screens, layout_shift, running_animations, sum_layout_shifts
from tests.e2e.conftest import OPEN_FOLDS, RETURNING, open_playground, open_sheet
from tests.e2e.server import Server


def test_every_screen_is_accessible_and_fits(screens: Screens, server: Server) -> None:
    page = open_playground(screens.context, server.url)
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    screens.check(page, one_screen=True)


SMALL = ("memory?task=text", "race?ground=surfaces", "flow", "microscope", "graph", "history", "lessons", "glossary")
"""Pages that are opened on a small screen; `test_folds` has the playground."""


def test_no_page_scrolls_sideways_at_400_percent(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 × 1024 zoomed to 400 %
    for path in SMALL:
        page.goto(server.url + path)
        page.locator("main :is(canvas, svg, h2)").locator("visible=true").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def open_everything(page: Page) -> list[Callable[[], None]]:
    """Ways to have more on the page than there is at first."""

    def several_classes() -> None:
        open_sheet(page, "Data")
        page.get_by_label("Problem").select_option("Several classes")
        page.keyboard.press("Escape")
        page.get_by_role("radio", name="Confusion").check()
        page.get_by_role("button", name="Edit points").click()
        expect(page.locator(".confusion")).to_be_visible()

    def numbers() -> None:
        page.get_by_role("button", name="Hidden layer 1, neuron 1").click()
        expect(page.locator(".inspector")).to_be_visible()

    def data(shelf: str, name: str) -> Callable[[], None]:
        def choose() -> None:
            page.keyboard.press("Escape")
            open_sheet(page, "Data")
            page.get_by_role("radio", name=shelf, exact=True).check()
            page.get_by_role("radio", name=name).check()
            expect(page.get_by_role("radio", name=name)).to_be_checked()

        return choose

    def convolution() -> None:
        page.keyboard.press("Escape")
        kind = page.get_by_label("Kind of hidden layer 1")
        if not kind.count():  # on a phone the card of the layer has it
            page.get_by_role("button", name="All of hidden layer 1").click()
            kind = page.get_by_label("Kind", exact=True)
        kind.select_option("Convolution")
        page.keyboard.press("Escape")
        expect(page.get_by_role("toolbar", name="Convolution 1", exact=True)).to_be_visible()

    def card(name: str, sheet: str = "") -> Callable[[], None]:
        def show() -> None:
            page.keyboard.press("Escape")
            if sheet:
                open_sheet(page, sheet)
            page.get_by_role("button", name=name, exact=True).click()

        return show

    menus = ("Examples", "Share", "File", "View")
    settings = ("Gradient descent settings", "Glorot uniform settings")
    return [
        several_classes,
        numbers,
        *map(card, menus),
        *(card(name, "Settings") for name in settings),
        data("Points", "Digits"),
        convolution,
        card("All of convolution 1"),
        data("Bits", "Family trees"),
        data("Sequences", "Text"),
        data("Sequences", "Copy memory"),
        card("All of LSTM 1"),
    ]


def test_dialogs_and_menus_are_accessible_and_within_the_screen(screens: Screens, server: Server) -> None:
    screens.context.add_init_script(OPEN_FOLDS)
    page = open_playground(screens.context, server.url)

    def check_cards(width: int, _: int) -> None:
        for card in page.locator(".card:popover-open, .inspector").all():
            box = card.bounding_box()
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width

    for act in open_everything(page):
        act()
        screens.check(page, resize=False, also=check_cards)


def test_layout_is_stable_while_the_network_trains(page: Page) -> None:
    expect(page.locator("[data-figure=train-loss]")).to_have_text(re.compile(r"\d"))
    page.wait_for_load_state("networkidle")  # a page that loads still moves
    sum_layout_shifts(page)
    page.get_by_label("Speed").select_option("as fast as possible")
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_timeout(1500)
    assert layout_shift(page) < 1e-3


def test_a_still_page_draws_nothing(page: Page) -> None:
    deadline = time.monotonic() + 10
    while (asked := frames_asked(page)) and time.monotonic() < deadline:
        pass  # a page that has just loaded still draws
    assert asked == 0


def frames_asked(page: Page) -> int:
    """How many frames a page asks for in half a second."""
    asked: int = page.evaluate(
        """async () => {
            let asked = 0;
            const real = window.requestAnimationFrame;
            window.requestAnimationFrame = (callback) => { asked += 1; return real(callback); };
            await new Promise((resolve) => setTimeout(resolve, 500));
            window.requestAnimationFrame = real;
            return asked;
        }"""
    )
    return asked


def test_reduced_motion_stops_animations(still: BrowserContext, server: Server) -> None:
    page = open_playground(still, server.url)
    page.get_by_role("button", name="Train the network").click()
    expect(page.get_by_role("button", name="Pause the training")).to_be_visible()
    assert running_animations(page) == 0


IS_PAINTED = """selector => {
    const canvas = document.querySelector(selector);
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value > 0);
}"""


CLEAR = "selector => { const canvas = document.querySelector(selector); canvas.width = canvas.width; }"


def test_a_view_prints_as_one_sheet_on_white(browser: Browser, server: Server) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 800, "height": 300})
    context.add_init_script(RETURNING)
    page = open_playground(context, server.url)
    page.evaluate("window.print = () => (window.printed = document.documentElement.dataset.theme)")
    page.keyboard.press("Control+p")
    page.wait_for_function("() => window.printed === 'light'")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.evaluate("addEventListener('drawall', () => (window.drawn = document.documentElement.dataset.theme))")
    page.evaluate(CLEAR, ".output canvas")  # which is far below the screen
    assert not page.evaluate(IS_PAINTED, ".output canvas")
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1
    assert page.evaluate(IS_PAINTED, ".output canvas")
    assert page.evaluate("window.drawn") == "light"
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(media="print")
    expect(page.locator(".button, .choice, .switch, .menu").filter(visible=True)).to_have_count(0)
    expect(page.locator(".network")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    context.close()
