"""A whole workshop with eight pages, a teacher, the projector and six members, from the code to the results."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.app.live import until
from tests.app.store.written import written
from tests.e2e.conftest import RETURNING, Watch, open_playground
from tests.e2e.playground.test_connection import OUTAGE, session_of, shown_epoch
from tests.e2e.server import Server
from tests.e2e.workshops.test_workshop import projector_of

NAMES = ("Ada", "Bo", "Chidi", "Dana", "Emre", "Fatima")
LAPTOP = ViewportSize(width=1280, height=720)
PHONE = ViewportSize(width=390, height=844)

HAS_RUN = re.compile(r"It is yours again\.|yours: .*, test loss")
"""What a member reads after an experiment, on a laptop and, folded, on a phone."""

Join = Callable[[str, str], Page]


@pytest.fixture
def join(browser: Browser, own_server: Server, watch: Watch) -> Iterator[Join]:
    """Joins by a code, with a browser of its own; every second one is a phone."""
    with ExitStack() as members:

        def join(code: str, name: str) -> Page:
            is_phone = NAMES.index(name) % 2 == 1
            screen = PHONE if is_phone else LAPTOP
            context = members.enter_context(browser.new_context(viewport=screen, has_touch=is_phone))
            context.add_init_script(RETURNING)
            watch.watch(context)
            page = context.new_page()
            page.goto(f"{own_server.url}join")
            page.get_by_label("Code").fill(code)
            page.keyboard.press("Enter")
            page.get_by_label("Your name").fill(name)
            page.get_by_role("button", name="Join").click()
            page.locator(".unit").first.wait_for()
            return page

        yield join


def push_and_lock(room: Page, members: list[Page]) -> None:
    """Push an example, lock all of it, and unlock it."""
    room.get_by_role("button", name="Push…").click()
    dialog = room.get_by_role("dialog")
    dialog.get_by_role("radio", name="An example").check()
    dialog.get_by_label("Example", exact=True).select_option(label="Exclusive or")
    dialog.get_by_role("button", name="Push", exact=True).click()
    for page in members:
        expect(page.locator(".notice")).to_contain_text("The teacher sent you a run.")
    room.get_by_role("button", name="Lock…").click()
    room.get_by_role("button", name="Lock everything", exact=True).click()
    for page in members:
        expect(page.locator(".member-bar")).to_contain_text("All locked")
    room.get_by_role("button", name="Unlock everything").click()
    room.keyboard.press("Escape")


def ask(room: Page, projector: Page, members: list[Page]) -> None:
    """Ask a question that everybody answers, and reveal the answer."""
    room.get_by_role("button", name="Ask…").click()
    dialog = room.get_by_role("dialog")
    dialog.get_by_label("Question").fill("Can one neuron separate these classes?")
    dialog.get_by_label("Answers, one on each line").fill("yes\nno")
    dialog.get_by_label("Right answer").select_option("no")
    dialog.get_by_role("button", name="Ask", exact=True).click()
    for page in members:
        question = page.get_by_role("region", name="Question")
        question.wait_for()
        if page.viewport_size == PHONE:
            page.get_by_role("button", name="Answer", exact=True).click()
        question.get_by_role("radio", name="no").check()
    expect(projector.get_by_text("6 of 6 answered")).to_be_visible()
    room.get_by_role("button", name="Reveal").click()
    for page in members:
        expect(page.get_by_role("region", name="Question")).to_contain_text("Right.")
    room.get_by_role("button", name="Hide").click()


def challenge(room: Page, projector: Page, members: list[Page]) -> None:
    """Challenge the class; the first three members play until they reach the goal."""
    room.get_by_role("button", name="Challenge…").click()
    dialog = room.get_by_role("dialog")
    dialog.get_by_role("radio", name="the run they have").check()
    dialog.get_by_label("at least, in %").fill("80")
    dialog.get_by_role("button", name="Begin").click()
    players = members[:3]
    for page in players:
        page.get_by_role("region", name="Challenge").wait_for()
        page.get_by_role("button", name="Train the network").click()
    for page in players:
        expect(page.get_by_role("region", name="Challenge")).to_contain_text("Reached", timeout=60_000)
    reached = projector.get_by_role("list", name="Ranking").get_by_role("listitem")
    expect(reached.filter(has_text=re.compile("|".join(NAMES[:3])))).to_have_count(3)
    card = room.get_by_role("region", name="Challenge")
    card.get_by_role("button", name="End", exact=True).click()
    expect(projector.get_by_text("wins")).to_be_visible()
    card.get_by_role("button", name="Hide").click()
    for page in players:
        page.get_by_role("button", name="Pause the training").click()


def experiment(room: Page, projector: Page, members: list[Page]) -> None:
    """Deal an experiment, start it, and wait until all runs have ended."""
    room.get_by_role("button", name="Experiment…").click()
    dialog = room.get_by_role("dialog")
    dialog.get_by_label("Epochs").fill("20")
    dialog.get_by_label("Epochs").press("Enter")
    dialog.get_by_role("button", name="Deal", exact=True).click()
    for page in members:
        expect(page.get_by_role("region", name="Class experiment")).to_contain_text("waiting for the start")
    room.get_by_role("button", name="Start", exact=True).click()
    dots = projector.locator(".dot")
    expect(dots.first).to_be_visible()
    expect(projector.locator(".dot.finished")).to_have_count(dots.count(), timeout=60_000)
    for page in members:
        expect(page.get_by_role("region", name="Class experiment")).to_contain_text(HAS_RUN)
    room.get_by_role("region", name="Experiment").get_by_role("button", name="Hide").click()


def check_results(content: bytes) -> None:
    """Check that the results have everybody's run and all tables."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        files = archive.namelist()
        assert {f"runs/{name}.json" for name in NAMES} <= set(files)
        assert {"members.csv", "answers.csv", "challenges.csv", "experiments.csv", "results.html"} <= set(files)
        assert all(name in archive.read("members.csv").decode() for name in NAMES)


