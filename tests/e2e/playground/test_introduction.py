"""The introduction of the first visit: it plays by itself, gives way to any press, and comes once."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.checks import violations
from tests.e2e.conftest import open_playground
from tests.e2e.server import Server

CARD = ".introduction"

FADED = "() => !document.getAnimations().some((animation) => animation instanceof CSSTransition)"
"""True when controls that stepped back are as usual again."""


def expect_calm(page: Page) -> None:
    """Expect the page at rest, at its usual speed and without an introduction."""
    expect(page.locator(CARD)).to_have_count(0)
    expect(page.locator(".plate")).to_have_count(0)
    expect(page.get_by_role("button", name="Train the network", exact=True)).to_be_visible()
    expect(page.get_by_label("Speed").locator("option:checked")).to_have_text("60 epochs a second")
    expect(page.locator("[data-figure=step]")).to_have_text("0")


def test_the_first_visit_opens_with_an_introduction_that_gives_way_and_comes_once(
    first_visit: BrowserContext, server: Server
) -> None:
    page = open_playground(first_visit, server.url)
    card = page.locator(CARD)
    expect(card).to_contain_text("A neural network learns to tell blue from orange.")
    expect(card).to_contain_text("Forward:")
    expect(page.locator(".plate").first).to_be_visible()
    page.keyboard.press("Escape")
    expect_calm(page)
    again = open_playground(first_visit, server.url)
    again.wait_for_function("() => document.documentElement.dataset.phase === 'open'")
    expect_calm(again)
    again.goto(f"{server.url}?intro")
    expect(again.locator(CARD)).to_be_visible()
    assert "intro" not in again.url.partition("#")[0]
    again.get_by_role("button", name="Skip").click()
    expect_calm(again)
    again.goto(f"{server.url}?intro")
    expect(again.locator(CARD)).to_be_visible()
    again.get_by_role("button", name="Pause the training").click()
    expect_calm(again)


def test_the_introduction_ends_with_an_invitation_to_play(first_visit: BrowserContext, server: Server) -> None:
    page = first_visit.new_page()
    page.clock.install()
    page.goto(server.url)
    card = page.locator(CARD)
    expect(card).to_be_visible()
    for _ in range(60):
        if card.get_by_role("button", name="Play").count():
            break
        page.clock.run_for(1000)
        page.wait_for_timeout(50)
    expect(card).to_contain_text("Now it is your turn: press Play, change anything, or begin with the lessons.")
    page.wait_for_function(FADED)
    assert violations(page) == []
    expect(page.locator("[data-figure=step]")).to_have_text("0")
    card.get_by_role("button", name="Play").click()
    expect(card).to_have_count(0)
    page.clock.resume()
    page.wait_for_function("() => Number(document.querySelector('[data-figure=epoch]').textContent) >= 1")


def test_who_asks_for_less_motion_gets_the_calm_page(still: BrowserContext, server: Server) -> None:
    page = open_playground(still, server.url)
    page.wait_for_function("() => document.documentElement.dataset.phase === 'open'")
    expect_calm(page)
    page.get_by_label("Speed").select_option("1 stage a second")
    page.keyboard.press("s")
    expect(page.locator(".slow-caption")).to_contain_text("Input")
    page.keyboard.press("s")
    expect(page.locator(".slow-caption")).to_contain_text("Forward")
    expect(page.locator(".plate.active")).to_have_count(4)
    assert page.evaluate("document.getAnimations().length") == 0
