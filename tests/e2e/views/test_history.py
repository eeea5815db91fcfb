"""Saved runs and several seeds of one spec, compared with REST."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.checks import Screens, seconds_per_frame
from tests.e2e.conftest import RETURNING, Watch, figure, open_playground
from tests.e2e.playground.test_time_line import PATIENCE, api, expect_step, session_of, train_one_step
from tests.e2e.server import Server


def train_steps(page: Page, count: int) -> None:
    """Train step by step, so that the page has seen each."""
    page.get_by_role("radio", name="batch").check()
    for _ in range(count):
        train_one_step(page)


def open_tab(page: Page, server: Server, tab: str) -> None:
    """Open a tab of the history with the tab's run."""
    page.wait_for_timeout(500)  # the tab keeps its session and its run soon
    session = session_of(page)
    page.goto(f"{server.url}history?show={tab}{page.evaluate('location.hash')}")
    expect(page.locator("a[data-show][aria-current]")).to_be_visible()
    assert session_of(page) == session


def rows(page: Page) -> Locator:
    """The runs of the list."""
    return page.locator(".run-row")


@pytest.fixture
def two_runs(page: Page, server: Server) -> Page:
    """The tab of saved runs after five steps, a rewind, another learning rate, and three steps."""
    train_steps(page, 5)
    page.get_by_role("button", name="Rewind to the same initial weights").click()
    expect_step(page, 0)
    page.get_by_label("Learning rate").select_option("0.1")
    train_steps(page, 3)
    open_tab(page, server, "runs")
    expect(rows(page)).to_have_count(2)
    return page


def test_runs_are_saved_automatically_and_compared(two_runs: Page, server: Server) -> None:
    now = api(server, session_of(two_runs))
    expect(rows(two_runs).nth(0)).to_contain_text("step 3")
    expect(rows(two_runs).nth(0)).to_contain_text("current run")
    expect(rows(two_runs).nth(1)).to_contain_text("step 5")
    for box in two_runs.locator(".run-pick input").all():
        box.check()
    losses = two_runs.locator("[data-row=test_loss] td")
    then = httpx.post(f"{server.url}api/v1/sessions", json=now["spec"] | {"optimizer": {"learning_rate": 0.03}}).json()
    after = httpx.post(f"{server.url}api/v1/sessions/{then['id']}/steps", json={"count": 5, "unit": "step"}).json()
    assert float(losses.nth(0).inner_text()) == pytest.approx(now["metrics"]["test_loss"], abs=5e-5)
    assert float(losses.nth(1).inner_text()) == pytest.approx(after["metrics"]["test_loss"], abs=5e-5)
    difference = two_runs.locator("[data-path='optimizer.learning_rate'] td")
    assert difference.all_inner_texts() == ["0.1", "0.03"]
    expect(two_runs.locator("[data-path]")).to_have_count(1)
    expect(two_runs.locator(".comparison-panel canvas").first).to_be_visible()
    two_runs.reload()
    expect(two_runs.locator(".run-pick input:checked")).to_have_count(2)
    expect(two_runs.locator("[data-path]")).to_have_count(1)


STORE_AS_VERSION_1 = """async () => {
    const done = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const name = 'backprop-playground';
    const open = await done(indexedDB.open(name));
    const runs = await done(open.transaction('runs').objectStore('runs').getAll());
    open.close();
    await done(indexedDB.deleteDatabase(name));
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore('runs');
    const old = await done(request);
    for (const { thumbnail: picture, ...run } of runs)
        await done(old.transaction('runs', 'readwrite').objectStore('runs').put({ ...run, picture }, run.key));
    old.close();
    return runs.length;
}"""
"""Puts the saved runs back into the form that the first version of the database had."""


def test_a_run_trained_in_another_view_has_its_thumbnail(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.url}flow")
    page.locator(".run-panel tbody tr").first.wait_for()
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    open_tab(page, server, "runs")
    expect(rows(page)).to_have_count(1)
    page.wait_for_function("() => document.querySelector('.run-thumbnail').width > 1")
    saved = page.url
    page.goto(f"{server.url}docs")
    assert page.evaluate(STORE_AS_VERSION_1) == 1
    page.goto(saved)
    expect(rows(page)).to_have_count(1)
    page.wait_for_function("() => document.querySelector('.run-thumbnail').width > 1")


def test_a_run_is_renamed_pinned_deleted(two_runs: Page) -> None:
    rows(two_runs).nth(1).get_by_role("button", name="Rename").click()
    field = two_runs.get_by_label("Name of the run")
    field.fill("  The first one  ")
    field.press("Enter")
    expect(rows(two_runs).nth(1).locator(".run-name")).to_have_text("The first one")
    rows(two_runs).nth(1).get_by_role("button", name="Rename").click()
    field.fill("another")
    field.press("Escape")
    rows(two_runs).nth(1).get_by_role("button", name="Pin").click()
    expect(rows(two_runs).nth(1).get_by_role("button", name="Pin")).to_have_attribute("aria-pressed", "true")
    two_runs.reload()
    expect(rows(two_runs).nth(1).locator(".run-name")).to_have_text("The first one")
    expect(rows(two_runs).nth(1).get_by_role("button", name="Pin")).to_have_attribute("aria-pressed", "true")
    rows(two_runs).nth(1).get_by_role("button", name="Delete").click()
    expect(rows(two_runs)).to_have_count(1)
    two_runs.reload()
    expect(rows(two_runs)).to_have_count(1)


