"""Gradient flow: diagnosis and statistics against the server's, copies from the same seed, errors."""

import json
import math

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from app.client import Client
from tests.e2e.checks import Screens
from tests.e2e.conftest import Watch, figure
from tests.e2e.server import Server

DEEP_SIGMOID = {
    "data": {"name": "circle"},
    "network": {"layers": [{"units": 6, "activation": "sigmoid"}] * 8},
    "optimizer": {"name": "sgd", "learning_rate": 0.03},
}


def session_of(page: Page) -> str:
    """The session of the tab."""
    kept: str = page.evaluate("JSON.parse(sessionStorage.getItem('backprop-session')).id")
    return kept


def copies_of(page: Page) -> list[str]:
    """The sessions of the group beside it."""
    kept: list[str] = page.evaluate("JSON.parse(sessionStorage.getItem('backprop-group:/flow') ?? '{\"ids\":[]}').ids")
    return kept


def open_flow(context: BrowserContext, server: Server, query: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{server.url}flow{query}")
    page.locator(".flow-side").wait_for()
    return page


def use(page: Page, server: Server, spec: dict[str, object]) -> None:
    """Make the tab's session this run."""
    page.wait_for_function("() => sessionStorage.getItem('backprop-session') !== null")
    url = f"{server.url}api/v1/sessions/{session_of(page)}"
    httpx.patch(url, json={"patch": spec, "reset": True}).raise_for_status()
    page.wait_for_function("count => document.querySelectorAll('.run-panel tbody tr').length === count", arg=9)


def step(page: Page) -> None:
    epochs = figure(page, "epoch")
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).not_to_have_text(str(int(epochs)))


def test_diagnosis_and_statistics_are_those_of_the_server(context: BrowserContext, server: Server) -> None:
    page = open_flow(context, server)
    use(page, server, DEEP_SIGMOID)
    expect(page.locator(".findings")).to_contain_text("Press play to measure each layer's gradient")
    step(page)
    finding = page.locator(".findings li").first
    expect(finding).to_contain_text("Vanishing gradient")
    with Client(server.url.rstrip("/")) as client:
        layers = client.session(session_of(page)).history().gradient_norms
    first, strongest = layers[0][-1], max(column[-1] or 0.0 for column in layers)
    assert first is not None
    fraction = {3: "a thousandth", 4: "a ten-thousandth", 5: "a hundred-thousandth", 6: "a millionth", 7: "10⁻⁷"}
    words = fraction[-round(math.log10(first / strongest))]
    expect(finding).to_contain_text(f"hidden layer 1 gets {words} of")
    answer = [f"{column[-1]:.1e}".replace("e-0", "e−").replace("e-", "e−").replace("e+00", "e0") for column in layers]
    expect(page.locator(".run-panel tbody tr td:nth-of-type(4)")).to_have_text(answer)
    page.wait_for_function("""() => [...document.querySelectorAll('.heat canvas')].every((canvas) => {
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
        copy.drawImage(canvas, 0, 0);
        const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value, index) => index % 4 === 3 && value > 0);
    })""")


def test_a_remedy_starts_a_copy_from_the_same_seed_at_the_same_step(context: BrowserContext, server: Server) -> None:
    page = open_flow(context, server)
    use(page, server, DEEP_SIGMOID)
    step(page)
    page.get_by_role("button", name="ReLU", exact=True).click()
    expect(page.locator(".run-panel")).to_have_count(2)
    expect(page.locator(".run-panel").nth(1).locator("h2")).to_have_text("ReLU")
    page.wait_for_function("() => JSON.parse(sessionStorage.getItem('backprop-group:/flow') ?? '{}').ids?.length === 1")
    step(page)
    run, copy = (httpx.get(f"{server.url}api/v1/sessions/{id}").json() for id in (session_of(page), *copies_of(page)))
    assert copy["spec"]["seed"] == run["spec"]["seed"] and copy["spec"]["data"] == run["spec"]["data"]
    assert {layer["activation"] for layer in copy["spec"]["network"]["layers"]} == {"relu"}
    assert copy["step"] == run["step"] == 50

    # the same view after a reload: the same sessions, where they were
    before = copies_of(page)
    page.reload()
    expect(page.locator(".run-panel")).to_have_count(2)
    assert copies_of(page) == before
    expect(page.locator("[data-figure=epoch]")).to_have_text("2")

    page.get_by_role("button", name="Close ReLU").click()
    expect(page.locator(".run-panel")).to_have_count(1)
    page.wait_for_timeout(300)
    assert httpx.get(f"{server.url}api/v1/sessions/{before[0]}").status_code == 410


