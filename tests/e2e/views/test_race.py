"""The optimizer race on a real server: numbers against the server's, and errors."""

import json
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.checks import Screens, layout_shift, sum_layout_shifts
from tests.e2e.conftest import Watch
from tests.e2e.server import Server

SPIRAL = {"data": {"name": "spiral"}, "network": {"layers": [{"units": 8}, {"units": 8}]}}
DIVERGES = {
    "data": {"name": "circle"},
    "network": {"layers": [{"units": 4, "activation": "relu"}], "output_activation": "linear"},
}
FOUR = "racers=sgd:0.03,momentum:0.03,rmsprop:0.01,adam:0.01"


def open_race(context: BrowserContext, server: Server, query: str = FOUR, spec: dict[str, Any] | None = None) -> Page:
    """The race of a tab whose run has this spec, once every racer is at its start."""
    page = context.new_page()
    if spec is not None:
        made = httpx.post(f"{server.url}api/v1/sessions", json=spec).json()["id"]
        kept = json.dumps(json.dumps({"id": made, "address": ""}))
        page.add_init_script(f"if (!sessionStorage['backprop-session']) sessionStorage['backprop-session'] = {kept}")
    page.goto(f"{server.url}race?{query}")
    stand(page)
    return page


def stand(page: Page) -> None:
    """Wait until every racer has its metrics."""
    page.wait_for_function(
        """() => {
            const losses = [...document.querySelectorAll('.race-card [data-figure=loss]')].map((each) => each.textContent);
            return losses.length > 1 && !losses.includes('–');
        }"""
    )


def sessions(page: Page) -> list[str]:
    """The racers' sessions, in their order."""
    kept = page.evaluate("JSON.parse(sessionStorage['backprop-group:/race']).ids")
    return [str(each) for each in kept]


def session_info(server: Server, session: str) -> dict[str, Any]:
    """A session, read over REST."""
    answer: dict[str, Any] = httpx.get(f"{server.url}api/v1/sessions/{session}").json()
    return answer


def train(page: Page, epochs: int) -> None:
    """Train this number of epochs, one click each."""
    for _ in range(epochs):
        before = int(page.locator("[data-figure=epoch]").inner_text())
        page.get_by_role("button", name="Train for one epoch").click()
        expect(page.locator("[data-figure=epoch]")).to_have_text(str(before + 1))


def number(text: str) -> float:
    """A number shown on the page."""
    return float(text.replace("−", "-").removesuffix(" %").replace("\u202f", ""))


def test_all_racers_start_equal_and_their_metrics_are_those_of_the_server(
    context: BrowserContext, server: Server
) -> None:
    page = open_race(context, server, spec=SPIRAL)
    ids = sessions(page)
    assert len(ids) == 4
    weights = [httpx.get(f"{server.url}api/v1/sessions/{each}/parameters").json() for each in ids]
    assert weights[1:] == weights[:-1]
    train(page, 4)
    runs = [session_info(server, each) for each in ids]
    assert {run["step"] for run in runs} == {4 * 25}
    assert [run["spec"]["optimizer"]["name"] for run in runs] == ["sgd", "momentum", "rmsprop", "adam"]
    cards = page.locator(".race-card")
    losses = [run["metrics"]["train_loss"] for run in runs]
    for index, run in enumerate(runs):
        card = cards.nth(index)
        expect(card.locator("[data-figure=loss]")).to_have_text(f"{losses[index]:.4f}")
        accuracy = number(card.locator("[data-figure=quality]").inner_text())
        assert accuracy == pytest.approx(100 * run["metrics"]["test_accuracy"], abs=0.1)
        assert int(card.locator(".rank").inner_text()) == 1 + sum(other < losses[index] for other in losses)


