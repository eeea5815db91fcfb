"""The chain-rule graph: steps and moved values, compared with separate arithmetic."""

import math
import re

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.checks import ProcessorClock
from tests.e2e.graph_page import choose_example, figures, node, number, open_graph, press, row, type_text
from tests.e2e.server import Server


def neuron(w1: float, x1: float, w2: float, x2: float, b: float, y: float) -> tuple[float, list[float]]:
    """The neuron's loss and gradient, by hand."""
    a = math.tanh(w1 * x1 + w2 * x2 + b)
    slope = 2 * (a - y) * (1 - a * a)
    return (a - y) ** 2, [slope * x1, slope * w1, slope * x2, slope * w2, slope, -2 * (a - y)]


def test_the_numbers_shown_are_the_derivatives(graph: Page) -> None:
    loss, gradient = neuron(0.5, 1.2, -1.0, 0.3, 0.1, 1.0)
    assert number(figures(graph, 13)[0]) == pytest.approx(loss, abs=5e-5)
    for index, derivative in enumerate(gradient, 1):
        assert number(figures(graph, index)[1]) == pytest.approx(derivative, abs=5e-5)
        assert row(graph, index)[1] == pytest.approx(derivative, abs=5e-5)
        assert number(graph.locator(".input-adjoint").nth(index - 1).inner_text()) == pytest.approx(
            derivative, abs=5e-5
        )
    assert row(graph, 13) == pytest.approx([loss, 1.0, gradient[0]], abs=5e-5)


def test_forward_mode_shows_the_tangents_of_any_input(graph: Page) -> None:
    _, gradient = neuron(0.5, 1.2, -1.0, 0.3, 0.1, 1.0)
    for name, derivative in zip(("w1", "x1", "w2", "x2", "b", "y"), gradient, strict=True):
        graph.get_by_label("Input of the tangents").select_option(name)
        assert row(graph, 13)[2] == pytest.approx(derivative, abs=5e-5)


def test_operations_are_counted_and_compared(graph: Page) -> None:
    counts = [
        line.split("\t") for line in graph.locator(".operation-counts tbody").inner_text().splitlines() if "\t" in line
    ]
    assert [[cell.strip() for cell in line][-4:] for line in counts] == [["6", "30", "0", "30"], ["1", "12", "0", "12"]]
    expect(graph.locator(".operation-counts")).to_contain_text(
        "forward mode takes 2.5 times as many operations as reverse mode"
    )
    expect(graph.locator(".operation-counts")).to_contain_text("Linnainmaa 1970")
    choose_example(graph, "One input, three outputs")
    expect(graph.locator(".operation-counts")).to_contain_text(
        "reverse mode takes 1.4 times as many operations as forward mode"
    )


def test_it_is_stepped_forward_and_backward_node_by_node(graph: Page) -> None:
    press(graph, "Home")
    expect(graph.locator(".step-controls output")).to_have_text("0 of 15, the inputs")
    assert figures(graph, 1) == ["0.5000", ""]
    assert figures(graph, 7) == ["", ""]
    press(graph, "ArrowRight")
    expect(graph.locator(".expression-node.current")).to_have_attribute("aria-label", "× v7 0.6000, value")
    expect(graph.locator(".step-source mark")).to_have_text("w1*x1")
    assert (figures(graph, 7), figures(graph, 8)) == (["0.6000", ""], ["", ""])
    press(graph, "ArrowRight", 7)
    expect(graph.locator(".step-controls output")).to_have_text("8 of 15, the output")
    assert figures(graph, 13) == ["0.3845", "1.0000"]
    press(graph, "ArrowRight")
    a = math.tanh(0.4)
    assert number(figures(graph, 12)[1]) == pytest.approx(2 * (a - 1), abs=5e-5)
    assert figures(graph, 11)[1] == ""
    press(graph, "ArrowLeft")
    assert figures(graph, 12)[1] == ""
    press(graph, "End")
    expect(graph.get_by_role("button", name="Next step")).to_be_disabled()
    assert figures(graph, 1)[1] != ""


