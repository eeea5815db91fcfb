"""The time line: a checkpoint shows what the server recorded, without effect on other clients."""

import json
import struct
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Watch, figure, open_playground
from tests.e2e.server import Server

STEPS = 6
PATIENCE = 15_000  # ms


def session_of(page: Page) -> str:
    """The id of the session of a page, once the tab has stored it."""
    page.wait_for_function("() => JSON.parse(sessionStorage.getItem('backprop-session') ?? '{}').id")
    found: str = page.evaluate("JSON.parse(sessionStorage.getItem('backprop-session')).id")
    return found


def api(server: Server, session: str, path: str = "") -> Any:
    """A session, read over REST."""
    return httpx.get(f"{server.url}api/v1/sessions/{session}{path}").raise_for_status().json()


def checkpoint_header(server: Server, session: str, step: int) -> dict[str, Any]:
    """The header of a checkpoint's frame, read over REST."""
    frame = httpx.get(f"{server.url}api/v1/sessions/{session}/checkpoints/{step}/frame").raise_for_status().content
    (length,) = struct.unpack_from("<I", frame, 8)
    header: dict[str, Any] = json.loads(frame[16 : 16 + length])
    return header


def scrubber(page: Page) -> Any:
    """The slider of the time line."""
    return page.get_by_role("slider", name="Step of the run")


def expect_step(page: Page, step: int) -> None:
    """Wait until all that is drawn is of a step."""
    expect(page.locator("[data-figure=step]")).to_have_text(f"{step:,}".replace(",", "\u202f"))


def train_one_step(page: Page) -> None:
    """Press Step once, by a batch, and wait until the page shows it."""
    step = int(figure(page, "step"))
    page.get_by_role("button", name="Train for one batch").click()
    expect_step(page, step + 1)


def expect_checkpoints(page: Page, count: int) -> None:
    """Wait until the slider has this number of checkpoints before the present."""
    expect(scrubber(page)).to_have_attribute("max", str(count), timeout=PATIENCE)


@pytest.fixture
def trained(page: Page) -> Page:
    """The playground after some single steps, each of which has a checkpoint."""
    page.get_by_role("radio", name="batch").check()
    for _ in range(STEPS):
        train_one_step(page)
    expect_checkpoints(page, STEPS)
    return page


def inked_columns(page: Page) -> int:
    """Columns of the loss chart that are of ink from top to bottom, but for its margins."""
    count: int = page.evaluate(
        """() => {
            const canvas = document.querySelector('.loss-panel canvas');
            const { width, height } = canvas;
            const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
            copy.drawImage(canvas, 0, 0);
            const { data } = copy.getImageData(0, 0, width, height);
            const isInked = (x, y) => data[4 * (y * width + x) + 3] > 250 && data[4 * (y * width + x)] < 60;
            const rows = Array.from({ length: Math.floor(height / 2) }, (_, row) => 10 + row);
            return Array.from({ length: width }, (_, x) => x).filter((x) => rows.every((y) => isInked(x, y))).length;
        }"""
    )
    return count


def test_the_loss_chart_marks_the_shown_checkpoint(trained: Page) -> None:
    assert inked_columns(trained) == 0
    scrubber(trained).fill("3")
    expect_step(trained, 3)
    trained.wait_for_timeout(300)
    assert inked_columns(trained) == 1
    trained.get_by_role("button", name="Now", exact=True).click()
    expect_step(trained, STEPS)
    trained.wait_for_timeout(300)
    assert inked_columns(trained) == 0


def open_history(page: Page) -> None:
    """Go over to the history with the run of a page."""
    page.get_by_role("link", name="History").click()
    page.locator(".unit").first.wait_for()
    page.get_by_role("radio", name="batch").check()
    expect_checkpoints(page, STEPS)


@pytest.fixture(params=["", "history"])
def viewed(request: pytest.FixtureRequest, trained: Page, server: Server) -> Page:
    """The same run in the playground and in the history."""
    if request.param:
        open_history(trained)
    return trained


def test_every_checkpoint_shows_the_recorded_metrics(viewed: Page, server: Server) -> None:
    session = session_of(viewed)
    received = api(server, session, "/checkpoints")
    assert received["step"] == list(range(STEPS + 1))
    scrubber(viewed).focus()
    viewed.keyboard.press("Home")
    for index, step in enumerate(received["step"][:-1]):
        expect_step(viewed, step)
        metrics = checkpoint_header(server, session, step)["metrics"]
        assert figure(viewed, "test-loss") == pytest.approx(metrics["test_loss"], abs=5e-5)
        assert figure(viewed, "test-loss") == pytest.approx(received["test_loss"][index], abs=5e-5)
        assert figure(viewed, "train-loss") == pytest.approx(metrics["train_loss"], abs=5e-5)
        assert figure(viewed, "quality") == pytest.approx(100 * metrics["test_accuracy"], abs=0.1)
        expect(viewed.locator(".time-reading strong")).to_have_text(f"Step {step}")
        viewed.keyboard.press("ArrowRight")
    expect_step(viewed, STEPS)
    expect(viewed.locator(".time-reading strong")).to_have_text("Now")
    assert api(server, session)["step"] == STEPS


