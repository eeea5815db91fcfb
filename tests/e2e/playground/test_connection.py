"""The page while the connection or the server is lost."""

import re
import shutil

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from tests.app.live import until
from tests.app.store.written import written
from tests.e2e.conftest import Watch, open_playground
from tests.e2e.server import Server
from tests.e2e.wire import Wire

OUTAGE = ("WebSocket connection to", "Failed to load resource")


def wait_for_epoch(page: Page, epoch: int) -> None:
    """Wait until the page shows this epoch or a later one."""
    page.wait_for_function(
        "epoch => Number(document.querySelector('[data-figure=epoch]').textContent.replace(/\\D/g, '')) >= epoch",
        arg=epoch,
    )


def shown_epoch(page: Page) -> int:
    """The epoch on the page."""
    return int(re.sub(r"\D", "", page.locator("[data-figure=epoch]").inner_text()))


def session_of(page: Page) -> str:
    """The id of the page's session."""
    page.wait_for_function("() => sessionStorage.getItem('backprop-session') !== null")
    found: str = page.evaluate("JSON.parse(sessionStorage.getItem('backprop-session')).id")
    return found


def test_a_cut_connection_shows_itself_and_the_same_run_resumes(
    context: BrowserContext, wire: Wire, watch: Watch
) -> None:
    for text in OUTAGE:
        watch.expect(text)
    page = open_playground(context, wire.url)
    page.get_by_role("button", name="Train for one epoch").click()
    wait_for_epoch(page, 1)
    wire.cut()
    expect(page.locator(".connection")).to_have_text("Connection lost")
    expect(page.get_by_text("The server keeps the run")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth") == 1280, "the header fits beside the words"
    expect(page.get_by_role("button", name="Train the network")).to_be_disabled()
    assert shown_epoch(page) == 1
    wire.mend()
    expect(page.locator(".connection")).to_have_text("Connected")
    assert shown_epoch(page) == 1
    page.get_by_role("button", name="Train for one epoch").click()
    wait_for_epoch(page, 2)


def test_a_playing_run_continues_after_a_cut(context: BrowserContext, wire: Wire, watch: Watch) -> None:
    for text in OUTAGE:
        watch.expect(text)
    page = open_playground(context, wire.url)
    page.get_by_role("button", name="Train the network").click()
    wait_for_epoch(page, 5)
    page.evaluate(
        """() => {  // the page does not try again by itself
            const set = window.setTimeout;
            window.setTimeout = (call, delay) => (delay < 400 ? set(call, delay) : 0);
        }"""
    )
    wire.cut()
    expect(page.locator(".connection")).to_have_text("Connection lost")
    lost_at = shown_epoch(page)
    wire.mend()
    page.get_by_role("button", name="Try now").click()
    expect(page.locator(".connection")).to_have_text("Connected")
    wait_for_epoch(page, lost_at + 10)
    expect(page.get_by_role("button", name="Pause the training")).to_be_visible()


def test_a_page_in_the_background_catches_up(context: BrowserContext, server: Server) -> None:
    page = open_playground(context, server.url)
    page.get_by_label("Speed").select_option("as fast as possible")
    page.get_by_role("button", name="Train the network").click()
    wait_for_epoch(page, 5)
    page.evaluate(
        """() => {  // as in a hidden tab: no frame of the screen is due any more
            window.held = [];
            window.real = window.requestAnimationFrame;
            window.requestAnimationFrame = (callback) => window.held.push(callback);
        }"""
    )
    page.wait_for_function("() => window.held.length > 0", polling=50)  # the last frame of the screen has been drawn
    page.wait_for_timeout(500)
    hidden_at = shown_epoch(page)
    page.wait_for_timeout(1000)
    assert shown_epoch(page) == hidden_at
    page.evaluate(
        """() => {
            window.requestAnimationFrame = window.real;
            window.held.splice(0).forEach((callback) => window.requestAnimationFrame(callback));
            document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
        }"""
    )
    wait_for_epoch(page, hidden_at + 100)
    page.get_by_role("button", name="Pause the training").click()
    expect(page.get_by_role("button", name="Train the network")).to_be_visible()
    expect(page.locator(".connection")).to_have_text("Connected")


def test_a_change_made_while_offline_is_applied_later(context: BrowserContext, wire: Wire, watch: Watch) -> None:
    for text in OUTAGE:
        watch.expect(text)
    page = open_playground(context, wire.url)
    rate = page.get_by_label("Learning rate")
    # the change is sent before the page has noticed the cut
    wire.cut()
    rate.evaluate("select => { select.value = '0.3'; select.dispatchEvent(new Event('change')); }")
    expect(page.locator(".connection")).to_have_text("Connection lost")
    wire.mend()
    expect(page.locator(".connection")).to_have_text("Connected")
    expect(rate).to_have_value("0.3")
    page.wait_for_timeout(400)
    page.reload()
    expect(rate).to_have_value("0.3")


def test_a_run_continues_after_the_server_was_killed(context: BrowserContext, own_server: Server, watch: Watch) -> None:
    for text in OUTAGE:
        watch.expect(text)
    page = open_playground(context, own_server.url)
    page.get_by_role("button", name="Train for one epoch").click()
    wait_for_epoch(page, 1)
    session = session_of(page)
    until(lambda: written(own_server.data, session).get("epoch") == 1)
    own_server.stop()
    expect(page.locator(".connection")).to_have_text("Connection lost")
    own_server.start()
    expect(page.locator(".connection")).to_have_text("Connected", timeout=30_000)
    assert shown_epoch(page) == 1
    page.get_by_role("button", name="Train the network").click()
    wait_for_epoch(page, 5)
    until(lambda: written(own_server.data, session)["epoch"] >= 5)
    own_server.stop()
    expect(page.locator(".connection")).to_have_text("Connection lost")
    kept = written(own_server.data, session)["epoch"]
    own_server.start()
    expect(page.get_by_role("button", name="Pause the training")).to_be_visible(timeout=30_000)
    wait_for_epoch(page, kept + 1)
    page.get_by_role("button", name="Pause the training").click()
    history = httpx.get(f"{own_server.url}api/v1/sessions/{session}/history").json()
    assert history["epoch"][0] == 0
    assert history["epoch"] == sorted(history["epoch"])
    expect(page.locator(".notices")).not_to_contain_text("no longer on the server")
    assert session_of(page) == session


def test_a_server_that_has_lost_the_run_gets_it_back_with_its_weights(
    context: BrowserContext, own_server: Server, watch: Watch
) -> None:
    for text in OUTAGE:
        watch.expect(text)
    page = open_playground(context, own_server.url)
    page.get_by_role("button", name="Add a neuron to hidden layer 2").click()
    expect(page.locator(".unit")).to_have_count(8)
    for epoch in range(1, 4):
        page.get_by_role("button", name="Train for one epoch").click()
        wait_for_epoch(page, epoch)
    neuron = page.get_by_role("button", name="Hidden layer 1, neuron 1")
    neuron.focus()
    weights = page.locator("#readout").inner_text()
    own_server.stop()
    shutil.rmtree(own_server.data)
    expect(page.locator(".connection")).to_have_text("Connection lost")
    own_server.start()
    expect(page.locator(".connection")).to_have_text("Connected", timeout=30_000)
    expect(page.locator(".notices")).to_contain_text("the same settings and weights")
    expect(page.locator(".unit")).to_have_count(8)
    neuron.focus()
    assert page.locator("#readout").inner_text() == weights
    assert shown_epoch(page) == 3
    page.get_by_role("button", name="Train for one epoch").click()
    wait_for_epoch(page, 4)