def test_the_chain_rule_is_written_in_symbols_and_numbers(graph: Page) -> None:
    press(graph, "Home")
    press(graph, "ArrowRight", 5)
    formula = graph.locator(".equation").first.locator("annotation")
    assert formula.all_text_contents() == ["v_{11}", r"= {\tanh(v_{10})}", r"= {\tanh(0.4)}", "= {0.3799}"]
    press(graph, "ArrowRight", 6)
    expect(graph.locator(".step-controls output")).to_have_text("11 of 15, backward")
    assert formula.all_text_contents() == [
        r"\dfrac{\partial L}{\partial v_{10}}",
        r"= {\dfrac{\partial L}{\partial v_{11}} \cdot \dfrac{\partial v_{11}}{\partial v_{10}}}",
        r"= {\dfrac{\partial L}{\partial v_{11}} \cdot \left({1 - {v_{11}}^2}\right)}",
        r"= {{-1.24} \cdot 0.8556}",
        "= {{-1.061}}",
    ]
    assert graph.locator(".equation math").count() == 5


def test_adjoints_add_up_where_a_value_is_read_several_times(graph: Page) -> None:
    choose_example(graph, "A value used three times")
    expect(graph.locator(".expression-node")).to_have_count(7)
    seen = []
    press(graph, "Home")
    for _ in range(11):
        press(graph, "ArrowRight")
        seen.append(figures(graph, 3)[1])
    q = 1.5
    parts = [math.sin(q), q * math.cos(q), 2 * q]
    sums = [sum(parts[:1]), sum(parts[:2]), sum(parts)]
    assert [number(text) for text in dict.fromkeys(seen) if text] == pytest.approx(sums, abs=5e-5)
    press(graph, "ArrowLeft")
    assert r"\text{sum: } 1.104 + 3 = 4.104" in (graph.locator(".equation annotation").last.text_content() or "")


def test_a_changed_value_updates_the_graph(graph: Page) -> None:
    field = graph.get_by_label("Value of w1")
    field.fill("-1.5")
    field.press("Enter")
    loss, gradient = neuron(-1.5, 1.2, -1.0, 0.3, 0.1, 1.0)
    expect(node(graph, 1).locator(".node-number").first).to_have_text("−1.5000")
    assert number(figures(graph, 13)[0]) == pytest.approx(loss, abs=5e-4)
    assert row(graph, 6)[1] == pytest.approx(gradient[5], abs=5e-4)
    graph.get_by_role("slider", name="w1", exact=True).press("ArrowRight")
    expect(node(graph, 1).locator(".node-number").first).to_have_text("−1.4900")
    expect(field).to_have_value("−1.49")


def test_a_step_stays_while_values_change(graph: Page) -> None:
    press(graph, "Home")
    press(graph, "ArrowRight", 5)
    graph.get_by_role("slider", name="b", exact=True).press("ArrowRight")
    expect(node(graph, 11).locator(".node-number").first).to_have_text(f"{math.tanh(0.41):.4f}")
    expect(graph.locator(".step-controls output")).to_have_text("5 of 15, forward")
    assert figures(graph, 12) == ["", ""]


def test_a_value_in_the_text_is_changed_there(graph: Page) -> None:
    type_text(graph, "x = 2; y = -3\nL = x*y")
    expect(graph.locator(".expression-node")).to_have_count(3)
    graph.get_by_role("slider", name="x", exact=True).press("ArrowRight")
    expect(graph.get_by_label("Expression", exact=True)).to_have_value("x = 2.01; y = -3\nL = x*y")
    expect(node(graph, 3).locator(".node-number").first).to_have_text("−6.0300")


def test_steps_play_and_stop_at_the_chosen_one(graph: Page) -> None:
    graph.get_by_role("button", name="Play (space)").click()
    expect(graph.locator(".step-controls output")).to_have_text("2 of 15, forward", timeout=10_000)
    graph.get_by_role("button", name="Pause (space)").click()
    answer = graph.locator(".step-controls output").inner_text()
    graph.wait_for_timeout(1500)
    assert graph.locator(".step-controls output").inner_text() == answer