def test_a_run_saved_by_hand_opens_to_the_same_bits(two_runs: Page, server: Server) -> None:
    session = session_of(two_runs)
    two_runs.get_by_role("button", name="Save this run").click()
    expect(rows(two_runs).nth(0).get_by_role("button", name="Pin")).to_have_attribute("aria-pressed", "true")
    kept = api(server, session, "/export?format=json")
    train_steps(two_runs, 4)
    whole = api(server, session, "/export?format=json")
    rows(two_runs).filter(has_text="step 3").get_by_role("button", name="continues exactly").click()
    expect_step(two_runs, 3)
    assert api(server, session, "/export?format=json") == kept
    train_steps(two_runs, 4)
    assert api(server, session, "/export?format=json") == whole
    two_runs.get_by_role("button", name="Undo: back to the run before another was loaded").click()
    expect_step(two_runs, 7)


def test_other_windows_are_notified_of_saved_runs(two_runs: Page, context: BrowserContext, server: Server) -> None:
    other = context.new_page()
    other.goto(f"{server.url}history?show=runs")
    expect(rows(other)).to_have_count(2)
    rows(two_runs).nth(1).get_by_role("button", name="Delete").click()
    expect(rows(other)).to_have_count(1)
    train_steps(other, 2)
    expect(rows(two_runs)).to_have_count(2, timeout=PATIENCE)


OPEN = """const open = indexedDB.open('backprop-playground');  // at its present version
    await new Promise((resolve, reject) => Object.assign(open, { onsuccess: resolve, onerror: reject }));"""

PUT = f"""async (runs) => {{
    {OPEN}
    const write = open.result.transaction('runs', 'readwrite');
    runs.forEach((run, index) => write.objectStore('runs').put(run, `broken ${{index}}`));
    await new Promise((resolve) => (write.oncomplete = resolve));
    open.result.close();
}}"""

COUNT = f"""async () => {{
    {OPEN}
    const all = open.result.transaction('runs').objectStore('runs').getAllKeys();
    await new Promise((resolve) => (all.onsuccess = resolve));
    return all.result.length;
}}"""

UNREADABLE: list[Any] = ["torn", 7, {}, {"key": "broken 3"}, {"key": "broken 4", "spec": {"data": None}}]


def test_unreadable_runs_are_deleted(two_runs: Page) -> None:
    two_runs.evaluate(PUT, UNREADABLE)
    assert two_runs.evaluate(COUNT) == 2 + len(UNREADABLE)
    two_runs.reload()
    expect(rows(two_runs)).to_have_count(2)
    assert two_runs.evaluate(COUNT) == 2


def test_a_full_storage_is_reported(two_runs: Page) -> None:
    two_runs.evaluate(
        """() => {
            window.put = IDBObjectStore.prototype.put;
            IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };
        }"""
    )
    two_runs.get_by_role("button", name="Save this run").click()
    expect(two_runs.get_by_role("alert")).to_contain_text("The browser's storage for this page is full")
    two_runs.evaluate("() => { IDBObjectStore.prototype.put = window.put; }")
    two_runs.get_by_role("button", name="Save this run").click()
    expect(two_runs.get_by_role("alert")).to_have_count(0)
    expect(rows(two_runs)).to_have_count(2)


def test_a_browser_without_storage_says_so(context: BrowserContext, server: Server) -> None:
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { get: () => { throw new Error('blocked') } })")
    page = open_playground(context, server.url)
    train_steps(page, 1)
    open_tab(page, server, "runs")
    expect(page.get_by_role("alert")).to_contain_text("This browser does not save runs for this page (blocked)")


# -- several seeds


@pytest.fixture
def seeds(page: Page, server: Server) -> Page:
    """Three seeds after a few steps together."""
    open_tab(page, server, "seeds")
    for _ in range(2):
        page.get_by_role("button", name="Remove a seed").click()
    expect(page.get_by_role("button", name="Remove a seed")).to_be_disabled()
    page.get_by_role("button", name="Train 3 seeds").click()
    expect(page.locator("[data-seed]")).to_have_count(3)
    page.wait_for_function("() => Number(document.querySelector('[data-figure=epoch]').textContent) > 2")
    page.get_by_role("button", name="Pause the training").click()
    page.wait_for_timeout(600)
    return page


def group_of(page: Page) -> list[str]:
    """The ids of the sessions of a page's group."""
    ids: list[str] = page.evaluate("JSON.parse(sessionStorage.getItem('backprop-group:/history')).ids")
    return ids


