"""Workshops, with several pages at once: a teacher, members and the projector."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.checks import RECORD_DRAWN_TEXT, SETTLED, small_texts, violations
from tests.e2e.conftest import open_playground
from tests.e2e.server import Server


class Member:
    """A member of a workshop, by REST."""

    def __init__(self, server: Server, room: str, name: str) -> None:
        self._api = f"{server.url}api/v1"
        self._room = f"{self._api}/rooms/{room}"
        joined = httpx.post(f"{self._room}/members", json={"name": name}).raise_for_status().json()
        self.id, self.session = joined["member"]["id"], joined["session"]
        self._key = {"Authorization": f"Bearer {joined['key']}"}

    def change(self, spec: dict[str, object]) -> None:
        """Change the run's spec."""
        httpx.patch(f"{self._api}/sessions/{self.session}", json={"patch": spec}).raise_for_status()

    def train(self, epochs: int) -> None:
        """Train for some epochs."""
        body = {"count": epochs, "unit": "epoch"}
        httpx.post(f"{self._api}/sessions/{self.session}/steps", json=body).raise_for_status()

    def answer(self, value: float) -> None:
        """Answer the newest question."""
        room = httpx.get(self._room, headers=self._key).raise_for_status().json()
        question = room["questions"][-1]["id"]
        answer = f"{self._room}/questions/{question}/answer"
        httpx.put(answer, json={"value": value}, headers=self._key).raise_for_status()


def projector_of(room: Page) -> Page:
    """Open the projector from the teacher's page."""
    with room.context.expect_page() as opened:
        room.locator("section", has=room.get_by_role("heading", name="Projector")).get_by_role("link").click()
    return opened.value


def check_results(context: BrowserContext, results: ZipFile, file: Path) -> None:
    """The page in the results can be read by itself, on a phone too, and asks for nothing."""
    assert {"members.csv", "answers.csv", "runs/Ada.json", "runs/Bo.json"} <= set(results.namelist())
    file.write_bytes(results.read("results.html"))
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    asked: list[str] = []
    page.goto(file.as_uri())
    expect(page.get_by_role("row", name="Ada")).to_contain_text("20")
    expect(page.locator(".right")).to_contain_text("down ✓")
    assert page.locator("image.day").first.evaluate("image => image.getBBox().width") > 0
    for width, scheme in ((390, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert violations(page) == [] == small_texts(page), (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()


def test_a_teacher_sees_the_class_shows_a_run_asks_and_ends_the_workshop(
    context: BrowserContext, server: Server, tmp_path: Path
) -> None:
    context.add_init_script(f"({RECORD_DRAWN_TEXT})()")
    room = open_playground(context, server.url)
    room.get_by_role("button", name="Workshop").click()
    expect(room.get_by_text("Nobody is here yet.")).to_be_visible()
    expect(room.locator(".reach")).to_contain_text("Phones cannot join by this address")
    assert violations(room) == []
    projector = projector_of(room)
    code = room.locator(".join-code").inner_text()
    expect(projector.locator(".join-code")).to_have_text(code)
    assert violations(projector) == []

    place = parse_qs(urlsplit(room.url).query)["room"][0]
    ada, bo = (Member(server, place, name) for name in ("Ada", "Bo"))
    ada.change({"optimizer": {"learning_rate": 0.1}})
    ada.train(20)
    wall = room.get_by_role("list", name="Members")
    expect(wall.get_by_role("button", name="Ada")).to_contain_text("learning rate")
    expect(wall.get_by_role("button")).to_have_count(2)
    room.get_by_role("searchbox", name="Filter").fill("learning rate")
    expect(wall.get_by_role("button")).to_have_count(1)
    room.get_by_role("searchbox", name="Filter").fill("")
    assert violations(room) == []

    # the keyboard opens a run, shows it on the projector, and returns to its tile
    wall.get_by_role("button", name="Ada").focus()
    room.keyboard.press("ArrowRight")
    expect(wall.get_by_role("button", name="Bo")).to_be_focused()
    room.keyboard.press("ArrowLeft")
    room.keyboard.press("Enter")
    expect(room.get_by_role("heading", name="Ada")).to_be_focused()
    room.locator(".member-view .unit").first.wait_for()
    expect(room.locator(".member-view .node.feature").first).to_be_disabled()
    room.get_by_role("button", name="On the projector").click()
    expect(projector.get_by_role("heading", name="Ada’s run")).to_be_visible()
    projector.locator(".unit").first.wait_for()
    assert violations(projector) == [] == violations(room)
    room.get_by_role("button", name="On the projector").press("Escape")
    expect(wall.get_by_role("button", name="Ada")).to_be_focused()

    # a question: counts for the teacher, then for everyone
    room.get_by_role("button", name="Ask…").click()
    dialog = room.get_by_role("dialog")
    dialog.get_by_label("Question").fill("Which way does the loss go?")
    dialog.get_by_label("Answers, one on each line").fill("up\ndown")
    dialog.get_by_label("Right answer").select_option("down")
    dialog.get_by_role("button", name="Ask", exact=True).click()
    expect(projector.get_by_role("heading", name="Which way does the loss go?")).to_be_visible()
    ada.answer(1)
    bo.answer(0)
    expect(room.get_by_text("2 of 2 answered")).to_be_visible()
    expect(projector.get_by_text("2 of 2 answered")).to_be_visible()
    expect(projector.locator(".counts")).to_have_count(0)
    room.get_by_role("button", name="Reveal").click()
    expect(projector.locator(".counts .right")).to_contain_text("down")
    for page, width, height in ((room, 390, 844), (room, 768, 1024), (room, 1440, 900), (projector, 1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark")
        page.evaluate(SETTLED)
        assert violations(page) == [], (page.url, width)
        assert small_texts(page) == [], (page.url, width)
        assert page.evaluate("document.documentElement.scrollWidth") == width, page.url

    room.get_by_role("button", name="Options…").click()
    room.get_by_role("button", name="End the workshop…").click()
    expect(room.get_by_role("dialog")).to_contain_text("deleted")
    with room.expect_download() as download:
        room.get_by_role("dialog").get_by_role("link", name="Download the results").click()
    check_results(context, ZipFile(download.value.path()), tmp_path / "results.html")
    room.get_by_role("dialog").get_by_role("button", name="End the workshop").click()
    expect(room.get_by_text("This workshop has ended.")).to_be_visible()
    expect(projector.get_by_text("The workshop has ended.")).to_be_visible()
