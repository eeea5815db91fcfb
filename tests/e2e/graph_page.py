"""The page of the chain-rule graph, as tests use it."""

from urllib.parse import urlencode

from playwright.sync_api import BrowserContext, Locator, Page

from tests.e2e.server import Server


def open_graph(context: BrowserContext, server: Server, **choices: str | int) -> Page:
    """The page of the graph, drawn."""
    page = context.new_page()
    page.goto(f"{server.url}graph?{urlencode(choices)}")
    page.locator(".expression-node").first.wait_for()
    return page


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("∞", "inf"))


def node(page: Page, index: int) -> Locator:
    """Node v_index."""
    return page.locator(".expression-node").nth(index - 1)


def figures(page: Page, index: int) -> list[str]:
    """Value and adjoint shown on a node; empty while unknown."""
    return node(page, index).locator(".node-number").all_text_contents()


def row(page: Page, index: int) -> list[float]:
    """Value, adjoint and tangent in a row of the list."""
    return [number(text) for text in page.locator(f"tr[data-node='{index - 1}'] td.number").all_text_contents()]


def type_text(page: Page, text: str) -> None:
    page.get_by_label("Expression", exact=True).fill(text)


def choose_example(page: Page, label: str) -> None:
    page.get_by_role("button", name="Examples").click()
    page.get_by_role("button", name=label).click()


def press(page: Page, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.locator("body").press(key)