def test_a_whole_workshop(context: BrowserContext, own_server: Server, join: Join, watch: Watch) -> None:
    for text in (*OUTAGE, "401"):  # the server is killed; who joins has no key yet
        watch.expect(text)
    room = open_playground(context, own_server.url)
    room.get_by_role("button", name="Workshop").click()
    projector = projector_of(room)
    code = room.locator(".join-code").inner_text()
    pages = {name: join(code, name) for name in NAMES}
    wall = room.get_by_role("list", name="Members")
    expect(wall.get_by_role("button")).to_have_count(len(NAMES))
    expect(projector.locator(".tile")).to_have_count(len(NAMES))
    push_and_lock(room, list(pages.values()))
    ask(room, projector, list(pages.values()))
    challenge(room, projector, list(pages.values()))
    experiment(room, projector, list(pages.values()))

    # a page that is killed, and the server that is killed: everybody is back at the same step
    ada = pages["Ada"]
    epoch, session = shown_epoch(ada), session_of(ada)
    context_of_ada = ada.context
    ada.close()
    ada = pages["Ada"] = context_of_ada.new_page()
    ada.goto(f"{own_server.url}join")
    ada.get_by_label("Code").fill(code)
    ada.keyboard.press("Enter")
    ada.locator(".unit").first.wait_for()
    expect(ada.get_by_role("button", name="Ada")).to_be_visible()
    assert (session_of(ada), shown_epoch(ada)) == (session, epoch)
    until(lambda: written(own_server.data, session).get("epoch") == epoch)
    epochs = {name: shown_epoch(page) for name, page in pages.items()}
    own_server.stop()
    expect(ada.locator(".connection")).to_have_text("Connection lost")
    own_server.start()
    for name, page in pages.items():
        expect(page.locator(".connection")).to_have_text("Connected", timeout=30_000)
        expect(page.get_by_role("button", name=name)).to_be_visible()
        assert shown_epoch(page) == epochs[name]
    expect(wall.get_by_role("button")).to_have_count(len(NAMES))

    # the results, and the end
    room.get_by_role("button", name="Options…").click()
    room.get_by_role("button", name="End the workshop…").click()
    dialog = room.get_by_role("dialog")
    with room.expect_download() as download:
        dialog.get_by_role("link", name="Download the results").click()
    check_results(download.value.path().read_bytes())
    dialog.get_by_role("button", name="End the workshop").click()
    expect(projector.get_by_text("The workshop has ended.")).to_be_visible()
    for name, page in pages.items():
        expect(page.get_by_text("The workshop has ended.").first).to_be_visible()
        assert shown_epoch(page) == epochs[name]
