"""The pages of a member: joining, and everything that the teacher does there, from the code to the end."""

import json
from typing import Any

from playwright.sync_api import APIRequestContext, Browser, BrowserContext, Page, expect

from app.protocol.rooms.parts import PARTS
from app.routes.pages.pages import STATIC
from tests.e2e.checks import DEVICES, Screens, violations
from tests.e2e.conftest import RETURNING, Watch, figure
from tests.e2e.server import Server

SPEC = {"data": {"name": "spiral"}, "network": {"layers": [{"units": 5}]}}

USABLE = """() => [...document.querySelectorAll('main *, .transport *, .settings *')]
    .filter((each) => each.matches('button, input, select, textarea') && each.checkVisibility())
    .filter((each) => !each.matches(':disabled, .node, .time-line *'))
    .map((each) => each.title || each.closest('[title]')?.title || each.outerHTML)"""
"""What the controls that can be used are for, besides neurons and the time line."""

FREE = {
    "Rewind to the same initial weights",
    "Train the network",
    "Train for one epoch",
    "Step through one sample; the weights change when its batch is complete",
    "Step by one batch: one update of the weights",
    "Step by one epoch: once through all training data",
    "How fast the network trains while it plays",
    "Batch size, optimizer, loss, regularization and initial weights",
    "Other kinds of data, your own data, noise, number of samples and training share",
    "Points in the plane, measured data, and your own",
    "The tasks of 1986: complete sets of bit patterns",
    "Sequences of numbers, symbols or characters",
    "Squares, products and sines of the coordinates",
    "Previous neuron",
    "Next neuron",
    "Close",
    "Connections show weights: orange below zero, blue above",
    "Connections show the gradient of the loss with respect to each weight: magenta below zero, green above",
    "Activations, saturated and dead neurons, gradients and updates of every layer",
    "Test points, hard boundary, edit points, log scale and confusion matrix",
    "Show the test points as hollow marks; the network never learns from them",
    "Show the predicted class without the confidence",
    "Training and test loss over the epochs",
    "Which classes are mistaken for which",
    "Show the loss in powers of ten, so that small losses can be distinguished",
}
"""Controls of the playground that change nothing that a teacher can lock. A control that does belongs in a Lockable."""


class Teacher:
    """A teacher without a page: the calls of one room."""

    def __init__(self, calls: APIRequestContext, server: Server, **about: Any) -> None:
        self._calls, self._api = calls, f"{server.url}api/v1"
        room = calls.post(f"{self._api}/rooms", data={"name": "Class 3b", "spec": SPEC, **about}).json()["room"]
        self._room, self.code = f"{self._api}/rooms/{room['id']}", room["code"]
        self.link = f"{server.url}join?room={room['id']}"

    def send(self, method: str, path: str = "", **body: Any) -> Any:
        """Make a call about the room, as its teacher."""
        response = self._calls.fetch(f"{self._room}{path}?role=teacher", method=method, data=body or None)
        assert response.ok, response.text()
        return response.json() if response.status != 204 else None

    def lead(self) -> None:
        """Let members follow a run of the teacher."""
        run = self._calls.post(f"{self._api}/sessions", data={"data": {"name": "circle"}}).json()
        self.send("PUT", "/run", session=run["id"])


def lesson_run(name: str) -> Any:
    """The run that a lesson begins with."""
    text = (STATIC / "lessons" / f"{name}.md").read_text("utf-8")
    return json.loads(text.partition("```run")[2].partition("```")[0])


def join(page: Page, teacher: Teacher, name: str) -> None:
    """Join by the code, and wait for the network."""
    page.get_by_label("Code").fill(teacher.code.lower())
    page.keyboard.press("Enter")
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("button", name=name)).to_be_visible()
    page.locator(".unit").first.wait_for()


