"""How every view loads: few and small files, kept by the browser; the same from modules as written; failures are told."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.routes.pages.pages import VIEWS
from tests.e2e.checks import SUM_SHIFTS, layout_shift, violations
from tests.e2e.conftest import RETURNING, Watch, open_playground, train_one_epoch
from tests.e2e.server import Server

TRANSFERS = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .map(({ name, transferSize }) => [new URL(name).pathname, transferSize])"""
"""Paths of all requests, and the bytes that each transferred: 0 from the browser's cache."""

PREFIX = "/class/a"
"""Path under which a proxy may serve the playground."""

REQUESTS, BYTES = 15, 350_000
"""Limits of a load, with the sessions of the view and their streams."""

LOADS = (*(view.path for view in VIEWS), "/lessons?lesson=05-symmetry", "/memory?task=text")
"""Every view, a lesson, and the largest task of the memory lab."""


def open_view(context: BrowserContext, address: str) -> Page:
    """A page with a view that has started."""
    page = context.new_page()
    page.goto(address)
    wait_until_started(page)
    return page


def wait_until_started(page: Page) -> None:
    """Wait until every part of the view has been rendered."""
    page.wait_for_function("() => 'phase' in document.documentElement.dataset")


def test_nothing_moves_while_a_view_loads(browser: Browser, server: Server, watch: Watch) -> None:
    for width, height in ((390, 844), (768, 1024), (1440, 900)):
        context = browser.new_context(viewport={"width": width, "height": height}, has_touch=width < 1000)
        context.add_init_script(RETURNING)
        context.add_init_script(f"({SUM_SHIFTS})()")
        watch.watch(context)
        for path in ("/", "/microscope", "/graph", "/memory", "/lessons") if width < 700 else ("/lessons",):
            page = open_view(context, f"{server.url}{path[1:]}")
            page.wait_for_load_state("networkidle")
            assert layout_shift(page) < 0.05, (path, width)
            page.close()
        context.close()


def test_every_view_is_a_few_small_files_that_the_browser_keeps(browser: Browser, server: Server, watch: Watch) -> None:
    for path in LOADS:
        context = browser.new_context()
        watch.watch(context)
        page = context.new_page()
        streams: list[str] = []
        page.on("websocket", lambda socket, streams=streams: streams.append(socket.url))
        page.goto(f"{server.url}{path[1:]}")
        wait_until_started(page)
        page.wait_for_load_state("networkidle")
        requests = page.evaluate(TRANSFERS)
        assert len(requests) + len(streams) <= REQUESTS, (path, requests, streams)
        assert 0 < sum(size for _, size in requests) <= BYTES, (path, requests)
        assert len(streams) == (path != "/graph"), path  # one for all runs of a page; the graph has none
        page.reload()
        wait_until_started(page)
        again = {each for each, size in page.evaluate(TRANSFERS) if size > 0}
        assert not {each for each in again if each.startswith("/static")}, path
        assert urlsplit(path).path in again
        context.close()


def test_every_view_opens_from_modules_as_written_and_under_a_prefix(context: BrowserContext, tmp_path: Path) -> None:
    requested: list[str] = []
    context.on("request", lambda request: requested.append(urlsplit(request.url).path))
    with Server(tmp_path, "--dev", "--root-path", PREFIX) as server:
        root = server.url.rstrip("/") + PREFIX
        for view in VIEWS:
            page = open_view(context, root + view.path)
            assert {path for path, _ in page.evaluate(TRANSFERS) if path == f"{PREFIX}/static/js/pages/{view.name}.js"}
            assert page.locator("main").inner_text().strip(), view.name
            assert page.locator(".failure").count() == 0
            page.close()
        page = open_playground(context, f"{root}/")
        train_one_epoch(page)  # over the stream
        page.get_by_role("link", name="Gradient flow").click()
        page.wait_for_url(f"{root}/flow**")
        wait_until_started(page)
        page.keyboard.press("e")
        page.get_by_role("link", name="All terms: the glossary").click()
        page.wait_for_url(f"{root}/glossary**")
        page.close()
    assert [path for path in requested if not path.startswith(f"{PREFIX}/")] == []


def test_the_page_says_that_a_script_failed(context: BrowserContext, server: Server, watch: Watch) -> None:
    page = context.new_page()
    failure = page.get_by_role("alert")
    broken = {"content_type": "text/javascript", "body": "throw new Error('this is broken')"}
    watch.expect("this is broken")
    watch.expect("Failed to load resource")

    page.route("**/static/build/flow-*.js", lambda route: route.fulfill(**broken))
    page.goto(f"{server.url}flow")
    expect(failure).to_contain_text("This page could not start.")
    expect(failure).to_contain_text("this is broken")
    assert violations(page) == []

    page.unroute("**/static/build/flow-*.js")
    page.route("**/static/build/chunk-*.js", lambda route: route.fulfill(status=404))
    page.reload()
    expect(failure).to_contain_text("could not be loaded")

    page.unroute("**/static/build/chunk-*.js")
    failure.get_by_role("button", name="Reload").click()
    wait_until_started(page)
    expect(failure).to_have_count(0)
    page.evaluate("dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop limit exceeded' }))")
    expect(failure).to_have_count(0)
    page.evaluate(
        "Promise.reject(new Error('this is broken too')), setTimeout(() => { throw Error('this is broken') })"
    )
    expect(failure).to_contain_text("Something on this page failed.")
    expect(failure).to_have_count(1)
    failure.get_by_role("button", name="Hide").click()
    expect(failure).to_have_count(0)
