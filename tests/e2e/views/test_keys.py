"""Who owns the keys of the keyboard: the transport, a view, or the focused control."""

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import figure, open_playground
from tests.e2e.server import Server


def playing(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.dataset.playing === 'true'"))


def drives(page: Page) -> None:
    """Assert that the space bar plays and pauses, and that the right arrow trains one step."""
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause the training")).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Train the network")).to_be_visible()
    page.wait_for_function(
        "() => new Promise((done) => {"
        "  const text = () => document.querySelector('[data-figure=step]').textContent;"
        "  const before = text(); setTimeout(() => done(text() === before), 100);"
        "})"
    )
    step = figure(page, "step")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "step => Number(document.querySelector('[data-figure=step]').textContent.replace(/\\D/g, '')) > step", arg=step
    )


def reach(page: Page, control: Locator) -> None:
    """Come to a control by keyboard."""
    page.keyboard.press("Tab")
    control.focus()


def test_keys_belong_to_the_transport_after_a_press_and_to_a_control_after_tab(page: Page) -> None:
    radio = page.get_by_role("radio", name="batch", exact=True)
    noise = page.get_by_label("Position noise")
    tile = page.get_by_role("button", name="Feature x₁x₂")
    neuron = page.get_by_role("button", name="Hidden layer 1, neuron 1")
    select = page.get_by_label("Activation", exact=True)
    chart = page.get_by_role("switch", name="Hard boundary")

    radio.click()
    noise.click()
    before = noise.input_value()
    drives(page)
    assert noise.input_value() == before
    tile.click()
    expect(tile).to_have_attribute("aria-pressed", "true")
    drives(page)
    expect(tile).to_have_attribute("aria-pressed", "true")
    neuron.click()
    drives(page)
    expect(page.locator(".inspector")).to_be_visible()
    page.keyboard.press("Escape")
    select.select_option("relu")
    select.click()
    page.keyboard.press("Escape")
    drives(page)
    expect(select).to_have_value("relu")
    chart.click()
    drives(page)
    expect(chart).to_be_checked()

    reach(page, radio)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="epoch", exact=True)).to_be_checked()
    reach(page, neuron)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Hidden layer 1, neuron 2")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Hidden layer 2, neuron 1")).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('.node')")  # the network is one stop
    reach(page, chart)
    page.keyboard.press(" ")
    expect(chart).not_to_be_checked()
    assert not playing(page)
    reach(page, noise)
    page.keyboard.press("ArrowRight")
    assert noise.input_value() != before
    page.keyboard.press(" ")  # a slider has no use for it
    expect(page.get_by_role("button", name="Pause the training")).to_be_visible()
    page.keyboard.press(" ")
    reach(page, page.get_by_role("button", name="Train the network"))
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause the training")).to_be_visible()
    page.locator(".plane-box").click()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Train the network")).to_be_visible()


def test_the_arrow_keys_walk_along_the_time_line(page: Page) -> None:
    for epoch in ("1", "2"):
        page.keyboard.press("s")
        expect(page.locator("[data-figure=epoch]")).to_have_text(epoch)
    reading = page.locator(".time-reading")
    expect(page.get_by_label("Step of the run")).to_have_attribute("max", "2")
    page.keyboard.press("ArrowLeft")
    expect(reading).to_contain_text("of")
    page.keyboard.press("ArrowLeft")
    expect(reading).to_contain_text("Step 0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(reading).to_contain_text("Now")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-figure=epoch]")).to_have_text("3")


def test_shortcuts_are_listed_for_each_view_and_letters_can_be_switched_off(
    context: BrowserContext, server: Server
) -> None:
    page = open_playground(context, server.url)
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    page.keyboard.press("?")
    expect(dialog.get_by_role("heading")).to_have_text(
        ["Keyboard shortcuts", "Time line", "Lecture mode", "Help", "Training", "Page"]
    )
    page.keyboard.press("s")  # the dialog keeps the keys
    dialog.get_by_role("switch", name="Single-letter shortcuts").click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("s")
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    assert figure(page, "epoch") == 0
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")

    page.goto(f"{server.url}graph")
    expect(page.locator(".expression-node").first).to_be_visible()
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(dialog.get_by_role("heading")).to_have_text(
        ["Keyboard shortcuts", "Chain rule", "Graph", "Lecture mode", "Help", "Page"]
    )
    dialog.get_by_role("switch", name="Single-letter shortcuts").click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("?")
    expect(dialog).to_be_visible()


def test_the_buttons_of_a_layer_are_one_stop_of_tab(page: Page) -> None:
    layer = page.get_by_role("toolbar", name="Hidden layer 1", exact=True)
    less, more = (layer.get_by_title(f"{act} hidden layer 1") for act in ("Remove a neuron from", "Add a neuron to"))
    reach(page, less)
    page.keyboard.press("ArrowRight")
    expect(more).to_be_focused()
    page.keyboard.press("Tab")
    expect(layer.locator("button:focus")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(more).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(less).to_be_focused()
    assert figure(page, "step") == 0  # the arrows trained nothing
