"""Layers of every kind, and data with more than two inputs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.checks import tile_colours
from tests.e2e.conftest import figure, open_options, train_one_epoch


def test_a_layer_becomes_a_residual_block_with_a_skip_connection(page: Page) -> None:
    page.get_by_label("Kind of hidden layer 2").select_option("Residual block")
    expect(page.locator(".unit")).to_have_count(4 + 4 + 4 + 4 + 1)  # two layers and their sum
    expect(page.locator(".wire")).to_have_count(4 + 1)  # the branch's end, unit by unit, and the skip
    train_one_epoch(page)
    page.get_by_role("button", name="Add a neuron to hidden layer 1").click()
    expect(page.locator(".unit")).to_have_count(5 + 4 + 5 + 5 + 1)  # the block gets the width of its input
    page.get_by_role("button", name="Remove residual block 1").click()
    expect(page.locator(".unit")).to_have_count(5 + 1)


def test_norms_and_dropout_are_added_set_and_removed(page: Page) -> None:
    page.get_by_role("button", name="Add a hidden layer before the output").click()
    page.get_by_label("Kind of hidden layer 3").select_option("Dropout")
    rate = page.get_by_label("Rate of dropout 1")
    expect(rate).to_have_value("0.2")
    train_one_epoch(page)
    rate.select_option("p = 0.5")
    expect(rate).to_have_value("0.5")
    assert figure(page, "epoch") == 1  # the rate changes without a restart
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
    expect(page.get_by_text("only 2-input data can be drawn as a plane")).to_be_visible()
    expect(page.locator(".feature .node-label").first).to_contain_text(re.compile("sepal length"))
    expect(page.locator(".confusion tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_function("() => Number.parseFloat(document.querySelector('[data-figure=quality]').textContent) > 90")
    page.reload()
    expect(page.locator(".confusion")).to_be_visible()


def test_a_digit_is_drawn_and_classified(page: Page) -> None:
    page.get_by_label("Problem").select_option("Several classes")
    page.get_by_role("radio", name="Digits").check()
    expect(page.locator(".outputs li")).to_have_count(10)
    page.get_by_role("button", name="Train the network").click()
    page.get_by_role("button", name="Show an image").click()
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
RECURRENT = ["rnn", "lstm", "gru"]
FORMS: list[tuple[dict[str, Any], list[dict[str, Any]], int, list[str]]] = [
    (
        {"name": "digits"},
        [{"kind": "conv2d", "filters": 3}, {"kind": "max_pool"}, {"units": 4}],
        3 + 3 + 4 + 8,
        ["activation", "layer_norm", "batch_norm", "dropout", "residual", "conv2d", "max_pool"],
    ),
    (
        {"name": "adding", "length": 5, "samples": 50},
        [SEQUENCES, {"kind": "gru", "units": 2}, {"units": 2}],
        3 + 2 + 2 + 1,
        ["activation", "layer_norm", "batch_norm", "dropout", "residual", *RECURRENT],
    ),
    (
        {"name": "parity", "length": 5, "samples": 50, "each": True},
        [SEQUENCES, {"units": 4}],
        3 + 4 + 1,
        RECURRENT,
    ),
    (
        {"name": "text", "text": "hello hello ", "length": 4, "coding": "index"},
        [{"kind": "embedding", "units": 2, "vocabulary": 5}, {"kind": "rnn", "units": 3}],
        2 + 3 + 5,
        ["activation", "layer_norm", "batch_norm", "dropout", "residual", *RECURRENT, "embedding", "one_hot"],
    ),
]


def kinds_of(page: Page, layer: int) -> list[str]:
    """The kinds that the chooser above a hidden layer offers."""
    options = page.locator(".column-head").nth(layer + 1).locator("select").first.locator("option")
    found: list[str] = options.evaluate_all("options => options.map(({value}) => value)")
    return found


@pytest.mark.parametrize(("data", "layers", "units", "fitting"), FORMS, ids=str)
def test_sequences_and_images_are_drawn_and_trained(
    page: Page, tmp_path: Path, data: dict[str, Any], layers: list[dict[str, Any]], units: int, fitting: list[str]
) -> None:
    (tmp_path / "spec.json").write_text(json.dumps({"data": data, "network": {"layers": layers}}))
    page.get_by_role("button", name="File", exact=True).click()
    page.locator(".file-choice input").set_input_files(tmp_path / "spec.json")
    expect(page.locator(".unit")).to_have_count(units)
    train_one_epoch(page)
    for unit in page.locator(".unit").all():
        unit.hover()
        expect(page.locator(".readout-text")).not_to_contain_text(re.compile("NaN|–|Hover over"))
    for title in (" 1, [a-z]+ 1$", "Output, "):
        page.get_by_role("button", name=re.compile(title)).first.click()
        expect(page.locator(".inspector")).not_to_contain_text(re.compile("NaN|–"))
        page.keyboard.press("Escape")
    assert kinds_of(page, 0) == fitting


def choose_digits(page: Page) -> None:
    page.get_by_label("Problem").select_option("Several classes")
    page.get_by_role("radio", name="Digits").check()
    expect(page.get_by_role("radio", name="Digits")).to_be_checked()
    expect(page.locator(".pad")).to_be_visible()


def test_a_convolution_is_added_to_the_digits_and_dropped_with_them(page: Page) -> None:
    choose_digits(page)
    assert "conv2d" not in kinds_of(page, 1)  # after a dense layer the shape of an image is gone
    page.get_by_label("Kind of hidden layer 1").select_option("Convolution")
    expect(page.get_by_role("toolbar", name="Convolution 1", exact=True)).to_be_visible()
    page.get_by_label("Kind of hidden layer 1").select_option("Max pooling")
    expect(page.locator(".unit")).to_have_count(4 + 4 + 8)
    page.get_by_role("button", name="Add a filter to convolution 1").click()
    expect(page.locator(".unit")).to_have_count(5 + 5 + 8)
    card = open_options(page, "convolution 1")
    card.get_by_label("Size").fill("5")
    card.get_by_label("Size").press("Enter")
    card.get_by_label("Padding").select_option("valid")
    page.keyboard.press("Escape")
    train_one_epoch(page)
    page.get_by_role("button", name="Convolution 1, filter 1").click()
    expect(page.locator(".inspector tbody tr")).to_have_count(5 * 5 + 1)
    expect(page.locator(".inspector")).to_contain_text("pixel 5, 5")
    expect(page.locator(".prediction-map canvas")).to_have_attribute("width", "4")  # 8 pixels less 5 - 1
    # max pooling leaves 2 x 2 pixels
    colours = tile_colours(page.get_by_role("button", name="Max pooling 1, channel 1"))
    assert 0 not in colours and len(colours) <= 2 * 2
    page.keyboard.press("Escape")
    page.get_by_label("Problem").select_option("Two classes")
    expect(page.get_by_role("heading", name="Convolution 1")).to_have_count(0)
    train_one_epoch(page)


def test_layers_that_do_not_fit_are_not_offered(page: Page) -> None:
    choose_digits(page)
    page.get_by_label("Kind of hidden layer 1").select_option("Convolution")
    expect(page.get_by_role("toolbar", name="Convolution 1", exact=True)).to_be_visible()
    assert {"lstm", "embedding"}.isdisjoint(kinds_of(page, 0))
    card = open_options(page, "convolution 1")
    size = card.get_by_label("Size")
    size.fill("2.5")
    expect(card.get_by_role("alert")).to_have_text("Type a whole number.")
    size.fill("40")
    expect(card.get_by_role("alert")).to_contain_text("From 1 to")
    size.press("Escape")
    expect(size).to_have_value("3")


def test_blocks_and_norms_have_all_their_settings(page: Page) -> None:
    page.get_by_label("Kind of hidden layer 2").select_option("Residual block")
    expect(page.locator(".unit")).to_have_count(4 + 4 + 4 + 4 + 1)
    card = open_options(page, "residual block 1")
    card.get_by_label("Scale", exact=True).select_option("1/sqrt(L)")
    expect(card.get_by_label("Scale", exact=True)).to_have_value("1/sqrt(L)")
    card.get_by_role("switch", name="Activation first").check()
    expect(page.get_by_role("toolbar", name="Activation 1", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    train_one_epoch(page)
    page.get_by_role("button", name="Remove residual block 1").click()
    page.get_by_role("button", name="Add a hidden layer before the output").click()
    page.get_by_label("Kind of hidden layer 2").select_option("Parallel branches")
    card = open_options(page, "parallel branches 1")
    card.get_by_label("Branches").fill("3")
    card.get_by_label("Branches").press("Enter")
    expect(page.locator(".unit")).to_have_count(4 + 3 * 4 + 8 + 1)  # eight of twelve neurons are drawn
    page.keyboard.press("Escape")
    train_one_epoch(page)