def test_weights_and_layers_are_those_of_the_checkpoint(trained: Page, server: Server) -> None:
    session = session_of(trained)
    scrubber(trained).focus()
    trained.keyboard.press("Home")
    expect_step(trained, 0)
    then = httpx.post(f"{server.url}api/v1/sessions/{session}/checkpoints/0/branch").raise_for_status().json()["id"]
    weight = api(server, then, "/parameters")["layers"][0]["weights"][1][2]
    trained.get_by_role("button", name="Hidden layer 1, neuron 3").click()
    field = trained.get_by_label("Weight from x₂")
    assert float(field.input_value().replace("−", "-")) == pytest.approx(weight, abs=5e-4)
    rows = trained.locator(".layers-table tbody tr").first
    mean = checkpoint_header(server, session, 0)["layers"][0]["activation"]["mean"]
    assert f"{abs(mean):.3f}" in rows.inner_text()


def test_checkpoint_and_present_are_compared(trained: Page, server: Server) -> None:
    session = session_of(trained)
    open_history(trained)
    scrubber(trained).focus()
    trained.keyboard.press("Home")
    expect(trained.locator("[data-then=step]")).to_have_text("0")
    expect(trained.locator("[data-now=step]")).to_have_text(str(STEPS))
    for place, metrics in (
        ("then", checkpoint_header(server, session, 0)["metrics"]),
        ("now", api(server, session)["metrics"]),
    ):
        shown = float(trained.locator(f"[data-{place}=test_loss]").inner_text())
        assert shown == pytest.approx(metrics["test_loss"], abs=5e-5)


def test_a_branch_continues_to_the_same_bits_and_the_run_stays(viewed: Page, server: Server) -> None:
    session = session_of(viewed)
    scrubber(viewed).focus()
    for _ in range(2):
        viewed.keyboard.press("ArrowLeft")
    expect_step(viewed, STEPS - 2)
    viewed.get_by_role("button", name="Branch").click()
    expect(viewed.get_by_text("This is a new run, branched at step 4")).to_be_visible()
    viewed.wait_for_function("id => JSON.parse(sessionStorage.getItem('backprop-session')).id !== id", arg=session)
    branch = session_of(viewed)
    expect_checkpoints(viewed, STEPS - 2)
    for _ in range(2):
        train_one_step(viewed)
    assert api(server, session)["step"] == STEPS
    assert api(server, branch, "/export?format=json") == api(server, session, "/export?format=json")
    assert api(server, branch, "/history")["step"] == api(server, session, "/history")["step"]


def test_a_return_can_be_undone(trained: Page, server: Server) -> None:
    session = session_of(trained)
    before = api(server, session, "/export?format=json")
    scrubber(trained).focus()
    trained.keyboard.press("ArrowLeft")
    expect_step(trained, STEPS - 1)
    trained.get_by_role("button", name="Return here").click()
    expect(trained.locator(".time-reading strong")).to_have_text("Now")
    expect_step(trained, STEPS - 1)
    assert api(server, session)["step"] == STEPS - 1
    expect_checkpoints(trained, STEPS - 1)
    trained.get_by_role("button", name="Undo: back to the state before the return").click()
    expect_step(trained, STEPS)
    expect_checkpoints(trained, STEPS)
    assert api(server, session, "/export?format=json") == before


def test_a_reload_shows_the_same_checkpoint(viewed: Page) -> None:
    scrubber(viewed).focus()
    viewed.keyboard.press("Home")
    viewed.keyboard.press("ArrowRight")
    expect_step(viewed, 1)
    viewed.wait_for_url("**at=1**")
    viewed.wait_for_timeout(400)  # the tab keeps its session soon
    viewed.reload()
    expect(viewed.locator(".time-reading strong")).to_have_text("Step 1")
    expect_step(viewed, 1)
    viewed.get_by_role("button", name="Now", exact=True).click()
    expect_step(viewed, STEPS)
    viewed.wait_for_function("() => !location.search.includes('at=')")


def test_commands_apply_to_the_present_not_to_the_checkpoint(trained: Page, server: Server) -> None:
    scrubber(trained).focus()
    trained.keyboard.press("Home")
    expect_step(trained, 0)
    trained.get_by_role("button", name="Train for one batch").click()
    expect_step(trained, STEPS + 1)
    scrubber(trained).focus()
    trained.keyboard.press("Home")
    expect_step(trained, 0)
    trained.get_by_label("Learning rate").select_option("0.1")
    expect_step(trained, STEPS + 1)
    scrubber(trained).focus()
    trained.keyboard.press("Home")
    expect(trained.locator(".time-reading")).to_contain_text("different settings")


def test_scrubbing_pauses_a_training_run(page: Page) -> None:
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_function("() => Number(document.querySelector('.scrubber input').max) > 10")
    box = scrubber(page).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.get_by_role("button", name="Train the network")).to_be_visible()
    page.wait_for_function(
        """() => {
            const digits = (place) => document.querySelector(place).textContent.replace(/\\D/g, '');
            return digits('.time-reading.checkpoint strong') === digits('[data-figure=step]');
        }"""
    )
    shown = figure(page, "step")
    page.wait_for_timeout(300)
    assert figure(page, "step") == shown > 0
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_function(
        "step => Number(document.querySelector('[data-figure=step]').textContent.replace(/\\D/g, '')) > 2 * step",
        arg=shown,
    )
    expect(page.locator(".time-reading strong")).to_have_text("Now")