def test_the_landscape_is_that_of_the_server_and_paths_end_at_the_racers(
    context: BrowserContext, server: Server
) -> None:
    page = open_race(context, server, spec=SPIRAL)
    expect(page.locator(".landscape-panel")).to_contain_text("Press play")
    train(page, 6)
    page.get_by_role("button", name="Fit the plane to the racers' current weights").click()
    ids = sessions(page)
    losses = [session_info(server, each)["metrics"]["train_loss"] for each in ids]
    leader = ids[losses.index(min(losses))]
    body = {"plane": {"kind": "pca"}, "sessions": ids, "resolution": 44}
    answer = httpx.post(f"{server.url}api/v1/sessions/{leader}/landscape", json=body).json()
    words = page.locator(".landscape-panel .race-text")
    expect(words).to_contain_text(f"{round(100 * answer['captured'])} % of the paths' spread")
    finite = [value for row in answer["losses"] for value in row]
    low, high = (
        number(text)
        for text in re.findall(r"[\d.]+(?:e−?\d+)?", page.locator(".landscape-panel .contour-map-scale").inner_text())
    )
    assert low == pytest.approx(min(finite), rel=1e-2)
    assert high == pytest.approx(max(finite), rel=1e-2)
    # the middle of the plane is read by keyboard: its loss is that of the cell there
    page.locator(".landscape-panel .contour-map").focus()
    page.keyboard.press("ArrowLeft")
    reading = page.locator(".landscape-panel .contour-map-reading").inner_text()
    row, column = answer["losses"][22], int(44 * (0.5 - 1 / 40))
    assert number(reading.split()[-1]) == pytest.approx(row[column], rel=1e-3)
    page.get_by_role("radio", name="Random directions").check()
    expect(words).to_contain_text("Random directions")
    random = {"plane": {"kind": "random", "seed": 0}, "sessions": ids, "resolution": 44}
    drawn = httpx.post(f"{server.url}api/v1/sessions/{leader}/landscape", json=random).json()
    expect(words).to_contain_text(f"{round(100 * drawn['captured'])} % of the paths' spread")


def test_one_weight_is_chosen_by_click_and_by_key(context: BrowserContext, server: Server) -> None:
    page = open_race(context, server, spec=SPIRAL)
    train(page, 2)
    grid = page.locator(".weight-grid")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 3.5 / 8, box["y"] + box["height"] * 1.5 / 2)
    name = page.locator("[data-figure=weight-name]")
    expect(name).to_have_text("from x₂ to neuron 4")
    page.keyboard.press("Tab")  # from now on a focused control has the keys
    with page.expect_request(re.compile(r"/parameter-history\?.*parameter=4$")):
        grid.press("ArrowUp")
        grid.press("ArrowRight")
    expect(name).to_have_text("from x₁ to neuron 5")
    page.wait_for_function("() => document.querySelectorAll('.weight-history .uplot').length === 3")
    histories = page.locator(".weight-history")
    expect(histories.nth(0).locator(".u-series")).to_have_count(
        1 + 3
    )  # who keeps a mean: plain descent, momentum, Adam
    expect(histories.nth(1).locator(".u-series")).to_have_count(1 + 2)  # who keeps squares: RMSProp, Adam
    expect(histories.nth(2).locator(".u-series")).to_have_count(1 + 4)
    page.get_by_label("Weights", exact=True).select_option("Output, biases")
    expect(name).to_have_text("of output 1")
    page.reload()
    expect(name).to_have_text("of output 1")


def test_a_reload_keeps_the_race_and_the_choices(context: BrowserContext, server: Server) -> None:
    page = open_race(context, server)
    page.get_by_label("Racers", exact=True).select_option("Adam and its successors")
    expect(page.locator(".race-card")).to_have_count(6)
    stand(page)
    page.get_by_text("Log scale").click()
    page.get_by_role("radio", name="Test", exact=True).check()
    train(page, 3)
    page.get_by_role("radio", name="Random directions").check()
    ids, losses = sessions(page), page.locator("[data-figure=loss]").all_inner_texts()
    page.reload()
    stand(page)
    assert sessions(page) == ids
    expect(page.locator("[data-figure=epoch]")).to_have_text("3")
    assert page.locator("[data-figure=loss]").all_inner_texts() == losses
    expect(page.get_by_label("Racers", exact=True)).to_have_value("after_adam")
    expect(page.get_by_role("radio", name="Test", exact=True)).to_be_checked()
    expect(page.get_by_role("switch", name="Log scale")).to_be_checked()
    expect(page.get_by_role("radio", name="Random directions")).to_be_checked()


def test_racers_are_added_removed_and_configured(context: BrowserContext, server: Server) -> None:
    page = open_race(context, server)
    before = sessions(page)
    page.get_by_label("Add", exact=True).select_option("Adam")
    expect(page.locator(".race-card")).to_have_count(5)
    expect(page.locator(".race-card h3").last).to_have_text("Adam η 0.0033")
    rate = page.get_by_label("Learning rate of Adam η 0.0033")
    rate.fill("0")
    expect(page.get_by_role("alert")).to_contain_text("From 1e−9 to 1000.")
    rate.fill("0,1")
    rate.press("Enter")
    expect(page.locator(".race-card h3").last).to_have_text("Adam η 0.1")
    page.get_by_role("button", name="Momentum settings").click()
    momentum = page.get_by_label("momentum", exact=True).or_(page.get_by_label("μ", exact=True))
    momentum.fill("0.5")
    momentum.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove Gradient descent").click()
    expect(page.locator(".race-card")).to_have_count(4)
    expect(page.get_by_role("button", name="Remove Momentum")).to_be_focused()
    stand(page)
    specs = [session_info(server, each)["spec"]["optimizer"] for each in sessions(page)]
    assert [(each["name"], each["learning_rate"]) for each in specs] == [("momentum", 0.03), ("rmsprop", 0.01), ("adam", 0.01), ("adam", 0.1)]  # fmt: skip
    assert specs[0]["momentum"] == 0.5
    for each in before:
        # the sessions of the former race are deleted
        assert httpx.get(f"{server.url}api/v1/sessions/{each}").status_code == 410


