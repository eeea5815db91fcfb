"""Lessons: every built-in lesson can be completed, and errors in a text have their line."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.checks import Screens
from tests.e2e.conftest import Watch, figure
from tests.e2e.server import ROOT, Server

LESSONS = sorted(path.stem for path in (ROOT / "static" / "lessons").glob("*.md"))
FASTEST = "as fast as possible"
PATIENCE = 60_000  # ms that a step's conditions may take to come true


def open_lessons(context: BrowserContext, server: Server, query: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{server.url}lessons{query}")
    page.locator(".lesson h2").first.wait_for()
    return page


def answer_everything(page: Page) -> None:
    """Answer the questions of the step in order."""
    answered = 0
    while (questions := page.locator(".predict")).count() > answered:
        question = questions.nth(answered)
        if question.locator("button:enabled").count():
            question.locator("button").first.click()
        expect(question.locator(".reveal")).to_be_visible()
        expect(question.locator(".right")).to_have_count(1)
        answered += 1


def do_what_is_asked(page: Page) -> None:
    """Answer, press every button of the step, and train until the step is done."""
    answer_everything(page)
    for button in page.locator(".lesson-action .button").all():
        button.click()
        page.wait_for_timeout(300)
    on = page.get_by_role("button", name="Next", exact=True).or_(page.get_by_role("button", name="Finish", exact=True))
    if not on.is_visible():
        page.get_by_label("Speed").select_option(FASTEST)
        page.get_by_role("button", name="Train the network").click()
        on.wait_for(timeout=PATIENCE)
        if page.get_by_role("button", name="Pause the training").is_visible():
            page.get_by_role("button", name="Pause the training").click()
    on.click()


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_can_be_completed(context: BrowserContext, server: Server, name: str) -> None:
    page = open_lessons(context, server, f"?lesson={name}")
    page.locator(".unit").first.wait_for()
    for step in range(page.locator(".lesson-steps button").count()):
        expect(page.locator(".lesson-steps [aria-current]")).to_have_text(str(step + 1))
        do_what_is_asked(page)
    expect(page.locator(".lesson-list")).to_have_count(2)
    meter = page.locator(".lesson-list meter").nth(LESSONS.index(name))
    assert meter.get_attribute("value") == meter.get_attribute("max")


def test_the_next_step_waits_for_the_checks_and_can_be_skipped_to(context: BrowserContext, server: Server) -> None:
    page = open_lessons(context, server, "?lesson=nosuch")
    expect(page.locator(".lesson-fault")).to_have_text("There is no lesson “nosuch”. Choose one below.")
    page.get_by_role("button", name="What a neuron does").click()
    expect(page.locator(".lesson-fault")).to_have_count(0)
    expect(page.get_by_role("button", name="Skip", exact=True)).to_be_visible()
    page.locator(".predict button").nth(1).click()
    expect(page.locator(".reveal")).to_contain_text("Not quite.")
    expect(page.locator(".predict .right")).to_contain_text("A straight line")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator(".checks li")).to_have_attribute("data-held", "false")
    shown = page.locator(".checks b").inner_text()
    page.wait_for_function("() => sessionStorage.getItem('backprop-session') !== null")
    session = page.evaluate("JSON.parse(sessionStorage.getItem('backprop-session')).id")
    metrics = httpx.get(f"{server.url}api/v1/sessions/{session}").json()["metrics"]
    assert float(shown) == pytest.approx(metrics["train_accuracy"], abs=1e-4)
    page.get_by_role("button", name="Skip", exact=True).click()
    expect(page.locator(".lesson-steps [aria-current]")).to_have_text("3")

    # a reload keeps lesson, step, answers and run
    page.get_by_role("button", name="Back", exact=True).click()
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.wait_for_timeout(400)
    page.reload()
    expect(page.locator(".lesson-steps [aria-current]")).to_have_text("2")
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.get_by_role("button", name="Restart this lesson").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("0")
    expect(page.locator(".predict button:enabled")).to_have_count(3)

    # a lesson chosen from the list starts with its own run
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.get_by_role("button", name="Back to all lessons").click()
    page.get_by_role("button", name="What a neuron does").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("0")


def test_parts_that_a_lesson_hides_return_in_the_playground(context: BrowserContext, server: Server) -> None:
    page = open_lessons(context, server, "?lesson=12-1986")
    page.locator(".unit").first.wait_for()
    expect(page.get_by_label("Learning rate")).to_be_hidden()
    page.wait_for_function("() => location.hash.length > 5")
    page.get_by_role("link", name="Playground", exact=True).click()
    page.locator(".unit").first.wait_for()
    expect(page.get_by_label("Learning rate")).to_be_visible()


def test_a_custom_lesson_opens_and_its_errors_have_lines(
    context: BrowserContext, server: Server, tmp_path: Path, watch: Watch
) -> None:
    watch.expect("422")
    page = open_lessons(context, server)
    text = (ROOT / "static" / "lessons" / f"{LESSONS[0]}.md").read_text("utf-8")

    def choose(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        page.locator("input[type=file]").set_input_files(tmp_path / name)

    choose("empty.md", b"")
    expect(page.locator(".notice.error")).to_contain_text("empty.md is empty")
    choose("huge.md", b"x" * 300_000)
    expect(page.locator(".notice.error")).to_contain_text("a lesson has at most")
    choose("broken.md", text.replace('{"data"', '{"data', 1).encode())
    expect(page.locator(".lesson-fault")).to_contain_text("Line 7: the JSON of this run block cannot be read")
    page.get_by_role("button", name="Back to all lessons").click()
    choose("wrong.md", text.replace('"gauss"', '"gouss"', 1).encode())
    expect(page.locator(".notice.error")).to_contain_text("The server could not start the run of this lesson")
    page.get_by_role("button", name="Back to all lessons").click()
    choose("mine.md", text.replace("What a neuron does", "My <b>own</b> neuron", 1).encode())
    expect(page.locator(".lesson-top h2")).to_have_text("My <b>own</b> neuron")
    page.reload()
    expect(page.locator(".lesson-top h2")).to_have_text("My <b>own</b> neuron")


def test_markup_in_a_lesson_stays_text(context: BrowserContext, server: Server, tmp_path: Path) -> None:
    page = open_lessons(context, server)
    script = '<img src=x onerror="document.title=1"><script>document.title = 2</script> [a](javascript:alert(1)) $\\frac{1}{2}$'
    (tmp_path / "x.md").write_text(f'# T\n```run\n{{"data": {{"name": "circle"}}}}\n```\n## S\n{script}\n', "utf-8")
    page.locator("input[type=file]").set_input_files(tmp_path / "x.md")
    prose = page.locator(".lesson-step .prose")
    expect(prose).to_contain_text("<img src=x")
    assert prose.locator("img, script").count() == 0
    assert prose.locator("a").get_attribute("href") == ""
    assert prose.locator("math mfrac").count() == 1


def test_the_machines_of_1986_show_their_weights(context: BrowserContext, server: Server) -> None:
    page = open_lessons(context, server)
    page.get_by_role("button", name="Symmetry Two hidden units").click()
    expect(page.locator(".hinton")).to_have_count(2)
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.wait_for_timeout(300)
    session = page.evaluate("JSON.parse(sessionStorage.getItem('backprop-session')).id")
    layers = httpx.get(f"{server.url}api/v1/sessions/{session}/parameters").json()["layers"]
    numbers = [abs(x) for row in layers[0]["weights"] for x in row] + [abs(x) for x in layers[0]["biases"]]
    shown = page.locator(".hinton figcaption .quiet").first.inner_text().removeprefix("largest weight ")
    assert float(shown) == pytest.approx(max(numbers), rel=1e-3)


def test_every_screen_is_accessible_and_fits(screens: Screens, server: Server) -> None:
    page = open_lessons(screens.context, server)
    screens.check(page, "list")
    page.get_by_role("button", name="The chain rule on one weight").click()
    answer_everything(page)
    term = page.locator(".term-link[data-term=chain-rule]")
    expect(term).to_have_count(1)
    term.click()
    expect(page.locator(".explain-card h2")).to_have_text("Chain rule")
    page.keyboard.press("Escape")
    expect(page.locator(".explain-card")).to_have_count(0)
    screens.check(page, "lesson")
    page.get_by_role("button", name="Back to all lessons").click()
    page.get_by_role("button", name="Family trees").click()
    expect(page.locator(".hinton")).not_to_have_count(0)
    screens.check(page, "machine")
    assert figure(page, "epoch") == 0
