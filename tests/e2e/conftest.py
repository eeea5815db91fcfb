"""A real server, a real Chromium, and a page whose faults fail the test."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from run import find_chromium
from tests.e2e.checks import DEVICES, Screens
from tests.e2e.graph_page import open_graph
from tests.e2e.server import Server
from tests.e2e.wire import Wire

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # requests to other hosts fail
]


OPEN_FOLDS = """
if (location.protocol.startsWith('http') && localStorage.getItem('backprop-open') === null) {
    localStorage.setItem('backprop-open', 'all');
}
"""
"""Script that opens every fold, unless the user has opened or closed one."""

RETURNING = "try { localStorage.setItem('backprop-visited', 'yes') } catch {}"
"""Script that makes every page that of a returning visitor, who gets no introduction."""


class Watch:
    """Records a page's faults: console messages, exceptions, breaches of its policy, requests to other hosts."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.expected: list[str] = []

    def expect(self, part: str) -> None:
        """Accept console messages that contain `part`, such as the browser's own reports of lost connections."""
        self.expected.append(part)

    def watch(self, context: BrowserContext) -> None:
        """Record the faults of every page of a context."""
        context.on("requestfailed", self._record_other_host)
        context.on("page", self._watch_page)

    def unexpected(self) -> list[str]:
        """Complaints that were not expected."""
        return [text for text in self.complaints if not any(part in text for part in self.expected)]

    def _record_other_host(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1":
            self.complaints.append(f"requested {request.url}")

    def _watch_page(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"threw {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    path = find_chromium()
    assert path, "No Chromium found: install it (Debian: apt install chromium) or set CHROMIUM to its path."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server, shared by all tests that do not stop it."""
    with Server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server a test may stop."""
    with Server(tmp_path) as server:
        yield server


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    """A connection to the server that can be cut."""
    with Wire(server.port) as wire:
        yield wire


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test whose page misbehaves."""
    watch = Watch()
    yield watch
    assert watch.unexpected() == []


@pytest.fixture
def first_visit(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A new browser profile with a large screen, which has never opened the page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(15_000)
    watch.watch(context)
    yield context
    context.close()


@pytest.fixture
def newcomer(first_visit: BrowserContext) -> BrowserContext:
    """A browser profile with a large screen that has seen the introduction, and in which controls are folded."""
    first_visit.add_init_script(RETURNING)
    return first_visit


@pytest.fixture
def context(newcomer: BrowserContext) -> BrowserContext:
    """A browser profile with a large screen whose user has opened every fold."""
    newcomer.add_init_script(OPEN_FOLDS)
    return newcomer


@pytest.fixture(params=DEVICES)
def screens(request: pytest.FixtureRequest, browser: Browser, watch: Watch) -> Iterator[Screens]:
    """A device on which pages are checked. The test runs once for each."""
    sizes = DEVICES[request.param]
    width, height = sizes[0]
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=width < 700)
    context.set_default_timeout(15_000)
    context.add_init_script(RETURNING)
    watch.watch(context)
    yield Screens(context, sizes)
    context.close()


@pytest.fixture
def still(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A new browser profile with reduced motion."""
    context = browser.new_context(reduced_motion="reduce")
    watch.watch(context)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    """The playground, connected and drawn."""
    return open_playground(context, server.url)


@pytest.fixture
def graph(context: BrowserContext, server: Server) -> Page:
    """The chain-rule graph of a neuron, at its last step."""
    return open_graph(context, server, step="last")


def open_playground(context: BrowserContext, url: str) -> Page:
    """A page of the playground whose network is drawn."""
    page = context.new_page()
    page.goto(url)
    page.locator(".unit").first.wait_for()
    return page


def figure(page: Page, name: str) -> float:
    """A number shown on the page."""
    text = page.locator(f"[data-figure={name}]").inner_text().replace("\u202f", "").replace("−", "-")
    return float(text.removesuffix(" %"))


def train_one_epoch(page: Page) -> None:
    """Press Step once, by an epoch, and wait until the page shows it."""
    epochs = figure(page, "epoch")
    page.get_by_role("button", name="Train for one epoch").click()
    page.wait_for_function(
        "epochs => Number(document.querySelector('[data-figure=epoch]').textContent.replace(/\\D/g, '')) > epochs",
        arg=epochs,
    )


def open_options(page: Page, of: str) -> Locator:
    """The card with all settings of a layer."""
    page.get_by_role("button", name=f"All of {of}").click()
    card = page.get_by_role("group", name=f"All of {of}")
    expect(card).to_be_visible()
    return card


def open_sheet(page: Page, name: str) -> None:
    """Show the sheet of the data or the settings on a phone; on larger screens they are always shown."""
    button = page.locator(".sheet-button", has_text=name)
    if button.count() and not page.locator(f"#{button.get_attribute('popovertarget')}:popover-open").count():
        button.click()