def test_a_diverged_racer_says_so_and_the_others_continue(context: BrowserContext, server: Server) -> None:
    page = open_race(context, server, "racers=sgd:300,momentum:0.03,adam:0.01", DIVERGES)
    page.get_by_role("button", name="Train for one epoch").click()
    lost = page.locator(".race-card").first
    expect(lost).to_contain_text("Diverged.")
    expect(lost).to_contain_text("is not a finite number")
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")  # a remaining racer leads the transport
    assert session_info(server, sessions(page)[0])["status"] == "diverged"
    train(page, 2)
    steps = [session_info(server, each)["step"] for each in sessions(page)]
    assert steps[1] == steps[2] > steps[0]
    expect(page.locator(".landscape-panel .contour-map canvas").first).to_be_visible()


def test_racers_deleted_under_the_view_start_the_race_again(
    context: BrowserContext, server: Server, watch: Watch
) -> None:
    watch.expect("410")  # the browser's own report of a session that is gone
    page = open_race(context, server)
    train(page, 2)
    before = sessions(page)
    made: list[str] = []
    page.on("request", lambda request: made.append(request.url) if request.method == "POST" else None)
    for each in before[1:3]:
        deleted = httpx.delete(f"{server.url}api/v1/sessions/{each}")
        assert deleted.status_code in (204, 410)  # 410: the page has noticed the first loss and deleted the others
    expect(page.locator(".notice")).to_contain_text("all of them have restarted")
    expect(page.locator("[data-figure=epoch]")).to_have_text("0")
    stand(page)
    assert not set(before) & set(sessions(page))
    train(page, 1)
    # opened again once, although two sessions were lost
    assert len([url for url in made if url.endswith("/sessions/batch")]) == 1
    for each in before:
        assert httpx.get(f"{server.url}api/v1/sessions/{each}").status_code == 410


def test_two_windows_have_separate_races(context: BrowserContext, server: Server) -> None:
    one, other = open_race(context, server), open_race(context, server)
    train(one, 2)
    assert not set(sessions(one)) & set(sessions(other))
    expect(other.locator("[data-figure=epoch]")).to_have_text("0")
    train(other, 2)
    assert one.locator("[data-figure=loss]").all_inner_texts() == other.locator("[data-figure=loss]").all_inner_texts()


def test_another_network_in_the_tabs_run_starts_another_race(context: BrowserContext, server: Server) -> None:
    page = open_race(context, server, spec=SPIRAL)
    train(page, 1)
    before = sessions(page)
    run = page.evaluate("JSON.parse(sessionStorage['backprop-session']).id")
    patch = {"patch": {"network": {"layers": [{"units": 3}]}}, "reset": True}
    httpx.patch(f"{server.url}api/v1/sessions/{run}", json=patch).raise_for_status()
    page.wait_for_function("old => JSON.parse(sessionStorage['backprop-group:/race']).ids[0] !== old", arg=before[0])
    stand(page)
    expect(page.locator("[data-figure=epoch]")).to_have_text("0")
    for each in sessions(page):
        assert len(session_info(server, each)["spec"]["network"]["layers"]) == 1


# classic functions


def test_descents_on_a_surface_are_those_of_the_server(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.url}race?ground=surfaces&{FOUR}")
    expect(page.locator("[data-figure=gap]").first).to_be_visible()
    expect(page.locator(".transport")).to_be_hidden()
    rates = [number(text) for text in page.locator(".results tbody td:nth-child(2)").all_inner_texts()]
    names = ("sgd", "momentum", "rmsprop", "adam")
    optimizers = [{"name": name, "learning_rate": rate} for name, rate in zip(names, rates, strict=True)]
    body = {"surface": "quadratic", "optimizers": optimizers, "steps": 300}
    answer = httpx.post(f"{server.url}api/v1/surfaces/run", json=body).json()
    for step in (300, 40):
        page.get_by_role("slider", name="Step shown").fill(str(step))
        gaps = [number(text) for text in page.locator("[data-figure=gap]").all_inner_texts()]
        assert gaps == pytest.approx([each["values"][step] for each in answer["descents"]], rel=0.06, abs=1e-4)
    page.reload()
    expect(page.get_by_role("slider", name="Step shown")).to_have_value("40")