def test_a_node_opens_its_step_by_click_and_by_key(graph: Page) -> None:
    node(graph, 11).click()
    expect(graph.locator(".step-controls output")).to_have_text("11 of 15, backward")
    press(graph, "Home")
    node(graph, 9).focus()
    graph.keyboard.press("Enter")
    expect(graph.locator(".step-controls output")).to_have_text("3 of 15, forward")


def test_one_of_several_outputs_is_chosen(graph: Page) -> None:
    choose_example(graph, "One input, three outputs")
    graph.get_by_label("Output").select_option("w")
    assert row(graph, 1)[1] == pytest.approx(-1.6 * math.exp(-0.64), abs=5e-5)
    graph.get_by_label("Output").select_option("v")
    assert row(graph, 1)[1] == pytest.approx(-1.6 * math.sin(0.64), abs=5e-5)


def test_it_opens_at_the_first_step(context: BrowserContext, server: Server) -> None:
    page = open_graph(context, server)
    expect(page.locator(".step-controls output")).to_have_text("0 of 15, the inputs")
    assert [figures(page, index) for index in (1, 7)] == [["0.5000", ""], ["", ""]]
    press(page, "End")
    page.wait_for_function("() => location.search.includes('step=last')")
    page.reload()
    expect(page.locator(".step-controls output")).to_have_text("15 of 15, backward")


X, W, b, CLASSES = (
    [[1, 2], [0.5, -1], [-1, 0.3], [2, 1]],
    [[0.4, -0.3, 0.1], [0.2, 0.5, -0.6]],
    [0.1, 0, -0.1],
    [0, 2, 1, 1],
)


def batch(x: list[list[float]]) -> tuple[np.ndarray, np.ndarray]:
    """∂L/∂W and ∂L/∂b of the example with a batch."""
    z = np.array(x) @ W + b
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    dz = (p - np.eye(3)[CLASSES]) / 4
    return np.array(x).T @ dz, dz.sum(axis=0)


def cells(page: Page, index: int) -> tuple[np.ndarray, np.ndarray]:
    """The numbers in the cells of an array's value and adjoint."""
    value, adjoint = (
        np.array([number(text) for text in page.locator(".expression-node").nth(index - 1).locator(".cells").nth(k).locator(".node-number").all_text_contents()])
        for k in (0, 1)
    )  # fmt: skip
    return value, adjoint


def test_matrices_are_shown_with_rules_jacobians_and_entries_to_change(graph: Page) -> None:
    choose_example(graph, "A batch")
    expect(graph.locator(".step-controls output")).to_have_text("0 of 7, the inputs")
    expect(node(graph, 4)).to_have_attribute("aria-label", "@ v4 4 × 3, not yet known")
    press(graph, "End")
    expect(node(graph, 4)).to_have_attribute(
        "aria-label", re.compile(r"^@ v4 4 × 3 0\.80 0\.70 −1\.1 .*, value and adjoint$")
    )
    dw, db = batch(X)
    for index, value, adjoint in ((2, W, dw), (3, b, db)):
        shown = cells(graph, index)
        np.testing.assert_allclose(shown[0], np.ravel(value), atol=5e-3)
        np.testing.assert_allclose(shown[1], np.ravel(adjoint), atol=6e-3)
    rules = graph.locator(".equation").nth(1).locator("annotation").all_text_contents()
    assert rules[:2] == [
        r"\dfrac{\partial L}{\partial W}",
        r"= {{X}^{\top} \, \dfrac{\partial L}{\partial v_{4}}}",
    ]
    assert graph.locator(".jacobian figcaption").all_inner_texts()[1].endswith("12 × 6")
    press(graph, "ArrowLeft")
    assert graph.locator(".jacobian figcaption").first.inner_text().endswith("12 × 12, diagonal")
    counts = graph.locator(".operation-counts tbody").inner_text()
    assert "one pass per input entry (17)" in counts

    field = graph.get_by_label("Value of X[2, 1]")
    field.fill("3")
    field.press("Enter")
    expect(graph.get_by_label("Expression", exact=True)).to_have_value(re.compile(r"^X = \[\[1, 2\], \[3, -1\],"))
    expect(node(graph, 1).locator(".node-number").nth(2)).to_have_text("3")
    graph.get_by_role("button", name="To the last step").click()
    np.testing.assert_allclose(cells(graph, 2)[1], np.ravel(batch([[1, 2], [3, -1], *X[2:]])[0]), atol=6e-3)

    graph.get_by_label("Input of the tangents").select_option("W[2, 3]")
    tangent = graph.locator("tr[data-node='3'] td.number").nth(2).locator("title")
    expect(tangent).to_have_text(re.compile(r"4 × 3, tangent:\s+0\.0000\s+0\.0000\s+2\.0000"))  # that of X[1, 2]


