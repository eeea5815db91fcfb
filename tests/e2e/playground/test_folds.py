"""Controls fold: few on arrival, and everything within two presses, by link, by lesson and on a phone."""

import json
import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.checks import Screens
from tests.e2e.conftest import OPEN_FOLDS, open_playground, open_sheet
from tests.e2e.server import Server

MOST_CONTROLS = 48
"""Buttons, links and fields on arrival, without the neurons and the map; radio buttons of one choice count once."""

NAMES_OF_CONTROLS = """() => {
    const found = new Set();
    for (const control of document.querySelectorAll('a[href], button, input, select, textarea')) {
        if (!control.checkVisibility({ visibilityProperty: true }) || control.matches(':disabled, .unit')) continue;
        found.add(control.type === 'radio' ? `choice of ${control.name}` : control);
    }
    return found.size;
}"""

DEEP = {"data": {"name": "circle"}, "network": {"layers": [{"units": 8}] * 6}}


def fold(page: Page, name: str) -> None:
    """Press the button of a fold."""
    page.get_by_role("button", name=re.compile(name)).click()


def test_few_controls_on_arrival_and_what_is_opened_stays_open(newcomer: BrowserContext, server: Server) -> None:
    page = open_playground(newcomer, server.url)
    assert page.evaluate(NAMES_OF_CONTROLS) <= MOST_CONTROLS
    for label in ("Learning rate", "Activation", "Speed", "Problem"):
        expect(page.get_by_label(label, exact=True)).to_be_visible()
    expect(page.locator(".feature")).to_have_count(2)
    expect(page.get_by_label("Optimizer")).to_have_count(0)

    # two presses to any setting, and what differs is told while it is folded
    fold(page, "More settings")
    page.get_by_label("Regularization").select_option("l2")
    fold(page, "Fewer settings")
    expect(page.get_by_role("button", name=re.compile("More settings"))).to_contain_text("L2")
    fold(page, "7 more")
    page.get_by_role("button", name="Feature x₁x₂").click()
    fold(page, "Fewer")
    expect(page.locator(".feature")).to_have_count(3)
    fold(page, "Data options")
    page.get_by_label("Position noise").fill("0.2")
    fold(page, "Data options")
    expect(page.get_by_role("button", name=re.compile("Data options"))).to_contain_text("noise 20")

    # by keyboard; remembered after a reload and by another tab
    button = page.get_by_role("button", name="Inside the layers")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".layers-table")).to_be_visible()
    page.reload()
    expect(page.locator(".layers-table")).to_be_visible()
    other = open_playground(newcomer, server.url)
    expect(other.locator(".layers-table")).to_be_visible()
    expect(other.get_by_label("Optimizer")).to_have_count(0)


def test_the_card_of_a_layer_has_all_of_its_settings(newcomer: BrowserContext, server: Server) -> None:
    page = open_playground(newcomer, server.url)
    expect(page.get_by_label("Kind of hidden layer 1")).to_have_count(0)
    page.get_by_role("button", name="All of hidden layer 1").click()
    card = page.get_by_role("group", name="All of hidden layer 1")
    card.get_by_label("Activation").select_option("relu")
    card.get_by_text("Frozen").click()
    expect(page.get_by_role("toolbar", name="Hidden layer 1", exact=True).locator("p").last).to_have_text(
        "relu, frozen"
    )
    card.get_by_role("switch", name="Show settings above every layer").check()
    expect(page.get_by_label("Kind of hidden layer 2")).to_be_visible()
    card.get_by_role("switch", name="Show settings above every layer").uncheck()
    card.get_by_role("button", name="Layer before").click()
    expect(page.locator(".unit")).to_have_count(7 + 4)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="All of hidden layer 1").click()
    card.get_by_role("button", name="Remove").click()
    expect(page.locator(".unit")).to_have_count(7)


