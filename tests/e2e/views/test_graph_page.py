"""The page of the chain-rule graph: errors, address, screens."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.checks import Screens, running_animations
from tests.e2e.conftest import Watch
from tests.e2e.graph_page import choose_example, figures, node, open_graph, press, type_text
from tests.e2e.server import Server

REFUSED = "status of 422"
"""The browser reports the server's answer to a text that cannot be read."""


ERRORS = [
    ("L = (tanh(w1*x1 + w2 x2 + b) - y)^2", 21, "Write * to multiply: w2*x2."),
    ("L = 3x(2)", 5, "x*(…) to multiply"),
    ("a = 2\nL = tanh(a", 8, "Close the parenthesis."),
    ("L = w *", 7, "the end of the text"),
    ("L = w*x + 🙂/2", 10, "means nothing here"),
    ("L = " + "w + " * 30 + "?", 36, "means nothing here"),
    ("", 0, "no text"),
]
"""Text, column of the mark in the shown part of the line, words of the explanation."""


def test_an_error_is_marked_below_the_field(graph: Page, watch: Watch, subtests: pytest.Subtests) -> None:
    watch.expect(REFUSED)
    nodes = 13
    for text, pointed, words in ERRORS:
        with subtests.test(text):
            type_text(graph, text)
            expect(graph.locator(".fault-words")).to_contain_text(words)
            line, mark = graph.locator(".pointed > span").all_text_contents()
            assert mark.index("▲") == min(pointed, len(line))
            assert len(line) <= 40
            expect(graph.get_by_label("Expression", exact=True)).to_have_attribute("aria-invalid", "true")
            expect(graph.locator(".expression-node")).to_have_count(nodes)  # the last graph that could be read stays
            type_text(graph, "L = w^2")
            expect(graph.locator(".fault-words")).to_have_count(0)
            expect(graph.locator(".expression-node")).to_have_count(nodes := 2)


def test_a_click_on_the_mark_moves_the_cursor(graph: Page, watch: Watch) -> None:
    watch.expect(REFUSED)
    type_text(graph, "L = 3x y")
    graph.locator(".pointed").click()
    graph.keyboard.type("*y")
    expect(graph.get_by_label("Expression", exact=True)).to_have_value("L = 3x *y")
    expect(graph.locator(".expression-node")).to_have_count(4)


def test_shapes_that_disagree_are_marked_at_their_sign(graph: Page, watch: Watch) -> None:
    watch.expect(REFUSED)
    type_text(graph, "W = [[1, 2, 3], [4, 5, 6]]\nx = [1, 2]\nL = sum(W @ x)")
    expect(graph.locator(".fault-words")).to_contain_text("Received W @ x with the shapes 2 × 3 and 2")
    expect(graph.locator(".fault-words")).to_contain_text("Write W.T @ x")
    assert graph.locator(".pointed > span").all_text_contents() == ["L = sum(W @ x)", "          ▲"]
    expect(graph.locator(".expression-node")).to_have_count(13)  # the last graph that could be read stays
    type_text(graph, "W = [[1, 2, 3], [4, 5, 6]]\nx = [1, 2]\nL = sum(W.T @ x)")
    expect(graph.locator(".expression-node")).to_have_count(5)


NOT_FINITE = [
    ("L = 1/(x - y)", {"x": "2", "y": "2"}, 4, "∞", "The value of .* is not finite: division by zero"),
    ("L = exp(z)", {"z": "800"}, 2, "∞", "is not finite: overflow"),
    ("L = log(-z) + 1", {"z": "2"}, 3, "NaN", "logarithm of a negative number"),
    ("L = sqrt(z)", {"z": "0"}, 2, "0.0000", "The local derivative of .* its slope is infinite"),
]
"""Text, values of its inputs, number and value of the node, words of the explanation."""


def test_the_first_number_that_is_not_finite_is_reported(graph: Page, subtests: pytest.Subtests) -> None:
    for text, values, broken, shown, words in NOT_FINITE:
        with subtests.test(text):
            type_text(graph, text)
            for name, value in values.items():
                graph.get_by_label(f"Value of {name}", exact=True).fill(value)
                graph.get_by_label(f"Value of {name}", exact=True).press("Enter")
            expect(graph.locator(".not-finite-warning")).to_contain_text(re.compile(words))
            assert figures(graph, broken)[0] == shown
            expect(node(graph, broken)).to_have_class(re.compile("broken"))
            type_text(graph, "L = p^2 + q^2")
            expect(graph.locator(".not-finite-warning")).to_have_count(0)