IS_WHOLE = """() => {
    const frame = document.querySelector('.drawing-frame');
    return frame.scrollWidth <= frame.clientWidth && frame.scrollHeight <= frame.clientHeight;
}"""
"""Whether the whole graph is seen."""


def test_the_graph_is_zoomed_dragged_and_folded(graph: Page) -> None:
    frame, drawing = graph.locator(".drawing-frame"), graph.locator(".graph-drawing")
    whole = drawing.bounding_box()
    graph.get_by_role("button", name="Zoom in").click(click_count=2)
    zoomed = drawing.bounding_box()
    assert whole is not None and zoomed is not None and zoomed["width"] > 1.5 * whole["width"]
    before = frame.evaluate("frame => frame.scrollLeft")
    box = frame.bounding_box()
    assert box is not None
    graph.mouse.move(box["x"] + 400, box["y"] + 30)
    graph.mouse.down()
    graph.mouse.move(box["x"] + 300, box["y"] + 30, steps=3)
    graph.mouse.up()
    assert frame.evaluate("frame => frame.scrollLeft") == pytest.approx(before + 100, abs=2)
    graph.keyboard.press("0")
    graph.wait_for_function(IS_WHOLE)
    type_text(graph, "y = x\nL = " + " + ".join(f"tanh(w{k}*y)" for k in range(16)))
    expect(graph.locator(".expression-node")).to_have_count(17 + 16 * 2 + 15)
    assert not graph.evaluate(IS_WHOLE)
    frame.click(position={"x": 4, "y": 4})  # out of the text field
    graph.keyboard.press("l")
    expect(graph.locator(".expression-node")).to_have_count(18)  # a lecture shows all of it, folded if it is too small
    graph.wait_for_function(IS_WHOLE)
    graph.keyboard.press("Escape")
    graph.get_by_role("button", name="Show the whole graph").click()
    expect(drawing).to_have_class(re.compile("overview"))
    graph.wait_for_function(IS_WHOLE)
    graph.get_by_role("button", name="Fold").click()
    expect(graph.locator(".expression-node")).to_have_count(18)  # the inputs and L
    expect(graph.locator(".expression-node").last).to_have_attribute("aria-label", re.compile(r"^L \+46 "))
    press(graph, "ArrowLeft", 3)
    expect(graph.locator(".expression-node.current")).to_have_attribute("aria-label", re.compile(r"^L "))
    graph.get_by_role("button", name="Fold").click()
    expect(graph.locator(".expression-node")).to_have_count(64)


DRAG = """async () => {
    const slider = document.querySelector('.input-row input[type=range]');
    const output = document.querySelector('.expression-node.output .node-number');
    const shown = new Set();
    for (let index = 0; index < 120; index++) {
        slider.value = String(2 * Math.sin(index / 10));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise(requestAnimationFrame);
        shown.add(output.textContent);
    }
    return shown.size;
}"""


def test_a_moving_slider_keeps_55_frames_a_second(graph: Page) -> None:
    """In the page's own processor time, since the machine may have other work; benchmarks/browser/page.py measures frames."""
    choose_example(graph, "A network of two layers")
    expect(graph.locator(".expression-node")).to_have_count(21)
    press(graph, "End")
    clock = ProcessorClock(graph)
    before = clock.seconds()
    shown = graph.evaluate(DRAG)
    assert (clock.seconds() - before) / 120 < 1 / 55
    assert shown > 10  # new numbers come with the frames
