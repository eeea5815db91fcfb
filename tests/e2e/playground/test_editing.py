"""Edits of weights and points by hand, and undo."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.e2e.conftest import figure, open_playground, train_one_epoch
from tests.e2e.server import Server


def press_plane(page: Page, across: float, down: float) -> None:
    """Press the map at a share of its width and height."""
    box = page.locator(".plane-box").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


def undo(page: Page) -> Locator:
    """The button that takes the last change back."""
    return page.get_by_role("button", name=re.compile("^Undo:"))


def rows(page: Page) -> Locator:
    """The line with the number of custom rows."""
    return page.locator(".own-summary span").first


# -- weights -------------------------------------------------------------------------------------------------------


def test_a_weight_is_read_and_edited_in_place(page: Page) -> None:
    page.get_by_role("button", name="Hidden layer 1, neuron 2").click()
    card = page.locator(".inspector")
    expect(card.locator("h2")).to_have_text("Hidden 1, neuron 2")
    weight = card.get_by_label("Weight from x₁")
    weight.fill("1.25")
    weight.press("Enter")
    expect(weight).to_have_value("+1.250")
    bias = card.get_by_label("Bias")
    bias.fill("−0,5")
    card.locator("h2").click()  # leaving the field takes the value
    expect(bias).to_have_value("−0.500")
    weight.focus()
    weight.press("ArrowUp")
    expect(weight).to_have_value("+1.350")
    train_one_epoch(page)
    expect(weight).not_to_have_value("+1.350")
    expect(card.locator("tbody tr").first.locator("td").last).to_have_text(re.compile(r"e|\d"))


def test_invalid_numbers_are_explained_and_not_applied(page: Page) -> None:
    page.get_by_role("button", name="Hidden layer 1, neuron 1").click()
    weight = page.get_by_label("Weight from x₂")
    before = weight.input_value()
    for typed, problem in (
        ("abc", "“abc” is not a number"),
        ("1e99", "From −1000000 to 1000000"),
        ("", "Type a number"),
    ):
        weight.fill(typed)
        expect(page.locator(".field-problem")).to_contain_text(problem)
        weight.press("Enter")
        weight.press("Escape")
        expect(weight).to_have_value(before)
    expect(page.locator(".inspector")).to_be_visible()
    weight.press("Escape")
    expect(page.locator(".inspector")).to_have_count(0)
    expect(page.get_by_role("button", name="Hidden layer 1, neuron 1")).to_be_focused()


def test_a_click_on_a_connection_opens_its_weight(page: Page) -> None:
    page.locator(".link-target").first.dispatch_event("click")
    expect(page.locator(".inspector h2")).to_have_text("Hidden 1, neuron 1")
    expect(page.get_by_label("Weight from x₁")).to_be_focused()
    page.get_by_role("button", name="Next neuron").click()
    expect(page.locator(".inspector h2")).to_have_text("Hidden 1, neuron 2")
    page.locator(".network-body").click(position={"x": 300, "y": 4})
    expect(page.locator(".inspector")).to_have_count(0)


def test_every_neuron_of_a_wide_layer_can_be_read(page: Page) -> None:
    for _ in range(6):
        page.get_by_role("button", name="Add a neuron to hidden layer 1").click()
    expect(page.get_by_text("2 more")).to_be_visible()
    page.get_by_role("button", name="Hidden layer 1, neuron 1", exact=True).click()
    page.get_by_role("button", name="Previous neuron").click()
    expect(page.locator(".inspector h2")).to_have_text("Hidden 1, neuron 10")


def test_an_edited_weight_can_be_undone(page: Page) -> None:
    expect(undo(page)).to_be_disabled()
    page.get_by_role("button", name="Hidden layer 1, neuron 1").click()
    weight = page.get_by_label("Weight from x₁")
    before = weight.input_value()
    weight.fill("3")
    weight.press("Enter")
    expect(weight).to_have_value("+3.000")
    undo(page).click()
    expect(weight).to_have_value(before)


# -- points --------------------------------------------------------------------------------------------------------


def test_points_are_drawn_moved_and_erased_by_hand(page: Page) -> None:
    train_one_epoch(page)
    page.get_by_role("button", name="Edit points").click()
    press_plane(page, 0.03, 0.03)
    expect(rows(page)).to_have_text("501 rows of 2 inputs")
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")  # the training goes on from where it was
    page.get_by_role("button", name="Feature x₁x₂").click()
    expect(page.get_by_role("button", name="Feature x₁x₂")).to_have_attribute("aria-pressed", "true")
    box = page.locator(".plane-box").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.03 * box["width"], box["y"] + 0.03 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.03 * box["height"], steps=5)
    page.mouse.up()
    page.wait_for_timeout(300)
    page.get_by_role("radio", name="Erase").check()
    press_plane(page, 0.03, 0.03)
    page.wait_for_timeout(300)
    expect(rows(page)).to_have_text("501 rows of 2 inputs")  # nothing is left to erase there
    press_plane(page, 0.5, 0.03)
    expect(rows(page)).to_have_text("500 rows of 2 inputs")


def test_a_class_is_added_by_its_first_point(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    held: list[Route] = []
    page.route("**/sessions/*/data", lambda route: held.append(route), times=1)
    page.goto(server.url)
    page.locator(".unit").first.wait_for()
    expect(page.get_by_role("button", name="Edit points")).to_be_disabled()  # the points have not arrived yet
    held.pop().continue_()
    page.get_by_role("button", name="Edit points").click()
    page.get_by_role("radio", name="A new class").check()
    press_plane(page, 0.97, 0.97)
    expect(page.locator(".unit .class-mark")).to_have_count(3)
    expect(page.get_by_label("Loss", exact=True).first).to_have_value("softmax_cross_entropy")
    page.get_by_role("radio", name="Erase").check()
    press_plane(page, 0.97, 0.97)
    expect(rows(page)).to_have_text("500 rows of 2 inputs")
    expect(page.locator(".unit .class-mark")).to_have_count(3)  # an empty class keeps its output


def test_points_are_drawn_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Edit points").click()
    page.locator(".plane-box").focus()
    for key in ["ArrowUp"] * 4 + ["Enter"]:
        page.keyboard.press(key)
    expect(rows(page)).to_have_text("501 rows of 2 inputs")
    page.keyboard.press("Delete")
    expect(rows(page)).to_have_text("500 rows of 2 inputs")


def test_points_are_cleared_and_drawn_again(page: Page) -> None:
    page.get_by_role("button", name="Edit points").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(rows(page)).to_have_text("2 rows of 2 inputs")
    expect(page.locator(".figures")).to_contain_text("Training accuracy")  # no test rows are left
    for across in (0.1, 0.2, 0.3):
        press_plane(page, across, 0.9)
    expect(rows(page)).to_have_text("5 rows of 2 inputs")
    page.get_by_label("Training share").fill("0.6")
    expect(page.locator(".figures")).to_contain_text("Test accuracy")
    train_one_epoch(page)


def test_the_last_point_stays(page: Page) -> None:
    page.get_by_label("Problem").select_option("Regression")
    page.get_by_role("button", name="Edit points").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(rows(page)).to_have_text("1 row of 2 inputs")
    page.get_by_label("Value").fill("0.5")
    press_plane(page, 0.02, 0.98)
    expect(rows(page)).to_have_text("2 rows of 2 inputs")
    page.get_by_role("radio", name="Erase").check()
    press_plane(page, 0.02, 0.98)
    expect(rows(page)).to_have_text("1 row of 2 inputs")
    box = page.locator(".plane-box").bounding_box()
    assert box is not None
    page.mouse.move(box["x"], box["y"])
    page.mouse.down()
    for step in range(21):  # over the whole map, so that the pointer meets every point
        page.mouse.move(box["x"], box["y"] + box["height"] * step / 20)
        page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + box["height"] * step / 20, steps=40)
    page.mouse.up()
    expect(page.get_by_role("alert")).to_contain_text("last training point")
    expect(rows(page)).to_have_text("1 row of 2 inputs")


# -- undo ----------------------------------------------------------------------------------------------------------


def test_a_change_that_restarts_says_so_and_can_be_undone(page: Page) -> None:
    for _ in range(3):
        train_one_epoch(page)
    loss = figure(page, "test-loss")
    page.get_by_role("button", name="Remove hidden layer 1").click()
    expect(page.locator(".notices")).to_contain_text("Restarted: this change needs new weights.")
    expect(page.locator("[data-figure=epoch]")).to_have_text("0")
    page.locator(".notices").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("3")
    expect(page.locator(".unit")).to_have_count(7)
    expect(page.locator("[data-figure=test-loss]")).not_to_have_text("–")  # the first frame of the old network is here
    assert figure(page, "test-loss") == loss
    train_one_epoch(page)


@pytest.mark.parametrize("way", ["Rewind to the same initial weights", "Draw new initial weights and start again"])
def test_a_rewind_is_undone_by_the_keyboard(page: Page, way: str) -> None:
    train_one_epoch(page)
    loss = figure(page, "test-loss")
    page.get_by_role("button", name=way).click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("0")
    page.locator("body").press("Control+z")
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    assert figure(page, "test-loss") == loss


def test_undo_restores_erased_points_and_keeps_the_weights(page: Page) -> None:
    page.get_by_role("button", name="Edit points").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(rows(page)).to_have_text("2 rows of 2 inputs")
    train_one_epoch(page)
    undo(page).click()
    expect(page.get_by_role("radio", name="Circle", exact=True)).to_be_checked()
    expect(page.locator("[data-figure=step]")).to_have_text("1")


# -- two windows ---------------------------------------------------------------------------------------------------


def test_two_windows_on_one_run_agree(page: Page, context: BrowserContext) -> None:
    page.wait_for_timeout(500)  # until the address is kept
    other = context.new_page()
    other.add_init_script(
        f"sessionStorage.setItem('backprop-session', {page.evaluate('sessionStorage.getItem(`backprop-session`)')!r})"
    )
    other.goto(page.url)
    other.locator(".unit").first.wait_for()
    page.get_by_role("button", name="Add a neuron to hidden layer 1").click()
    expect(other.locator(".unit")).to_have_count(8)
    other.get_by_label("Speed").select_option("10 epochs a second")
    other.get_by_role("button", name="Train the network").click()
    expect(page.get_by_role("button", name="Pause the training")).to_be_visible()
    expect(page.get_by_label("Speed").locator("option:checked")).to_have_text("10 epochs a second")
    page.get_by_role("button", name="Pause the training").click()
    expect(other.get_by_role("button", name="Train the network")).to_be_visible()
    for _ in range(20):  # a tab in the background draws once a second
        if figure(page, "step") == figure(other, "step"):
            break
        page.wait_for_timeout(500)
    assert figure(page, "step") == figure(other, "step") > 0
    fresh = open_playground(context, page.url.partition("#")[0])
    expect(fresh.locator(".unit")).to_have_count(7)
