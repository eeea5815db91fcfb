"""A class experiment, from the dialog to its result, on the pages of teacher, member and projector."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.checks import RECORD_DRAWN_TEXT, SETTLED, small_texts, violations
from tests.e2e.conftest import Watch, open_playground
from tests.e2e.server import Server
from tests.e2e.workshops.test_workshop import Member, projector_of


def check(page: Page, *widths: int) -> None:
    """The page is accessible and fits, on screens of different widths, bright and dark."""
    for number, width in enumerate(widths):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light" if number % 2 else "dark")
        page.evaluate(SETTLED)
        assert violations(page) == [] == small_texts(page), (page.url, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_class_experiment_from_the_dialog_to_the_result(
    context: BrowserContext, server: Server, watch: Watch
) -> None:
    watch.expect("401")  # who joins has no key yet
    context.add_init_script(f"({RECORD_DRAWN_TEXT})()")
    room = open_playground(context, server.url)
    room.get_by_role("button", name="Workshop").click()
    room.get_by_text("Nobody is here yet.").wait_for()
    projector = projector_of(room)
    place = parse_qs(urlsplit(room.url).query)["room"][0]
    page = context.new_page()
    page.goto(f"{server.url}join?room={place}")
    page.get_by_role("button", name="Join").click()
    page.locator(".member-bar .room-name").wait_for()
    Member(server, place, "Ada")

    room.get_by_role("button", name="Experiment…").click()
    dialog = room.get_by_role("dialog")
    dialog.get_by_label("What varies").select_option(label="Neurons in each hidden layer")
    dialog.get_by_label("Runs of each value").fill("1")
    dialog.get_by_label("Epochs").fill("30")
    dialog.get_by_label("Epochs").press("Enter")
    expect(dialog).to_contain_text("6 runs. 2 members get one each; the server trains the other 4.")
    assert violations(room) == []
    dialog.get_by_role("button", name="Deal", exact=True).click()

    panel = page.get_by_role("region", name="Class experiment")
    expect(panel).to_contain_text("waiting for the start")
    expect(page.get_by_role("button", name="The teacher decides when this run trains").first).to_be_disabled()
    expect(page.get_by_label("Learning rate")).to_be_disabled()
    expect(projector.locator(".dot.waiting")).to_have_count(6)
    expect(projector.locator(".dot.server")).to_have_count(4)
    expect(panel.locator(".dot.mine")).to_have_count(1)

    room.get_by_role("button", name="Start", exact=True).click()
    for each in (room, projector, panel):
        expect(each.locator(".dot.finished")).to_have_count(6, timeout=60_000)
        expect(each.get_by_text("Lowest test loss: ").first).to_be_visible()
    expect(panel).to_contain_text("It is yours again.")
    expect(page.get_by_label("Learning rate")).to_be_enabled()
    check(projector, 1280, 1920)
    check(room, 1280)
    check(page, 390)

    room.get_by_role("button", name="Hide").click()
    expect(panel).to_have_count(0)
    expect(projector.locator(".projector-experiment")).to_have_count(0)
