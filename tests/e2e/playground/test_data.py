"""Sequences, patterns and texts: chosen by tiles, set by controls, and their effect on the network."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import figure, open_options, train_one_epoch


def test_a_residual_block_at_the_front_follows_the_data(page: Page) -> None:
    page.get_by_role("button", name="Remove hidden layer 2").click()
    page.get_by_label("Kind of hidden layer 1").select_option("Residual block")
    expect(page.locator(".unit")).to_have_count(2 + 2 + 2 + 1)
    page.get_by_role("button", name="Use x₁² as an input; starts a new run").or_(
        page.get_by_role("button", name="Feature x₁²")
    ).first.click()
    expect(page.locator(".unit")).to_have_count(2 + 3 + 3 + 1)
    page.get_by_role("radio", name="Bits", exact=True).check()
    page.get_by_role("radio", name="Symmetry").check()
    expect(page.locator(".unit")).to_have_count(2 + 6 + 6 + 1)
    page.get_by_label("Bits", exact=True).last.fill("4")
    page.get_by_label("Bits", exact=True).last.press("Enter")
    expect(page.locator(".unit")).to_have_count(2 + 4 + 4 + 1)
    train_one_epoch(page)


def test_the_tasks_of_1986_are_chosen_and_set(page: Page) -> None:
    page.get_by_role("radio", name="Bits", exact=True).check()
    expect(page.get_by_label("Position noise")).to_have_count(0)
    page.get_by_role("radio", name="Family trees").check()
    expect(page.locator(".feature .node-label").first).to_have_text("Christopher")
    expect(page.locator(".unit .node-label").nth(1)).to_have_text("Penelope")
    expect(page.get_by_role("button", name="Output, Andrew")).to_be_visible()
    held = page.get_by_label("Held out", exact=True)
    expect(held).to_have_value("4")
    held.fill("0")
    held.press("Enter")
    expect(page.get_by_role("button", name="Hold out others")).to_have_count(0)
    expect(page.get_by_text("Training accuracy")).to_be_visible()
    held.fill("104")
    expect(page.get_by_role("alert")).to_have_text("From 0 to 103.")
    held.press("Escape")
    off = page.get_by_label("Off is")
    off.fill("0.1")
    off.press("Enter")
    expect(off).to_have_value("0.1")
    train_one_epoch(page)


def test_sequences_add_a_recurrent_layer(page: Page) -> None:
    page.get_by_role("radio", name="Sequences", exact=True).check()
    page.get_by_role("radio", name="Copy memory").check()
    expect(page.get_by_role("toolbar", name="LSTM 1", exact=True)).to_be_visible()
    expect(page.locator(".feature")).to_have_count(6)  # those of one step
    expect(page.locator(".sample figcaption")).to_contain_text("30 steps of 6 numbers")
    expect(page.get_by_role("button", name="Remove LSTM 1")).to_be_disabled()  # there is a target at every step
    train_one_epoch(page)
    delay = page.get_by_label("Delay")
    delay.fill("10")
    delay.press("Enter")
    expect(page.locator(".sample figcaption")).to_contain_text("20 steps of 6 numbers")
    assert figure(page, "epoch") == 1  # the weights do not depend on the length
    page.get_by_label("Symbol coding").select_option("numbers")
    expect(page.get_by_role("toolbar", name="Embedding 1", exact=True)).to_be_visible()
    train_one_epoch(page)
    page.get_by_role("radio", name="Adding problem").check()
    expect(page.locator(".sample figcaption")).to_contain_text("100 steps of 2 numbers")
    card = open_options(page, "LSTM 1")
    expect(card.get_by_role("switch", name="Return every state")).to_be_disabled()
    card.get_by_label("Truncate", exact=True).select_option("a number")
    card.get_by_label("Truncate, the number").fill("20")
    card.get_by_label("Truncate, the number").press("Enter")
    card.get_by_label("Forget bias").fill("2")
    card.get_by_label("Forget bias").press("Enter")
    card.get_by_label("First recurrent weights").select_option("Identity")
    card.get_by_label("Spectral radius", exact=True).select_option("a number")
    expect(card.get_by_label("Spectral radius, the number")).to_have_value("1")
    card.get_by_label("First recurrent weights").select_option("Zeros")  # which have none
    expect(card.get_by_label("Spectral radius", exact=True)).to_be_disabled()
    page.keyboard.press("Escape")
    train_one_epoch(page)


def test_every_number_of_a_gate_is_read_and_set(page: Page) -> None:
    page.get_by_role("radio", name="Sequences", exact=True).check()
    page.get_by_role("radio", name="Parity").check()
    page.get_by_role("button", name="LSTM 1, neuron 2").click()
    inspector = page.locator(".inspector")
    expect(inspector.locator(".gate")).to_have_text(["Gate i", "Gate f", "Gate g", "Gate o"])
    expect(inspector.locator("tbody tr:not(.gate)")).to_have_count(4 * (1 + 8 + 1))
    forget = inspector.get_by_label("Bias").nth(1)
    expect(forget).to_have_value("+1.000")
    forget.fill("3")
    forget.press("Enter")
    expect(forget).to_have_value("+3.000")
    state = inspector.get_by_label("Weight from neuron 8, previous step").nth(3)
    state.fill("-2")
    state.press("Enter")
    expect(state).to_have_value("−2.000")


def test_a_custom_text_is_learned(page: Page) -> None:
    page.get_by_role("radio", name="Sequences", exact=True).check()
    page.get_by_role("radio", name="Text").check()
    expect(page.locator(".feature .node-label").first).to_have_text("space")
    text = page.get_by_label("Text", exact=True).last
    text.fill("abababababababababababab")
    text.blur()
    expect(page.locator(".unit .node-label")).to_have_text(["a", "b"])
    train_one_epoch(page)
    text.fill("aaaa")
    text.blur()
    expect(page.get_by_role("alert")).to_contain_text("Write something longer")
    expect(page.locator(".unit .node-label")).to_have_text(["a", "b"])
