"""A challenge, on the pages of the teacher, a member and the projector."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.checks import RECORD_DRAWN_TEXT, SETTLED, small_texts, violations
from tests.e2e.conftest import RETURNING, Watch, open_playground
from tests.e2e.server import Server
from tests.e2e.workshops.test_workshop import Member, projector_of


def test_a_challenge_from_the_dialog_to_the_winner(
    browser: Browser, context: BrowserContext, server: Server, watch: Watch
) -> None:
    context.add_init_script(f"({RECORD_DRAWN_TEXT})()")
    room = open_playground(context, server.url)
    room.get_by_role("button", name="Workshop").click()
    projector = projector_of(room)
    place = parse_qs(urlsplit(room.url).query)["room"][0]
    expect(room.get_by_role("button", name="Challenge…")).to_be_disabled()
    ada = Member(server, place, "<b>Ada</b> 🦊")
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True) as phone:
        phone.add_init_script(f"{RETURNING}\n;({RECORD_DRAWN_TEXT})()")
        watch.watch(phone)
        watch.expect("401")  # who joins has no key yet
        page = phone.new_page()
        page.goto(f"{server.url}join?room={place}")
        page.get_by_label("Your name").fill("Bo")
        page.get_by_role("button", name="Join").click()
        page.locator(".unit").first.wait_for()

        room.get_by_role("button", name="Challenge…").click()
        dialog = room.get_by_role("dialog")
        dialog.get_by_label("at least, in %").fill("101")
        dialog.get_by_role("button", name="Begin").click()
        expect(dialog.get_by_role("alert")).to_contain_text("at most 100")
        dialog.get_by_label("at least, in %").fill("90")
        dialog.get_by_label("Who wins").select_option("fewest hidden neurons")
        dialog.get_by_text("Only certain features").click()
        dialog.get_by_label("In your words").fill("Be <i>quick</i>")
        room.evaluate(SETTLED)
        assert violations(room) == []
        dialog.get_by_role("button", name="Begin").click()

        panel = page.get_by_role("region", name="Challenge")
        expect(panel).to_contain_text("Accuracy ≥ 90 %")
        expect(panel).to_contain_text("Be <i>quick</i>")
        expect(projector.get_by_role("heading", name="Accuracy ≥ 90 %")).to_be_visible()
        ada.train(60)
        first = projector.get_by_role("list", name="Ranking").get_by_role("listitem").filter(has_text="6 neurons")
        expect(first).to_contain_text("<b>Ada</b> 🦊")
        card = room.get_by_role("region", name="Challenge")
        expect(card.get_by_role("listitem").first).to_contain_text("6 neurons")
        page.get_by_role("button", name="Train the network").click()
        expect(panel).to_contain_text("Reached with 6 neurons. You are 2nd of 2 so far.")
        for each in (room, projector, page):
            each.evaluate(SETTLED)
            assert violations(each) == [] == small_texts(each), each.url

        card.get_by_role("button", name="End", exact=True).click()
        expect(projector.get_by_text("<b>Ada</b> 🦊 wins with 6 neurons.")).to_be_visible()
        expect(panel).to_contain_text("Over. You came 2nd of 2, with 6 neurons.")
        assert violations(projector) == []
        projector.set_viewport_size({"width": 390, "height": 844})
        assert projector.evaluate("document.documentElement.scrollWidth") == 390
        panel.get_by_role("button", name="Close the challenge").click()
        page.reload()
        page.locator(".unit").first.wait_for()
        expect(panel).to_be_hidden()
        card.get_by_role("button", name="Hide").click()
        expect(projector.locator(".join-code")).to_be_visible()
        expect(projector.get_by_role("heading", name="Accuracy ≥ 90 %")).to_be_hidden()
