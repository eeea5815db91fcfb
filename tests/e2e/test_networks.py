"""Layers of every kind, and data that no plane can show."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engine.layers import LAYERS
from tests.e2e.conftest import figure, train_one_epoch


def test_a_layer_becomes_a_residual_block_and_is_drawn_with_its_way_around(page: Page) -> None:
    page.get_by_label("Kind of hidden layer 2").select_option("Residual block")
    expect(page.locator(".unit")).to_have_count(4 + 4 + 4 + 4 + 1)  # two layers and their sum
    expect(page.locator(".wire")).to_have_count(4 + 1)  # the branch's end, unit by unit, and the skip
    train_one_epoch(page)
    page.get_by_role("button", name="Add a neuron to hidden layer 1").click()
    expect(page.locator(".unit")).to_have_count(5 + 4 + 5 + 5 + 1)  # the block follows in width
    page.get_by_role("button", name="Remove residual 1").click()
    expect(page.locator(".unit")).to_have_count(5 + 1)


def test_norms_and_dropout_are_added_set_and_taken_away(page: Page) -> None:
    page.get_by_role("button", name="Add a hidden layer before the output").click()
    page.get_by_label("Kind of hidden layer 3").select_option("Dropout")
    rate = page.get_by_label("Rate of dropout 1")
    expect(rate).to_have_value("0.2")
    train_one_epoch(page)
    rate.select_option("p = 0.5")
    expect(rate).to_have_value("0.5")
    assert figure(page, "epoch") == 1  # the rate applies to the run as it is
    page.get_by_label("Kind of dropout 1").select_option("Layer norm")
    expect(page.locator("[data-figure=epoch]")).to_have_text("0")
    train_one_epoch(page)
    page.get_by_role("button", name="Layer norm 1, neuron 1").click()
    expect(page.locator(".inspector")).to_contain_text("gain")
    page.get_by_role("button", name="Remove layer norm 1").click()
    expect(page.locator(".unit")).to_have_count(7)


def test_measured_rows_are_trained_on_and_show_their_weights(page: Page) -> None:
    page.get_by_label("Problem").select_option("Several classes")
    page.get_by_role("radio", name="Iris").check()
    expect(page.get_by_text("4 inputs are no plane")).to_be_visible()
    expect(page.locator(".feature .node-label").first).to_contain_text(re.compile("sepal length"))
    expect(page.locator(".confusion tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_function("() => Number.parseFloat(document.querySelector('[data-figure=quality]').textContent) > 90")


def test_a_digit_is_drawn_and_the_network_says_what_it_sees(page: Page) -> None:
    page.get_by_label("Problem").select_option("Several classes")
    page.get_by_role("radio", name="Digits").check()
    expect(page.locator(".outputs li")).to_have_count(10)
    page.get_by_role("button", name="Train the network").click()
    page.get_by_role("button", name="An image").click()
    expect(page.locator(".outputs .best")).to_have_count(1)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator(".outputs .best")).to_have_count(0)
    box = page.locator(".pad-box").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 10, steps=12)
    page.mouse.up()
    expect(page.locator(".outputs .best")).to_have_count(1)
    page.get_by_role("button", name="Clear", exact=True).click()
    page.locator(".pad-box").focus()
    for key in ("ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".outputs .best")).to_have_count(1)


SEQUENCES = {"kind": "lstm", "units": 3, "return_sequences": True}
FORMS: list[tuple[dict[str, Any], list[dict[str, Any]], int]] = [
    ({"name": "digits"}, [{"kind": "conv2d", "filters": 3}, {"kind": "max_pool"}, {"units": 4}], 3 + 3 + 4 + 8),
    (
        {"name": "adding", "length": 5, "samples": 50},
        [SEQUENCES, {"kind": "gru", "units": 2}, {"units": 2}],
        3 + 2 + 2 + 1,
    ),
    ({"name": "parity", "length": 5, "samples": 50, "each": True}, [SEQUENCES, {"units": 4}], 3 + 4 + 1),
    (
        {"name": "text", "text": "hello hello ", "length": 4, "coding": "index"},
        [{"kind": "embedding", "units": 2, "vocabulary": 5}, {"kind": "rnn", "units": 3}],
        2 + 3 + 5,
    ),
]


@pytest.mark.parametrize(("data", "layers", "units"), FORMS, ids=str)
def test_sequences_and_pictures_are_drawn_and_trained(
    page: Page, tmp_path: Path, data: dict[str, Any], layers: list[dict[str, Any]], units: int
) -> None:
    (tmp_path / "spec.json").write_text(json.dumps({"data": data, "network": {"layers": layers}}))
    page.get_by_role("button", name="File", exact=True).click()
    page.locator(".file-choice input").set_input_files(tmp_path / "spec.json")
    expect(page.locator(".unit")).to_have_count(units)
    train_one_epoch(page)
    for unit in page.locator(".unit").all():
        unit.hover()
        expect(page.locator(".readout-text")).not_to_contain_text(re.compile("NaN|–|Point at"))
    for title in ("neuron 1", "unit 1"):
        page.get_by_role("button", name=re.compile(f"{title}$")).first.click()
        expect(page.locator(".inspector")).not_to_contain_text(re.compile("NaN|–"))
        page.keyboard.press("Escape")
    kinds = page.locator(".column-head select").first.locator("option")
    own = [kind for kind, entry in LAYERS.items() if entry.reads == "any" or kind == layers[0]["kind"]]
    assert kinds.evaluate_all("options => options.map(({value}) => value)") == own
