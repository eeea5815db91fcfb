"""The page as a learner uses it, in Chromium against a real server."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Watch, figure, open_playground
from tests.e2e.server import Server

FULL_SPEED = "as fast as possible"
NUMBER = re.compile(r"[\d.]+(?:e−?\d+)?")


def train_until(page: Page, loss: float) -> None:
    """Press play and wait until the test loss on the page is below `loss`; then pause."""
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_function(
        """loss => {
            const text = document.querySelector('[data-figure=test-loss]').textContent;
            return Number(text.replace('−', '-')) < loss;
        }""",
        arg=loss,
    )
    page.get_by_role("button", name="Pause the training").click()


@pytest.mark.parametrize(("data_set", "rate"), [("Circle", "0.03"), ("Exclusive or", "0.1")])
def test_a_learner_trains_the_network(page: Page, data_set: str, rate: str) -> None:
    page.get_by_role("radio", name=data_set, exact=True).check()
    page.get_by_label("Learning rate").select_option(rate)
    page.get_by_role("button", name="Add a neuron to hidden layer 2").click()
    train_until(page, 0.02)  # at full speed, a late pause would find it overfitting, thousands of epochs on
    assert figure(page, "test-loss") < 0.02
    assert figure(page, "quality") > 95
    assert figure(page, "epoch") > 0
    expect(page.get_by_role("button", name="Train the network")).to_be_visible()
    expect(page.locator(".readout-text")).to_contain_text("Learned: test accuracy ")
    page.get_by_role("link", name="follow one example forward and back").click()
    expect(page.get_by_role("heading", name="One training example")).to_be_visible()


def test_the_spiral_is_learned_from_its_two_coordinates(page: Page) -> None:
    page.get_by_role("button", name="Examples", exact=True).click()
    page.get_by_role("button", name=re.compile("^Spiral")).click()
    expect(page.locator(".unit")).to_have_count(25)
    page.get_by_label("Speed").select_option(FULL_SPEED)
    train_until(page, 0.05)  # at full speed, the step at which it pauses varies
    expect(page.get_by_role("button", name="Train the network")).to_be_visible()


def test_several_classes_are_learned(page: Page) -> None:
    page.get_by_label("Problem").select_option("Several classes")
    page.get_by_role("radio", name="Blobs").check()
    expect(page.locator(".unit .class-mark")).not_to_have_count(0)
    page.get_by_label("Optimizer").select_option("adam")
    page.get_by_label("Speed").select_option(FULL_SPEED)
    train_until(page, 0.1)
    assert figure(page, "quality") > 90


def test_a_regression_is_learned(page: Page) -> None:
    page.get_by_label("Problem").select_option("Regression")
    expect(page.locator("dt", has_text="Test R²")).to_be_visible()
    page.get_by_label("Speed").select_option(FULL_SPEED)
    train_until(page, 0.005)
    assert figure(page, "quality") > 0.9


def test_layers_and_neurons_are_edited_in_place(page: Page) -> None:
    expect(page.locator(".unit")).to_have_count(7)  # 4 + 2 + the output
    page.get_by_role("button", name="Add a hidden layer before the output").click()
    expect(page.locator(".unit")).to_have_count(9)
    page.get_by_role("button", name="Add a neuron to hidden layer 3").click()
    expect(page.locator(".unit")).to_have_count(10)
    expect(page.locator(".link-target")).to_have_count(2 * 4 + 4 * 2 + 2 * 3 + 3)
    page.get_by_role("button", name="Remove hidden layer 1").click()
    expect(page.locator(".unit")).to_have_count(6)
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")


def test_a_feature_is_switched_on_and_off(page: Page) -> None:
    product = page.get_by_role("button", name="Feature x₁x₂")
    expect(product).to_have_attribute("aria-pressed", "false")
    product.click()
    expect(product).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".link-target")).to_have_count(3 * 4 + 4 * 2 + 2)
    product.click()
    expect(page.locator(".link-target")).to_have_count(2 * 4 + 4 * 2 + 2)


def test_the_last_feature_stays(page: Page) -> None:
    page.get_by_role("button", name="Feature x₁", exact=True).click()
    expect(page.get_by_role("button", name="Feature x₁", exact=True)).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Feature x₂", exact=True).click()
    page.wait_for_timeout(300)
    expect(page.get_by_role("button", name="Feature x₂", exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_step_trains_its_unit(page: Page) -> None:
    page.get_by_role("radio", name="batch").check()
    page.get_by_role("button", name="Train for one batch").click()
    expect(page.locator("[data-figure=step]")).to_have_text("1")
    page.get_by_role("radio", name="epoch").check()
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.get_by_role("button", name="Rewind to the same initial weights").click()
    expect(page.locator("[data-figure=step]")).to_have_text("0")


def test_ten_clicks_on_play_in_a_second_end_paused(page: Page) -> None:
    button = page.locator(".play")
    for _ in range(10):
        button.click()
    expect(page.get_by_role("button", name="Train the network")).to_be_visible()
    page.wait_for_timeout(300)
    before = figure(page, "step")
    page.wait_for_timeout(300)
    assert figure(page, "step") == before


def test_a_live_change_does_not_reset_the_run(page: Page) -> None:
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.get_by_label("Activation", exact=True).select_option("relu")
    page.get_by_label("Position noise").fill("0.2")
    page.get_by_label("Batch size").select_option("1")
    expect(page.get_by_label("Activation of hidden layer 2")).to_have_value("relu")
    page.wait_for_timeout(300)
    assert figure(page, "epoch") == 1


def test_a_diverged_run_says_so_and_trains_at_the_lower_rate(page: Page) -> None:
    page.get_by_label("Problem").select_option("Regression")
    page.get_by_label("Activation", exact=True).select_option("relu")
    page.get_by_label("Learning rate").select_option("10")
    page.get_by_role("button", name="Train the network").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The training diverged")
    expect(page.get_by_role("button", name="Train the network")).to_be_disabled()
    expect(alert).to_contain_text("The run is back at step 0, with its initial weights.")
    lower = alert.get_by_role("button", name="Lower the rate to ")
    rate = (lower.text_content() or "").strip().removeprefix("Lower the rate to ")
    lower.click()
    expect(alert).to_have_count(0)
    expect(page.get_by_label("Learning rate")).to_have_value(rate)
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_function(
        "() => Number(document.querySelector('[data-figure=step]').textContent.replace(/\\D/g, '')) > 200"
    )
    expect(alert).to_have_count(0)


def test_hovered_items_are_described_with_numbers(page: Page) -> None:
    page.get_by_role("button", name="Hidden layer 1, neuron 2").hover()
    expect(page.locator("#readout")).to_contain_text(
        re.compile(r"Hidden layer 1, neuron 2\s+bias \S+\s+weights x₁ [+−]\d\.\d{3}")
    )
    expect(page.locator("#output h2").first).to_have_text("Hidden layer 1, neuron 2")
    page.locator(".plane-box").hover()
    expect(page.locator(".reading")).to_contain_text(re.compile(r"x₁ .* → +[+−]\d"))


def test_the_keyboard_reaches_and_drives_everything(page: Page) -> None:
    page.locator("body").press(" ")
    expect(page.get_by_role("button", name="Pause the training")).to_be_visible()
    page.locator("body").press(" ")
    expect(page.get_by_role("button", name="Train the network")).to_be_visible()
    page.get_by_role("button", name="Hidden layer 1, neuron 1").focus()
    expect(page.locator("#readout")).to_contain_text("Hidden layer 1, neuron 1")
    page.locator(".plane-box").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".reading")).to_contain_text("x₁ +0.25")


def test_a_reload_resumes_the_run(page: Page) -> None:
    page.get_by_label("Learning rate").select_option("0.1")
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.wait_for_url(re.compile("#run=1"))
    page.wait_for_timeout(400)
    page.reload()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    expect(page.get_by_label("Learning rate")).to_have_value("0.1")


def test_a_link_opens_the_same_run_in_another_browser(page: Page, context: BrowserContext) -> None:
    page.get_by_role("radio", name="Spiral", exact=True).check()
    page.get_by_role("button", name="Remove hidden layer 2").click()
    expect(page.locator(".unit")).to_have_count(5)
    page.wait_for_url(re.compile("#run=1"))
    page.wait_for_timeout(400)
    other = open_playground(context, page.url)
    expect(other.get_by_role("radio", name="Spiral", exact=True)).to_be_checked()
    expect(other.locator(".unit")).to_have_count(5)


def test_a_damaged_link_says_so_and_starts_a_fresh_run(context: BrowserContext, server: Server) -> None:
    page = open_playground(context, f"{server.url}#run=1.eJyrVkpUslIy")
    expect(page.get_by_role("alert")).to_contain_text("incomplete or was changed")
    expect(page.get_by_role("radio", name="Circle", exact=True)).to_be_checked()


def test_a_link_with_a_run_the_server_refuses_says_why(page: Page, context: BrowserContext, watch: Watch) -> None:
    watch.expect("422")
    fragment = page.evaluate(
        """async () => {
            const { writeFragment } = await import('/static/js/core/address/links.js');
            return writeFragment({ data: { name: 'circle' }, batch_size: -1 });
        }"""
    )
    other = open_playground(context, page.url.partition("#")[0] + fragment)
    expect(other.get_by_role("alert")).to_contain_text("batch_size")


def test_the_theme_is_chosen_and_stored(page: Page) -> None:
    page.get_by_role("button", name="Switch to the dark theme").click()
    assert (
        page.evaluate(
            "getComputedStyle(document.body).colorScheme || getComputedStyle(document.documentElement).colorScheme"
        )
        == "dark"
    )
    page.reload()
    expect(page.get_by_role("button", name="Switch to the light theme")).to_be_visible()


def test_a_link_with_custom_data_opens(page: Page, context: BrowserContext) -> None:
    fragment = page.evaluate(
        """async () => {
            const { writeFragment } = await import('/static/js/core/address/links.js');
            const inputs = [[0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 1]];
            return writeFragment({ data: { name: 'inline', inputs, targets: [[0], [1], [1], [0]] } });
        }"""
    )
    other = open_playground(context, page.url.partition("#")[0] + fragment)
    expect(other.get_by_text("4 rows of 3 inputs")).to_be_visible()
    expect(other.get_by_text("only 2-input data can be drawn as a plane")).to_be_visible()
    other.get_by_role("radio", name="Circle", exact=True).check()
    expect(other.get_by_label("Position noise")).to_be_visible()