def test_members_of_a_lab_train_in_lockstep(context: BrowserContext, server: Server) -> None:
    page = open_flow(context, server, "?lab=depth&depth=12&width=8&stacks=plain.residual&weights=he.glorot")
    expect(page.locator(".run-panel")).to_have_count(4)
    titles = page.locator(".run-panel h2").all_inner_texts()
    assert titles == ["Plain, Glorot", "Plain, He", "Residual, Glorot", "Residual, He"]
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_function("() => Number(document.querySelector('[data-figure=epoch]').textContent) > 20")
    page.get_by_role("button", name="Pause the training").click()
    page.wait_for_timeout(300)
    steps = {httpx.get(f"{server.url}api/v1/sessions/{id}").json()["step"] for id in copies_of(page)}
    assert len(steps) == 1 and steps != {0}
    page.get_by_role("radio", name="This run").check()
    expect(page.locator(".run-panel h2")).to_have_text(["This run"])


def test_settings_that_the_server_refuses_are_reported(context: BrowserContext, server: Server, watch: Watch) -> None:
    watch.expect("422")
    page = open_flow(context, server, "?lab=depth&activation=tonh")
    expect(page.locator(".notice.error")).to_contain_text("tonh")


def test_a_diverged_run_shows_it_in_its_panel(context: BrowserContext, server: Server) -> None:
    page = open_flow(context, server)
    page.wait_for_function("() => sessionStorage.getItem('backprop-session') !== null")
    linear = {"layers": [{"units": 4, "activation": "linear"}] * 3, "output_activation": "linear"}
    rate = {"network": linear, "optimizer": {"learning_rate": 10.0}}
    url = f"{server.url}api/v1/sessions/{session_of(page)}"
    httpx.patch(url, json={"patch": rate, "reset": True}).raise_for_status()
    page.get_by_role("button", name="Train the network").click()
    expect(page.locator(".run-panel-metrics")).to_contain_text("diverged")
    expect(page.get_by_role("button", name="A tenth of the rate").first).to_be_visible()


def test_sessions_that_are_deleted_start_again(context: BrowserContext, server: Server, watch: Watch) -> None:
    watch.expect("410")
    page = open_flow(context, server, "?lab=depth&depth=4&stacks=plain&weights=he")
    expect(page.locator(".run-panel tbody tr")).to_have_count(4)
    before = copies_of(page)
    httpx.delete(f"{server.url}api/v1/sessions/{before[0]}").raise_for_status()
    expect(page.locator(".notice")).to_contain_text("all of them have restarted")
    page.wait_for_function(
        "ids => JSON.parse(sessionStorage.getItem('backprop-group:/flow')).ids[0] !== ids", arg=before[0]
    )
    step(page)


def test_64_layers_stay_within_the_screen(context: BrowserContext, server: Server) -> None:
    page = open_flow(context, server, "?lab=depth&depth=64&width=4&stacks=plain.both&weights=he")
    expect(page.locator(".run-panel tbody tr").first).to_be_visible()
    step(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 1440


def test_every_screen_is_accessible_and_fits(screens: Screens, server: Server) -> None:
    page = open_flow(screens.context, server, "?lab=depth&depth=5&stacks=plain.both&weights=he")
    expect(page.locator(".run-panel")).to_have_count(2)
    step(page)
    screens.check(page)


def test_every_view_shows_the_same_run(page: Page, server: Server) -> None:
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.wait_for_function("() => sessionStorage.getItem('backprop-session') !== null && location.hash.length > 5")
    session = session_of(page)
    page.get_by_role("link", name="Gradient flow").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    assert session_of(page) == session
    page.get_by_role("radio", name="Depth lab").check()
    page.get_by_role("link", name="Playground", exact=True).click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    assert session_of(page) == session
    page.get_by_role("link", name="Gradient flow").click()
    expect(page.get_by_role("radio", name="Depth lab")).to_be_checked()
    assert json.loads(page.evaluate("sessionStorage.getItem('backprop-session')"))["id"] == session
