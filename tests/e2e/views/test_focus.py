"""The keyboard's place on the page, and what a screen reader is told."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import open_playground
from tests.e2e.server import Server

IS_FOCUSED = "() => document.activeElement !== document.body && document.activeElement.checkVisibility()"


def press_focused(page: Page, name: re.Pattern[str]) -> None:
    """Press a button by keyboard, and expect the focus on some control once it is gone or disabled."""
    button = page.get_by_role("button", name=name).first
    expect(button).to_be_enabled()
    button.focus()
    handle = button.element_handle()
    page.keyboard.press("Enter")
    page.wait_for_function("button => !button.isConnected || button.disabled", arg=handle)
    page.wait_for_function(IS_FOCUSED)


def test_the_focus_stays_when_its_control_goes(context: BrowserContext, server: Server) -> None:
    page = open_playground(context, server.url)
    press_focused(page, re.compile("^Remove hidden layer 2"))
    expect(page.get_by_role("button", name="Hidden layer 2, neuron 1")).to_have_count(0)
    press_focused(page, re.compile("^Undo: back"))
    assert page.evaluate("document.activeElement.closest('#transport') !== null")  # beside Undo, which is disabled

    neuron = page.get_by_role("button", name="Hidden layer 1, neuron 1")
    neuron.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".inspector")).to_be_visible()
    page.keyboard.press("Escape")
    expect(neuron).to_be_focused()
    page.keyboard.press("s")
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.get_by_role("radio", name="Spiral", exact=True).check()
    expect(page.get_by_role("button", name="Close this message")).to_be_visible()
    neuron.focus()
    page.get_by_role("button", name="Close this message").focus()
    page.keyboard.press("Enter")
    expect(neuron).to_be_focused()

    page.get_by_label("Problem").select_option("Regression")
    page.get_by_label("Activation", exact=True).select_option("relu")
    page.get_by_label("Learning rate").select_option("10")
    page.get_by_role("button", name="Train the network").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The training diverged")
    expect(page.get_by_role("button", name="Train the network")).to_be_disabled()
    page.wait_for_function(IS_FOCUSED)

    page.goto(f"{server.url}lessons")
    lesson = page.locator(".lesson-list button").first
    lesson.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lesson-step")).to_be_visible()
    page.wait_for_function("() => document.activeElement.closest('.lesson') !== null")

    page.goto(f"{server.url}history?show=runs")
    page.get_by_role("button", name="Save this run").click()
    expect(page.locator(".run-row").nth(1)).to_be_visible()
    remove = page.get_by_role("button", name="Delete").first
    remove.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('.run-row') !== null")


def test_who_presses_beside_all_controls_has_no_focus(page: Page) -> None:
    page.get_by_role("button", name="Train the network").focus()
    page.mouse.click(1000, 70)
    page.wait_for_timeout(100)
    assert page.evaluate("document.activeElement === document.body")


SPOKEN = """seconds => new Promise((resolve) => {
    const spoken = [];
    const regions = '[role=status], [role=alert], [aria-live=polite], [aria-live=assertive], output:not([aria-live=off])';
    const observer = new MutationObserver((changes) => {
        const changed = new Set(changes.map(({ target }) => (target.nodeType === 3 ? target.parentElement : target))
            .map((element) => element?.closest(regions)).filter(Boolean));
        spoken.push(...[...changed].map((region) => region.outerHTML));
    });
    observer.observe(document.body, { childList: true, characterData: true, subtree: true });
    setTimeout(() => resolve(spoken), 1000 * seconds);
})"""


def test_live_regions_speak_when_something_happens_not_at_every_frame(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    for path in ("", "microscope", "flow", "race", "memory", "lessons?lesson=02-nonlinearity&step=2"):
        page.goto(f"{server.url}{path}")
        step = page.locator("[data-figure=step]")
        expect(page.locator(".play")).to_be_enabled()
        before = step.inner_text()
        page.keyboard.press(" ")
        expect(step).not_to_have_text(before)
        spoken = page.evaluate(SPOKEN, 2)
        assert len(spoken) <= 3, (path, spoken)