def test_the_metrics_of_every_seed_are_those_of_its_session(seeds: Page, server: Server) -> None:
    answer = [api(server, session) for session in group_of(seeds)]
    assert [each["spec"]["seed"] for each in answer] == [0, 1, 2]
    assert len({each["step"] for each in answer}) == 1
    assert len({each["spec"]["data"]["seed"] for each in answer}) == 1
    for each in answer:
        row = seeds.locator(f"[data-seed='{each['spec']['seed']}']")
        expect(row.locator("[data-name=step]")).to_have_text(f"{each['step']:,}".replace(",", "\u202f"))
        shown = float(row.locator("[data-name=test_loss]").inner_text())
        assert shown == pytest.approx(each["metrics"]["test_loss"], abs=5e-5)
    losses = sorted(each["metrics"]["test_loss"] for each in answer)
    for spread, loss in zip(("low", "median", "high"), losses, strict=True):
        shown = float(seeds.locator(f"[data-spread={spread}] [data-name=test_loss]").inner_text())
        assert shown == pytest.approx(loss, abs=5e-5)


def test_seeds_stay_with_a_reload_and_rewind_together(seeds: Page, server: Server) -> None:
    before = group_of(seeds)
    step = api(server, before[0])["step"]
    seeds.reload()
    expect(seeds.locator("[data-seed='2'] [data-name=step]")).to_have_text(f"{step:,}".replace(",", "\u202f"))
    assert group_of(seeds) == before
    seeds.get_by_role("button", name="Rewind to the same initial weights").click()
    for seed in range(3):
        expect(seeds.locator(f"[data-seed='{seed}'] [data-name=step]")).to_have_text("0")
    assert [api(server, session)["step"] for session in before] == [0, 0, 0]


def test_a_seed_that_diverges_says_so(seeds: Page, server: Server) -> None:
    layers = [{"units": 4, "activation": "linear"}, {"units": 2, "activation": "linear"}]
    network = {"output_activation": "linear", "layers": layers}
    patch = {"patch": {"optimizer": {"learning_rate": 1000}, "loss": "half_squared_error", "network": network}}
    one = group_of(seeds)[1]
    httpx.patch(f"{server.url}api/v1/sessions/{one}", json=patch).raise_for_status()
    httpx.post(f"{server.url}api/v1/sessions/{one}/steps", json={"count": 60, "unit": "step"}).raise_for_status()
    expect(seeds.locator("[data-seed='1']")).to_contain_text("diverged")
    expect(seeds.get_by_text("1 of 3 diverged")).to_be_visible()


def test_a_deleted_seed_starts_all_again(seeds: Page, server: Server, watch: Watch) -> None:
    watch.expect("404")
    watch.expect("410")
    before = group_of(seeds)
    httpx.delete(f"{server.url}api/v1/sessions/{before[2]}").raise_for_status()
    expect(seeds.get_by_text("all of them have restarted")).to_be_visible()
    seeds.wait_for_function(
        "id => !JSON.parse(sessionStorage.getItem('backprop-group:/history')).ids.includes(id)", arg=before[2]
    )
    expect(seeds.locator("[data-seed]")).to_have_count(3)


# -- quality


def test_every_tab_is_accessible_and_fits(screens: Screens, server: Server) -> None:
    page = open_playground(screens.context, server.url)
    train_steps(page, 3)
    page.get_by_role("slider", name="Step of the run").focus()
    page.keyboard.press("Home")
    expect_step(page, 0)
    for tab in (None, "run", "runs", "seeds"):
        if tab is not None:
            open_tab(page, server, tab)
        if tab == "run":
            page.locator(".unit").first.wait_for()
        if tab == "runs":
            page.locator(".run-pick input").first.check()
            expect(page.locator(".comparison-panel .metrics-table")).to_be_visible()
        if tab == "seeds":
            page.get_by_role("button", name="Train 5 seeds").click()
            expect(page.locator("[data-seed]")).to_have_count(5)
            page.get_by_role("button", name="Pause the training").click()
        screens.check(page, tab or "playground")


def test_a_finger_scrubs(browser: Browser, server: Server, watch: Watch) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(RETURNING)
    watch.watch(context)
    page = open_playground(context, server.url)
    train_steps(page, 4)
    slider = page.get_by_role("slider", name="Step of the run")
    expect(slider).to_have_attribute("max", "4", timeout=PATIENCE)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None and box["height"] >= 24
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect_step(page, 2)
    assert figure(page, "step") == 2
    context.close()


@pytest.mark.parametrize("tab", ["run", "seeds"])
def test_training_keeps_55_frames_a_second(page: Page, server: Server, tab: str) -> None:
    open_tab(page, server, tab)
    start = "Train the network" if tab == "run" else "Train 5 seeds"
    page.get_by_role("button", name=start).click()
    expect(page.get_by_role("button", name="Pause the training")).to_be_visible()
    assert seconds_per_frame(page, 1.5) < 1 / 55