def test_two_windows_on_one_session_agree(trained: Page, context: BrowserContext) -> None:
    other = context.new_page()
    kept = json.dumps(trained.evaluate("sessionStorage.getItem('backprop-session')"))
    other.add_init_script(f"sessionStorage['backprop-session'] ??= {kept}")
    other.goto(trained.url)
    expect_step(other, STEPS)
    scrubber(trained).focus()
    trained.keyboard.press("Home")
    expect_step(trained, 0)
    expect_step(other, STEPS)
    other.get_by_role("radio", name="batch").check()
    train_one_step(other)
    expect_step(trained, 0)  # one window shows a checkpoint while the run continues in the other
    expect(trained.locator(".time-reading")).to_contain_text(f"of {STEPS + 1}")
    other.get_by_role("button", name="Rewind to the same initial weights").click()
    expect(trained.locator(".time-reading strong")).to_have_text("Now")
    expect_step(trained, 0)
    expect_step(other, 0)
    expect(scrubber(other)).to_be_disabled()


def test_a_deleted_session_closes_the_checkpoint(trained: Page, server: Server, watch: Watch) -> None:
    watch.expect("404")
    watch.expect("410")
    scrubber(trained).focus()
    trained.keyboard.press("Home")
    expect_step(trained, 0)
    httpx.delete(f"{server.url}api/v1/sessions/{session_of(trained)}").raise_for_status()
    expect(trained.get_by_text("This run was no longer on the server.")).to_be_visible()
    expect(trained.locator(".time-reading strong")).to_have_text("Now")
    expect_step(trained, STEPS)
    train_one_step(trained)
    scrubber(trained).focus()
    trained.keyboard.press("ArrowLeft")
    expect_step(trained, STEPS)


def test_a_diverged_run_returns_to_a_checkpoint_before(trained: Page, server: Server) -> None:
    session = session_of(trained)
    layers = [{"units": 4, "activation": "linear"}, {"units": 2, "activation": "linear"}]
    network = {"output_activation": "linear", "layers": layers}
    patch = {"patch": {"optimizer": {"learning_rate": 1000}, "loss": "half_squared_error", "network": network}}
    httpx.patch(f"{server.url}api/v1/sessions/{session}", json=patch).raise_for_status()
    httpx.post(f"{server.url}api/v1/sessions/{session}/steps", json={"count": 50, "unit": "step"}).raise_for_status()
    expect(trained.get_by_role("heading", name="The training diverged")).to_be_visible()
    shown = trained.locator("[data-figure=step]")
    while shown.inner_text() != "0":  # the shortened history, which arrives after the notice, ends a view
        scrubber(trained).focus()
        trained.keyboard.press("Home")
        trained.wait_for_timeout(300)
    expect(trained.locator(".time-reading")).to_contain_text("different settings")
    trained.get_by_role("button", name="Return here").click()
    expect(trained.get_by_role("heading", name="The training diverged")).to_have_count(0)
    answer = api(server, session)
    assert (answer["status"], answer["step"], answer["spec"]["optimizer"]["learning_rate"]) == ("ready", 0, 0.03)


def test_a_network_too_large_for_checkpoints_says_so(context: BrowserContext, server: Server) -> None:
    page = open_playground(context, server.url)
    layers = {"patch": {"network": {"layers": [{"units": 500}, {"units": 500}]}}, "reset": True}
    httpx.patch(f"{server.url}api/v1/sessions/{session_of(page)}", json=layers).raise_for_status()
    expect(page.get_by_text("This network is too large for checkpoints.")).to_be_visible()
    expect(scrubber(page)).to_be_disabled()


def test_time_to_show_a_checkpoint(trained: Page) -> None:
    """Print the time from a move of the slider to the end of drawing, for checkpoints not shown before."""
    trained.get_by_role("button", name="Train the network").click()
    trained.wait_for_function("() => Number(document.querySelector('.scrubber input').max) > 60")
    trained.get_by_role("button", name="Pause the training").click()
    trained.wait_for_timeout(500)
    times: list[float] = trained.evaluate(
        """async () => {
            const slider = document.querySelector('.scrubber input');
            const step = () => document.querySelector('[data-figure=step]').textContent;
            const times = [];
            for (let place = 1; place <= 40; place++) {
                const before = step();
                const began = performance.now();
                slider.value = place;
                slider.dispatchEvent(new Event('input', { bubbles: true }));
                while (step() === before) await new Promise((resolve) => setTimeout(resolve));
                await new Promise((resolve) => requestAnimationFrame(resolve));
                times.push(performance.now() - began);
            }
            return times.sort((a, b) => a - b);
        }"""
    )
    assert len(times) == 40
    print(f"a checkpoint is shown in {times[20]:.0f} ms in the median, {times[-1]:.0f} ms at the most")