def test_a_member_joins_works_and_stays_through_what_the_teacher_does(
    browser: Browser, context: BrowserContext, server: Server, watch: Watch
) -> None:
    watch.expect("401 (Unauthorized)")  # a browser that asks whether it is a member already
    watch.expect("404 (Not Found)")  # a wrong code
    teaching = browser.new_context()
    teacher = Teacher(teaching.request, server)
    page = context.new_page()
    bar, transport = page.locator(".member-bar"), page.locator(".transport")

    page.goto(f"{server.url}join")
    page.get_by_label("Code").fill("no such code")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("No workshop has this code")
    assert violations(page) == []
    join(page, teacher, "Ada")
    assert violations(page) == []
    transport.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")

    # a reload, and the link in another tab, lead back to the same step
    page.reload()
    page.locator(".unit").first.wait_for()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    other = context.new_page()
    other.goto(teacher.link)
    other.locator(".unit").first.wait_for()
    expect(other.get_by_role("button", name="Ada")).to_be_visible()
    expect(other.locator("[data-figure=epoch]")).to_have_text("1")
    other.close()

    # what is locked cannot be changed, and says why; while all are paused nothing trains
    page.locator(".unit").nth(2).click()
    teacher.send("PATCH", locked=["optimizer"], paused=True)
    optimizer = page.get_by_label("Optimizer", exact=True)
    expect(optimizer).to_be_disabled()
    expect(page.get_by_title("The teacher has locked the optimizer.")).to_be_visible()
    expect(page.get_by_label("Learning rate", exact=True)).to_be_enabled()
    expect(bar).to_contain_text("Paused by the teacher")
    expect(transport.get_by_role("button", name="The teacher decides when this run trains").first).to_be_disabled()
    page.locator("main").press(" ")
    assert figure(page, "epoch") == 1
    teacher.send("PATCH", locked=list(PARTS), paused=False)
    expect(page.get_by_label("Learning rate", exact=True)).to_be_disabled()
    assert set(page.evaluate(USABLE)) - FREE == set()
    assert violations(page) == []
    teacher.send("PATCH", locked=[])
    expect(optimizer).to_be_enabled()

    # an answer can be changed until the question is closed; then it is compared with the right one
    question = page.get_by_role("region", name="Question")
    asked = teacher.send("POST", "/questions", kind="sign", text="What is the sign of ∂L/∂w?", answer=-1, points=2)
    question.get_by_role("radio", name="positive").check()
    expect(question).to_contain_text("Sent: positive.")
    question.get_by_role("radio", name="negative").check()
    expect(question).to_contain_text("Sent: negative.")
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    teacher.send("PATCH", f"/questions/{asked['id']}", state="revealed")
    expect(question).to_contain_text("Right. 2 points. Your answer: negative.")
    teacher.send("DELETE", f"/questions/{asked['id']}")
    expect(question).to_have_count(0)

    # nothing can be used below a message
    message = page.get_by_role("dialog", name="Eyes to the front")
    teacher.send("PATCH", message="Eyes to the front")
    expect(message).to_be_visible()
    page.keyboard.press(" ")
    page.keyboard.press("Escape")
    expect(message).to_be_visible()
    assert figure(page, "epoch") == 1
    teacher.send("PATCH", message=None)
    expect(message).to_have_count(0)

    # a sent run is undone; a sent view opens; the teacher's run is followed, and the own one is as it was
    teacher.send("POST", "/push", to="all", spec={**SPEC, "network": {"layers": [{"units": 2}]}})
    notice = page.locator(".notice")
    expect(notice).to_contain_text("The teacher sent you a run.")
    expect(page.locator(".unit")).to_have_count(3)
    notice.get_by_role("button", name="Undo").click()
    expect(page.locator(".unit")).to_have_count(6)
    teacher.send("PATCH", locked=list(PARTS))
    teacher.send("POST", "/push", to="all", lesson="01-neuron", spec=lesson_run("01-neuron"))
    page.wait_for_url("**/lessons?lesson=01-neuron**")
    expect(page.locator(".unit")).to_have_count(1)
    expect(notice).to_contain_text("The teacher opened this lesson for you.")
    teacher.send("PATCH", lesson="01-neuron", pace="teacher", locked=["data"])
    expect(page.get_by_role("button", name="Skip")).to_be_disabled()
    teacher.send("PATCH", lesson_step=3)
    page.get_by_role("button", name="Step 3: What one neuron cannot do").click()
    page.locator(".predict button").first.click()
    expect(page.get_by_text("Your prediction has been sent.")).to_be_visible()
    expect(page.get_by_role("button", name="Use the ring")).to_be_disabled()
    teacher.send("PATCH", "/predictions", lesson="01-neuron", step=3, state="revealed")
    expect(page.locator(".predict .predicted").first).to_contain_text("1")
    expect(page.locator(".reveal")).to_be_visible()
    assert violations(page) == []
    teacher.send("POST", "/push", to="all", view="microscope")
    page.wait_for_url("**/microscope**")
    expect(notice).to_contain_text("The teacher opened this view for you.")
    teacher.lead()
    page.get_by_role("link", name="Follow the teacher").click()
    expect(page.get_by_role("heading", name="The teacher’s run, live")).to_be_visible()
    expect(page.locator(".unit")).to_have_count(7)
    assert violations(page) == []
    page.get_by_role("link", name="Back to my run").click()
    page.wait_for_url("**/microscope**")
    transport.get_by_role("button", name="Train for one epoch").click()

    # the personal link works in another browser; the end of the workshop leaves the run
    page.get_by_role("button", name="Ada").click()
    page.get_by_role("button", name="Continue on another device…").click()
    expect(page.get_by_alt_text("QR code of your personal link")).to_be_visible()
    link = page.get_by_label("Personal link").input_value()
    device = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    device.add_init_script(RETURNING)
    screens = Screens(device, DEVICES["narrow"])
    phone = device.new_page()
    phone.goto(teacher.link)
    expect(phone.get_by_label("Your name")).to_be_visible()
    screens.check(phone)
    phone.goto(link)
    phone.locator(".unit").first.wait_for()
    expect(phone.get_by_role("button", name="Ada")).to_be_visible()
    expect(phone.locator("[data-figure=epoch]")).to_have_text("1")
    teacher.send("POST", "/questions", kind="choice", text="Which one bends the boundary?", choices=["w", "f"])
    phone.get_by_role("button", name="Answer", exact=True).click()
    screens.check(phone)
    teacher.send("DELETE")
    expect(phone.get_by_text("The workshop has ended. Your run stays here.")).to_be_visible()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Download your run").click()
    assert json.loads(download.value.path().read_text("utf-8"))["epoch"] == 1
    phone.reload()
    phone.locator(".unit").first.wait_for()
    expect(phone.locator("[data-figure=epoch]")).to_have_text("1")
    expect(phone.locator(".member-bar")).to_have_count(0)
    device.close()
    teaching.close()