def test_start_and_condition_number_are_set_by_pointer_and_by_key(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.url}race?ground=surfaces&{FOUR}")
    ground = page.locator(".surface-panel .contour-map")
    expect(page.locator("[data-figure=gap]").first).to_be_visible()
    box = ground.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.25 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"], steps=5)
    page.mouse.up()
    x = page.get_by_label("Start x")
    assert number(x.input_value()) == pytest.approx(1.0, abs=0.02)
    assert number(page.get_by_label("Start y").input_value()) == pytest.approx(1.0, abs=0.02)
    page.keyboard.press("Tab")  # from now on a focused control has the keys
    ground.press("ArrowLeft")
    assert number(x.input_value()) == pytest.approx(0.9, abs=0.02)
    slider = page.get_by_role("slider", name="Condition number κ")
    slider.fill("2")
    kappa = page.locator(".surface-settings .slider-value").first
    expect(kappa).to_have_text("100")
    expect(page.locator("[data-figure=gap]").first).to_have_text(re.compile("diverged|e"))  # η = 0.03 > 2 / 100
    page.reload()
    expect(kappa).to_have_text("100")
    assert number(page.get_by_label("Start x").input_value()) == pytest.approx(0.9, abs=0.02)


def test_adam_fails_on_reddis_sequence_and_the_descent_plays(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.url}race?ground=surfaces&racers=adam:0.01,amsgrad:0.01")
    page.get_by_label("Function", exact=True).select_option("Reddi's sequence")
    gaps = page.locator("[data-figure=gap]")
    expect(gaps.first).to_have_text(re.compile(r"0\.19"))  # at x = 1, the worst point
    assert number(gaps.last.inner_text()) < 0.1
    step = page.get_by_role("slider", name="Step shown")
    page.get_by_role("button", name="Play the descent").click()
    page.wait_for_function("() => Number(document.querySelector('.surface-steps input').value) > 100")
    page.get_by_role("button", name="Pause", exact=True).click()
    shown = int(step.input_value())
    assert 0 < shown < 5050
    page.locator(".surface-panel h2").click()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()


def test_an_invalid_address_opens_the_defaults(context: BrowserContext, server: Server) -> None:
    page = open_race(
        context, server, "racers=nobody:x,,:&plane=sideways&directions=a&weight=-1e9&loss=x&surface=y&steps=0&at=q"
    )
    expect(page.locator(".race-card")).to_have_count(5)
    expect(page.get_by_label("Racers", exact=True)).to_have_value("momentum_to_adam")
    expect(page.locator("[data-figure=weight-name]")).to_have_text("from x₁ to neuron 1")
    page.get_by_role("radio", name="Classic functions").check()
    expect(page.locator(".surface-panel h2")).to_have_text("Quadratic bowl")


# as a whole


def test_every_screen_is_accessible_and_fits(screens: Screens, server: Server) -> None:
    page = open_race(screens.context, server)
    train(page, 2)
    screens.check(page, "race")
    page.get_by_role("button", name="Adam settings").click()
    screens.check(page, "settings")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Classic functions").check()
    expect(page.locator("[data-figure=gap]").first).to_be_visible()
    screens.check(page, "classic functions")


def test_touch_chooses_a_weight_and_drags_the_start(browser: Browser, server: Server, watch: Watch) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    watch.watch(context)
    page = open_race(context, server, spec=SPIRAL)
    grid = page.locator(".weight-grid")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] * 7.5 / 8, box["y"] + box["height"] / 4)
    expect(page.locator("[data-figure=weight-name]")).to_have_text("from x₁ to neuron 8")
    page.get_by_role("radio", name="Classic functions").check()
    ground = page.locator(".surface-panel .contour-map:not(.waiting)")
    ground.scroll_into_view_if_needed()
    box = ground.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    assert number(page.get_by_label("Start x").input_value()) == pytest.approx(0.0, abs=0.03)
    context.close()


def test_layout_is_stable_while_they_race(context: BrowserContext, server: Server) -> None:
    page = open_race(context, server)
    train(page, 3)
    page.wait_for_timeout(500)
    sum_layout_shifts(page)
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_timeout(2000)
    assert layout_shift(page) < 1e-2