def test_a_reload_and_a_link_restore_everything(graph: Page, browser: Browser, watch: Watch) -> None:
    type_text(graph, "u = a^2*c; v = a + c")
    expect(graph.locator(".expression-node")).to_have_count(5)
    for name, value in (("a", "1.25"), ("c", "-3")):
        graph.get_by_label(f"Value of {name}").fill(value)
        graph.get_by_label(f"Value of {name}").press("Enter")
    graph.get_by_label("Output").select_option("v")
    graph.get_by_label("Input of the tangents").select_option("c")
    graph.get_by_role("button", name="Previous step").click()
    received = graph.locator(".step-controls output").inner_text()
    graph.wait_for_function("() => /step=\\d/.test(location.search)")

    def check(page: Page) -> None:
        page.locator(".expression-node").first.wait_for()
        expect(page.get_by_label("Expression", exact=True)).to_have_value("u = a^2*c; v = a + c")
        expect(page.locator(".step-controls output")).to_have_text(received)
        expect(page.get_by_label("Output")).to_have_value("1")
        expect(page.get_by_label("Input of the tangents")).to_have_value("1")
        assert [figures(page, 1)[0], figures(page, 2)[0]] == ["1.2500", "−3.0000"]

    graph.reload()
    check(graph)
    elsewhere = browser.new_context()
    watch.watch(elsewhere)
    other = elsewhere.new_page()
    other.goto(graph.url)
    check(other)
    elsewhere.close()
    graph.get_by_role("link", name="Playground", exact=True).click()
    graph.locator(".unit").first.wait_for()
    graph.get_by_role("link", name="Chain rule").click()
    check(graph)


def test_invalid_parts_of_an_address_are_ignored(context: BrowserContext, server: Server) -> None:
    page = open_graph(context, server, text="L = a*b", at="a:x,b:2,,:", step="99", output="7", by="-1")
    expect(page.locator(".step-controls output")).to_have_text("3 of 3, backward")
    assert figures(page, 3) == ["1.0000", "1.0000"]


def test_the_graph_waits_for_the_server(context: BrowserContext, watch: Watch, own_server: Server) -> None:
    watch.expect("ERR_CONNECTION_REFUSED")
    page = open_graph(context, own_server)
    own_server.stop()
    type_text(page, "L = a*b")
    expect(page.locator(".connection")).to_have_class(re.compile("lost"))
    own_server.start()
    expect(page.locator(".expression-node")).to_have_count(3, timeout=30_000)
    expect(page.locator(".connection")).to_have_class(re.compile("open"))


STATES: list[tuple[str, Callable[[Page], None]]] = [
    ("whole", lambda page: None),
    ("half way", lambda page: press(page, "ArrowLeft", 5)),
    ("a fault", lambda page: type_text(page, "L = (a + b)c")),
    ("an overflow", lambda page: choose_example(page, "An overflow")),
    ("outputs", lambda page: choose_example(page, "One input, three outputs")),
    ("arrays", lambda page: (choose_example(page, "A batch"), press(page, "End"))),
    ("examples", lambda page: page.get_by_role("button", name="Examples").click()),
]


def test_every_screen_is_accessible_and_fits(screens: Screens, server: Server, watch: Watch) -> None:
    watch.expect(REFUSED)
    page = open_graph(screens.context, server, step="last")
    for name, act in STATES:
        act(page)
        page.wait_for_timeout(200)
        screens.check(page, name, one_screen=True)


def test_animations_end_after_a_step(graph: Page) -> None:
    press(graph, "ArrowLeft")
    assert running_animations(graph) > 0
    graph.wait_for_function(
        "() => document.getAnimations().every(({ playState }) => playState !== 'running')", timeout=2500
    )


def test_reduced_motion_stops_animations(still: BrowserContext, server: Server) -> None:
    page = open_graph(still, server, step="last")
    press(page, "ArrowLeft")
    assert running_animations(page) == 0
