"""Slow motion in the network: every number against the trace, the real training step, and all kinds of networks."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.checks import Screens, layout_shift, sum_layout_shifts
from tests.e2e.conftest import figure
from tests.e2e.server import Server

STAGE = "1 stage a second"
STAGES = "3 stages a second"

NETWORKS: dict[str, dict[str, Any]] = {
    "lstm": {"data": {"name": "adding", "length": 8}, "network": {"layers": [{"kind": "lstm", "units": 3}]}},
    "convolution": {
        "data": {"name": "digits"},
        "network": {"layers": [{"kind": "conv2d", "filters": 2}, {"kind": "max_pool"}, {"units": 4}]},
    },
}


def next_stage(page: Page, sentence: str) -> None:
    """Take a step, and wait for the sentence of its stage."""
    page.keyboard.press("s")
    expect(page.locator(".slow-caption")).to_contain_text(sentence)


def numbers(page: Page, unit: int) -> list[float]:
    """Numbers on the plate of a node, counted from the inputs on."""
    texts = page.locator(".plate").nth(unit).locator("span").all_inner_texts()
    return [float(text.replace("−", "-")) for text in texts]


def session_of(page: Page, server: Server) -> str:
    """Address of the page's session."""
    page.wait_for_function("() => sessionStorage.getItem('backprop-session') !== null")
    kept = page.evaluate("JSON.parse(sessionStorage.getItem('backprop-session')).id")
    return f"{server.url}api/v1/sessions/{kept}"


def weights(session: str) -> list[Any]:
    """Weights of every layer."""
    return [layer["weights"] for layer in httpx.get(f"{session}/parameters").json()["layers"]]


def test_a_pass_shows_the_numbers_of_the_trace_and_takes_the_real_step(page: Page, server: Server) -> None:
    session = session_of(page, server)
    of_batch = httpx.post(f"{session}/trace", json={"row": 0, "of": "batch"}).json()
    row = of_batch["batch"][0]
    trace = httpx.post(f"{session}/trace", json={"row": row, "of": "sample"}).json()
    activations = [op for op in trace["ops"] if op["kind"] == "activation"]
    loss = trace["ops"][-1]
    before = weights(session)
    page.get_by_label("Speed").select_option(STAGE)
    sum_layout_shifts(page)

    next_stage(page, f"Training example {row + 1}:")
    assert [numbers(page, unit)[0] for unit in range(2)] == pytest.approx(trace["features"], rel=5e-3)
    expect(page.locator(".sample-ring")).to_be_visible()
    for layer, (name, first) in enumerate((("Hidden layer 1", 2), ("Hidden layer 2", 6), ("Output", 8))):
        next_stage(page, f"{name}, neuron 1:" if layer < 2 else "Output: z")
        outputs = activations[layer]["outputs"]
        assert [numbers(page, first + unit)[0] for unit in range(len(outputs))] == pytest.approx(outputs, rel=5e-3)
    assert page.locator(".loss-badge").count() == 0
    next_stage(page, "loss L =")
    shown = [float(text.replace("−", "-")) for text in page.locator(".loss-badge dd").all_inner_texts()]
    assert shown == pytest.approx([loss["prediction"][0], loss["targets"][0], loss["value"]], rel=5e-3)
    for layer, (name, first) in ((2, ("The output", 8)), (1, ("Hidden layer 2", 6)), (0, ("Hidden layer 1", 2))):
        next_stage(page, f"{name} receives the gradient")
        errors = activations[layer]["input_adjoints"]
        assert [numbers(page, first + unit)[1] for unit in range(len(errors))] == pytest.approx(errors, rel=5e-3)
    assert weights(session) == before, "no weight moves before the update"
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".slow-caption")).to_contain_text("Hidden layer 2 receives the gradient")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".slow-caption")).to_contain_text("Hidden layer 1 receives the gradient")
    next_stage(page, "averaged over the 10 examples of the batch")
    expect(page.locator("[data-figure=step]")).to_have_text("1")
    expect(page.locator(".slow-note")).to_have_text(re.compile("^Changes are drawn [125]0*× larger$"))
    updates = [op["weights"]["update"] for op in of_batch["ops"] if op["kind"] == "dense"]
    for old, new, update in zip(before, weights(session), updates, strict=True):
        for rows in zip(old, new, update, strict=True):
            assert [b - a for a, b in zip(*rows[:2], strict=True)] == pytest.approx(rows[2], rel=1e-6, abs=1e-12)
    assert layout_shift(page) < 0.01
    page.get_by_label("Speed").select_option(STAGES)
    page.keyboard.press("Space")
    page.wait_for_function("() => Number(document.querySelector('[data-figure=step]').textContent) >= 2")
    page.get_by_label("Speed").select_option("60 epochs a second")
    expect(page.locator(".plate")).to_have_count(0)
    page.wait_for_function("() => Number(document.querySelector('[data-figure=epoch]').textContent) >= 2")
    page.get_by_role("button", name="Pause the training").click()
    page.get_by_label("Speed").select_option(STAGE)
    next_stage(page, "Training example")
    paused = figure(page, "step")
    next_stage(page, "Hidden layer 1, neuron 1:")
    assert figure(page, "step") == paused == httpx.get(session).json()["step"]


@pytest.mark.parametrize("kind", NETWORKS)
def test_other_networks_go_through_every_stage(page: Page, server: Server, kind: str) -> None:
    wanted = {"patch": NETWORKS[kind], "reset": True, "adapt": True}
    session = session_of(page, server)
    httpx.patch(session, json=wanted).raise_for_status()
    stages = 2 * len(httpx.get(session).json()["layers"]) + 3
    page.get_by_label("Speed").select_option(STAGES)
    page.get_by_role("button", name="Train the network").click()
    expect(page.locator(".slow-progress")).to_contain_text(f"of {stages}")
    page.wait_for_function("() => document.querySelectorAll('.plate canvas').length > 0")
    page.wait_for_function("() => Number(document.querySelector('[data-figure=step]').textContent) >= 1")
    page.get_by_role("button", name="Pause the training").click()
    expect(page.locator(".plate")).not_to_have_count(0)


def test_slow_motion_on_every_screen(screens: Screens, server: Server) -> None:
    page = screens.context.new_page()
    page.goto(server.url)
    page.locator(".unit").first.wait_for()
    page.get_by_label("Speed").select_option(STAGE)
    for sentence in ("Training example", "Hidden layer 1", "Hidden layer 2", "Output", "loss L", "The output receives"):
        next_stage(page, sentence)
    screens.check(page, "slow motion", one_screen=True)