def test_a_link_asks_for_controls_and_a_speed_and_the_menu_opens_all(newcomer: BrowserContext, server: Server) -> None:
    page = open_playground(newcomer, f"{server.url}?open=all&speed=1-stage")
    speed = page.get_by_label("Speed").locator("option:checked")
    expect(speed).to_have_text("1 stage a second")
    page.get_by_label("Speed").select_option(label="10 batches a second")
    assert "speed=10-batches" in page.url  # for a reload, and for who gets the link
    page.get_by_label("Speed").select_option(label="60 epochs a second")
    assert "speed" not in page.url
    expect(page.get_by_label("Optimizer")).to_be_visible()
    expect(page.locator(".feature")).to_have_count(9)
    expect(page.get_by_label("Kind of hidden layer 1")).to_be_visible()
    other = open_playground(newcomer, server.url)  # the link's wish is not kept
    expect(other.get_by_label("Optimizer")).to_have_count(0)
    other.get_by_role("button", name="View", exact=True).click()
    other.get_by_role("switch", name="Show all controls").check()
    expect(other.get_by_role("region", name="Settings").get_by_label("Optimizer")).to_be_visible()
    closed = open_playground(newcomer, f"{server.url}?open=none&speed=warp")
    expect(closed.locator(".notice.error")).to_contain_text("Received speed=warp in the address, expected 1-stage")
    expect(closed.get_by_label("Optimizer")).to_have_count(0)
    closed.goto(f"{server.url}#hide=loss-chart.nosuch")
    expect(closed.locator(".notice.error")).to_contain_text(
        "Received hide=nosuch in the address, expected data, noise,"
    )
    expect(closed.locator("#loss-panel")).to_be_hidden()


def test_a_lesson_shows_what_it_needs(newcomer: BrowserContext, server: Server) -> None:
    page = newcomer.new_page()
    page.goto(f"{server.url}lessons?lesson=10-momentum-adam")
    expect(page.get_by_label("Optimizer")).to_be_visible()
    expect(page.get_by_label("Batch size")).to_be_hidden()
    expect(page.locator(".feature")).to_have_count(2)  # the other features stay folded
    page.get_by_role("button", name="Back to all lessons").click()
    expect(page.get_by_label("Optimizer")).to_have_count(0)


def test_the_loss_and_a_deep_network_fit_a_small_laptop(
    newcomer: BrowserContext, server: Server, tmp_path: Path
) -> None:
    page = open_playground(newcomer, server.url)
    page.set_viewport_size({"width": 1280, "height": 720})
    load(page, DEEP, tmp_path)
    box = page.locator("#loss-panel .chart").bounding_box()
    assert box is not None and box["y"] + box["height"] <= 720 and box["height"] >= 100
    assert_uncut(page)


def test_data_and_settings_are_sheets_on_a_phone(screens: Screens, server: Server, tmp_path: Path) -> None:
    if screens.is_wide:
        return
    page = open_playground(screens.context, server.url)
    load(page, DEEP, tmp_path)
    assert_uncut(page)
    expect(page.get_by_label("Learning rate")).to_be_hidden()
    open_sheet(page, "Settings")
    page.get_by_label("Learning rate").select_option("0.3")
    expect(page.locator(".sheet-bar")).to_contain_text("rate 0.3")
    screens.check(page, "settings", resize=False)
    open_sheet(page, "Data")
    expect(page.get_by_label("Learning rate")).to_be_hidden()
    page.get_by_role("radio", name="Exclusive or").check()
    expect(page.locator(".sheet-bar")).to_contain_text("Exclusive or")
    screens.check(page, "data", resize=False)
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="Exclusive or")).to_be_hidden()
    expect(page.locator(".readout-text")).to_contain_text("Tap a neuron")

    # zoomed to 400 %, nothing covers the page or makes it scroll sideways
    page.set_viewport_size({"width": 320, "height": 256})
    for bar in (".transport", ".sheet-bar"):
        assert page.locator(bar).evaluate("element => getComputedStyle(element).position") == "static"
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_open_folds_fit_every_screen(screens: Screens, server: Server) -> None:
    screens.context.add_init_script(OPEN_FOLDS)
    page = open_playground(screens.context, server.url)
    screens.check(page, "open", one_screen=True)


def load(page: Page, spec: dict[str, object], folder: Path) -> None:
    """Open a run file."""
    (folder / "spec.json").write_text(json.dumps(spec))
    page.get_by_role("button", name="File", exact=True).click()
    page.locator(".file-choice input").set_input_files(folder / "spec.json")
    expect(page.locator(".unit")).to_have_count(6 * 8 + 1)


def assert_uncut(page: Page) -> None:
    """Assert that the network is neither wider nor higher than its frame."""
    frame = page.locator(".network-frame").evaluate(
        "({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => [scrollWidth - clientWidth, scrollHeight - clientHeight]"
    )
    assert max(frame) <= 0
