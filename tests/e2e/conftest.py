"""A real server, a real Chromium, and a page that must not misbehave in any test."""

import os
import shutil
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
    Route,
    expect,
    sync_playwright,
)

from tests.e2e.graph_page import open_graph
from tests.e2e.server import Server
from tests.e2e.wire import Wire

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
LOCAL = {"127.0.0.1", "localhost"}


class Watch:
    """What a page did that it must not: talk to the console, break its policy, ask another host."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.expected: list[str] = []

    def expect(self, part: str) -> None:
        """Let console messages that contain `part` pass: the browser itself reports lost connections there."""
        self.expected.append(part)

    def watch(self, context: BrowserContext) -> None:
        """Look at every page of a context and let no request leave this machine."""
        context.route("**/*", self._route)
        context.on("page", self._watch_page)

    def unexpected(self) -> list[str]:
        """The complaints nobody expected."""
        return [text for text in self.complaints if not any(part in text for part in self.expected)]

    def _route(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname in LOCAL:
            route.continue_()
        else:
            self.complaints.append(f"asked for {route.request.url}")
            route.abort()

    def _watch_page(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"threw {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    path = (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    assert path, (
        "No Chromium found: install it (Debian: apt install chromium) or name it in the environment's CHROMIUM."
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests that leave it alone."""
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
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A fresh profile on a large screen."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(15_000)
    watch.watch(context)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    """The playground, connected and drawn."""
    return open_playground(context, server.url)


@pytest.fixture
def graph(context: BrowserContext, server: Server) -> Page:
    """The chain-rule graph of a neuron."""
    return open_graph(context, server)


def open_playground(context: BrowserContext, url: str) -> Page:
    """A page of the playground once its network stands."""
    page = context.new_page()
    page.goto(url)
    page.locator(".unit").first.wait_for()
    return page


def figure(page: Page, name: str) -> float:
    """A figure as it stands on the page."""
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
    """The card with all there is to set of a layer."""
    page.get_by_role("button", name=f"All of {of}").click()
    card = page.get_by_role("group", name=f"All of {of}")
    expect(card).to_be_visible()
    return card
