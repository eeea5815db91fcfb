"""The memory lab: numbers against the server's, training in lockstep, errors."""

import math
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.client import Client, Session
from tests.e2e.checks import Screens, layout_shift, seconds_per_frame, sum_layout_shifts
from tests.e2e.conftest import Watch, figure
from tests.e2e.server import Server

SHORT = "?length=10&units=6"
TEXT = "?task=text&length=8&units=12"


def open_lab(context: BrowserContext, server: Server, query: str = "") -> Page:
    """The lab once it has inspected every run."""
    page = context.new_page()
    page.goto(f"{server.url}memory{query}")
    expect(page.locator(".lab-strips")).to_have_count(3)
    return page


def sessions_of(page: Page) -> list[str]:
    """The sessions of the lab, in the order of its columns."""
    ids: list[str] = page.evaluate("JSON.parse(sessionStorage.getItem('backprop-group:/memory') ?? '{\"ids\":[]}').ids")
    return ids


def wait_for_others(page: Page, before: list[str]) -> None:
    """Wait until the lab has new sessions and has inspected them."""
    page.wait_for_function("id => !sessionStorage.getItem('backprop-group:/memory').includes(id)", arg=before[0])
    expect(page.locator("[data-figure=step]")).to_have_text("0")
    page.wait_for_timeout(600)


def step(page: Page, unit: str = "epoch") -> None:
    """Train every cell by one unit, and wait until it is inspected."""
    page.get_by_role("radio", name=unit).check()
    before = page.locator("[data-figure=step]").inner_text()
    page.get_by_role("button", name="Train for one").click()
    expect(page.locator("[data-figure=step]")).not_to_have_text(before)
    page.wait_for_timeout(600)


def shown(page: Page, cell: str, name: str) -> str:
    return page.locator(f"[data-cell={cell}] [data-figure={name}]").inner_text()


def power(value: float) -> str:
    """A number as formatted by the page: 3.1e−4."""
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}e{int(exponent)}".replace("-", "−")


def shown_of(cell: str) -> str:
    """The gates that are shown of a cell."""
    return {"rnn": "", "lstm": "ifgo", "gru": "rzn"}[cell]


def recurrent_of(session: Session, row: int) -> Any:
    """The trace of a sample's recurrent layer."""
    data = session.data()
    target: Any = data.targets[row]
    (op,) = (op for op in session.trace(data.inputs[row], target).ops if op.kind == "recurrent")
    return op


def test_losses_and_gradients_are_those_of_the_server(context: BrowserContext, server: Server) -> None:
    page = open_lab(context, server, f"{SHORT}&sample=3&at=4")
    step(page)
    with Client(server.url.rstrip("/")) as client:
        for cell, session_id in zip(("rnn", "lstm", "gru"), sessions_of(page), strict=True):
            session = client.session(session_id)
            info, op = session.info(), recurrent_of(session, 3)
            assert op.output_adjoints is not None
            norms = [math.hypot(*step) for step in op.output_adjoints]
            assert shown(page, cell, "gradient") == power(norms[4])
            assert float(shown(page, cell, "test-loss").replace("−", "-")) == pytest.approx(
                info.metrics.test_loss, abs=6e-5
            )
            if cell == "lstm":
                assert op.inner_adjoints is not None
                assert shown(page, cell, "cell-gradient") == power(math.hypot(*op.inner_adjoints["c"][4]))
            for name, units in {
                "state": op.outputs[4],
                **{f"gate-{gate}": op.gates[gate][4] for gate in shown_of(cell)},
            }.items():
                mean = sum(value or 0.0 for value in units) / 6
                assert float(shown(page, cell, name).replace("−", "-")) == pytest.approx(mean, abs=6e-4)
            said = re.findall(r"−?\d\.\d+", shown(page, cell, "answer"))
            data = session.data()
            assert said[0] == f"{data.targets[3][0]:.3f}"  # type: ignore[index]  # a regression has lists
            assert said[1] == f"{session.predict([data.inputs[3]]).outputs[0][0]:.3f}".replace("-", "−")
            marked = next(at for at in range(10) if data.inputs[3][2 * at + 1] == 1)
            verdict = page.locator(f"[data-summary={cell.upper()}]").inner_text()
            assert f"first marked number, {9 - marked} " in verdict
            if cell != "lstm":
                share = norms[marked] / norms[9]
                received = re.search(r"gradient is ([\d.]+)\s(%|times)", verdict)
                assert received and float(received[1]) == pytest.approx(
                    share * (100 if received[2] == "%" else 1), rel=0.06
                )


def test_the_baseline_is_computed_from_the_data(context: BrowserContext, server: Server) -> None:
    page = open_lab(context, server, SHORT)
    data = httpx.get(f"{server.url}api/v1/sessions/{sessions_of(page)[0]}/data").json()
    targets = [row[0] for row in data["targets"]]
    guess = sum(targets) / len(targets)
    tested = targets[data["train_size"] :]
    expected = sum(0.5 * (value - guess) ** 2 for value in tested) / len(tested)
    expect(page.locator("[data-figure=baseline]")).to_have_text(f"{expected:.4f}")


def test_all_cells_train_in_lockstep_from_the_same_seed(context: BrowserContext, server: Server) -> None:
    page = open_lab(context, server, SHORT)
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_function("() => Number(document.querySelector('[data-figure=epoch]').textContent) > 3")
    page.get_by_role("button", name="Pause the training").click()
    page.wait_for_timeout(500)
    runs = [httpx.get(f"{server.url}api/v1/sessions/{id}").json() for id in sessions_of(page)]
    assert len({run["step"] for run in runs}) == 1
    assert {run["spec"]["seed"] for run in runs} == {1}
    assert len({str(run["spec"]["data"]) for run in runs}) == 1
    kinds = [run["spec"]["network"]["layers"][0]["kind"] for run in runs]
    assert kinds == ["rnn", "lstm", "gru"]
    for chart in page.locator(".lab-chart .uplot canvas").all():
        assert chart.evaluate(
            """canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"""
        )


def test_a_reload_restores_everything(context: BrowserContext, server: Server) -> None:
    page = open_lab(context, server, SHORT)
    step(page)
    page.get_by_role("button", name="Next sequence").click()
    page.get_by_label("Step", exact=True).fill("4")
    page.get_by_role("radio", name="Mean of 15").check()
    page.wait_for_timeout(600)
    ids, steps = sessions_of(page), page.locator("[data-figure=step]").inner_text()
    before = {cell: shown(page, cell, "gradient") for cell in ("rnn", "lstm", "gru")}
    page.reload()
    expect(page.locator(".lab-strips")).to_have_count(3)
    expect(page.locator("[data-figure=step]")).to_have_text(steps)
    assert sessions_of(page) == ids
    assert figure(page, "sample") == 2
    expect(page.get_by_role("radio", name="Mean of 15")).to_be_checked()
    assert {cell: shown(page, cell, "gradient") for cell in before} == before


def test_another_spectral_radius_restarts_and_shows_in_the_chart(context: BrowserContext, server: Server) -> None:
    page = open_lab(context, server, SHORT)
    step(page)
    before = sessions_of(page)
    page.get_by_label("Initial spectral radius ρ").fill("0.5")
    wait_for_others(page, before)
    expect(page.locator("[data-cell=rnn] [data-figure=radius]")).to_have_text(re.compile(r"0\.50"))
    spec = httpx.get(f"{server.url}api/v1/sessions/{sessions_of(page)[0]}").json()["spec"]
    assert spec["network"]["layers"][0]["recurrent_initializer"]["spectral_radius"] == 0.5
    assert {httpx.get(f"{server.url}api/v1/sessions/{id}").status_code for id in before} == {410}


def test_truncation_cuts_the_gradient(context: BrowserContext, server: Server) -> None:
    page = open_lab(context, server, f"{SHORT}&cut=3&at=2")
    for cell in ("rnn", "lstm", "gru"):
        expect(page.locator(f"[data-cell={cell}] [data-figure=gradient]")).to_have_text("0")
    expect(page.locator("[data-summary=RNN]")).to_contain_text("no gradient is left")


def test_every_task_is_shown_in_its_symbols(context: BrowserContext, server: Server, subtests: pytest.Subtests) -> None:
    page = open_lab(context, server, SHORT)
    answer = page.locator("[data-cell=gru]").locator("[data-figure=answer], [data-figure=said]")
    for task in ("order", "copy", "parity", "sine"):
        with subtests.test(task):
            before = sessions_of(page)
            page.get_by_label("Task").select_option(task)
            wait_for_others(page, before)
            expect(page).to_have_url(re.compile(f"task={task}"))
            expect(answer).to_have_count(1)
            step(page, "batch")
            info = httpx.get(f"{server.url}api/v1/sessions/{sessions_of(page)[2]}").json()
            assert info["spec"]["data"]["name"] == task
            assert info["step"] == 1
            if task == "copy":
                with Client(server.url.rstrip("/")) as client:
                    seen = client.session(info["id"]).through_time(0, loss_step=info["data"]["target_steps"] - 1)
                assert shown(page, "gru", "gradient") == power(seen.layers[0].gradient_norms[-1] or 0.0)


def test_a_text_is_learned_and_generated(context: BrowserContext, server: Server) -> None:
    page = open_lab(context, server, TEXT)
    step(page)
    expect(page.locator("[data-cell=gru] [data-figure=written]")).not_to_have_text("")
    page.get_by_label("Temperature").fill("0.3")
    page.get_by_label("Prompt").fill("The jaws")
    with Client(server.url.rstrip("/")) as client:
        for cell, session_id in zip(("rnn", "lstm", "gru"), sessions_of(page), strict=True):
            session = client.session(session_id)
            text = session.generate("The jaws", 160, temperature=0.3, seed=0).text
            written = page.locator(f"[data-cell={cell}] [data-figure=written]")
            expect(written).to_have_text(text)
            assert written.text_content() == text  # spaces too
            likely = max(session.through_time(0).predictions[7])  # type: ignore[type-var]  # finite
            first = page.locator(f"[data-cell={cell}] .lab-next li span").first.inner_text()
            assert first.replace("\u2007", "") == f"{math.floor(100 * (likely or 0) + 0.5)} %"
    page.get_by_role("button", name="Generate again").click()
    expect(page.locator("[data-cell=gru] [data-figure=written]")).not_to_have_text(text)
    own = "ab ba " * 40
    page.get_by_label("Text to learn").fill(own)
    expect(page.get_by_text("240 characters, 3 distinct")).to_be_visible()
    expect(page.locator("[data-figure=step]")).to_have_text("0")
    page.reload()
    expect(page.get_by_label("Text to learn")).to_have_value(own)


def test_bad_texts_and_prompts_are_explained(context: BrowserContext, server: Server, watch: Watch) -> None:
    watch.expect("422")
    page = open_lab(context, server, TEXT)
    before = sessions_of(page)
    page.get_by_label("Text to learn").fill("too short")
    expect(page.get_by_role("alert")).to_contain_text("The text has 9 characters, fewer than the minimum of 200.")
    page.wait_for_timeout(600)
    assert sessions_of(page) == before
    page.get_by_label("Prompt").fill("{€}")
    expect(page.locator(".lab-prompt [role=alert]")).to_contain_text("which the text does not have")
    page.get_by_label("Prompt").fill("the")
    expect(page.locator(".lab-prompt [role=alert]")).to_have_count(0)


def test_a_run_that_diverges_says_so_and_the_others_continue(context: BrowserContext, server: Server) -> None:
    page = open_lab(context, server, "?length=150&units=6&cells=rnn+gru+irnn&clip=off&rate=10&radius=2")
    page.get_by_role("button", name="Train the network").click()
    trouble = page.locator("[data-cell=irnn] [role=alert]")
    expect(trouble).to_contain_text("Training diverged; the other runs continue.", timeout=30_000)
    state = httpx.get(f"{server.url}api/v1/sessions/{sessions_of(page)[2]}").json()
    assert state["status"] == "diverged"
    steps = figure(page, "step")
    page.wait_for_function(
        "steps => Number(document.querySelector('[data-figure=step]').textContent.replace(/\\D/g, '')) > steps",
        arg=steps,
    )
    page.get_by_role("button", name="Pause the training").click()
    expect(trouble.get_by_role("button", name="Clip gradients")).to_be_visible()
    trouble.get_by_role("button", name="Rate").click()
    expect(page.locator("[data-figure=step]")).to_have_text("0")
    expect(trouble).to_have_count(0)
    restarted = httpx.get(f"{server.url}api/v1/sessions/{sessions_of(page)[2]}").json()
    assert restarted["spec"]["optimizer"]["learning_rate"] == state["divergence"]["learning_rate"]


def test_a_session_deleted_under_it_is_replaced(context: BrowserContext, server: Server, watch: Watch) -> None:
    watch.expect("410")
    watch.expect("404")
    page = open_lab(context, server, SHORT)
    step(page)
    before = sessions_of(page)
    httpx.delete(f"{server.url}api/v1/sessions/{before[1]}").raise_for_status()
    expect(page.get_by_text("One of these runs was no longer on the server")).to_be_visible()
    expect(page.locator("[data-figure=step]")).to_have_text("0")
    page.wait_for_function("ids => !sessionStorage.getItem('backprop-group:/memory').includes(ids[1])", arg=before)
    step(page)
    assert len({httpx.get(f"{server.url}api/v1/sessions/{id}").json()["step"] for id in sessions_of(page)}) == 1


def test_two_windows_do_not_disturb_each_other(context: BrowserContext, server: Server) -> None:
    first, second = (open_lab(context, server, SHORT) for _ in range(2))
    assert not set(sessions_of(first)) & set(sessions_of(second))
    step(first)
    assert second.locator("[data-figure=step]").inner_text() == "0"
    second.get_by_label("Hidden units").fill("3")
    expect(second.locator("[data-cell=rnn]")).to_contain_text("3 units")
    assert first.locator("[data-figure=step]").inner_text() != "0"
    assert {httpx.get(f"{server.url}api/v1/sessions/{id}").status_code for id in sessions_of(first)} == {200}


def test_refused_settings_leave_the_runs(context: BrowserContext, server: Server, watch: Watch) -> None:
    watch.expect("422")
    page = open_lab(context, server, TEXT)
    before = sessions_of(page)
    many = "".join(chr(0x4E00 + index) for index in range(1100))
    page.get_by_label("Text to learn").fill(many)
    expect(page.locator(".lab-refusal")).to_contain_text(
        "The server refused these settings; the previous runs are kept."
    )
    assert sessions_of(page) == before
    page.get_by_label("Task").select_option("adding")
    expect(page.locator(".lab-refusal")).to_have_count(0)


def test_by_keyboard_and_by_touch(browser: Browser, server: Server, watch: Watch) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    watch.watch(context)
    page = open_lab(context, server, SHORT)
    strip = page.locator("[data-cell=rnn] .lab-track").first
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
    expect(page.locator(".lab-pointer output")).to_have_text("3 of 10")
    page.keyboard.press("Tab")
    page.get_by_label("Step", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lab-pointer output")).to_have_text("4 of 10")
    toggle = page.get_by_role("button", name="IRNN")
    toggle.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lab-cell")).to_have_count(4)
    expect(toggle).to_have_attribute("aria-pressed", "true")
    context.close()


def test_every_screen_is_accessible_and_fits(screens: Screens, server: Server) -> None:
    page = open_lab(screens.context, server, f"{TEXT}&cells=rnn+lstm+gru")
    step(page, "batch")
    expect(page.locator("[data-cell=gru] [data-figure=written]")).not_to_have_text("")
    screens.check(page)


def test_the_page_stays_smooth_and_still_while_it_trains(context: BrowserContext, server: Server) -> None:
    page = open_lab(context, server)
    sum_layout_shifts(page)
    page.get_by_role("button", name="Train the network").click()
    expect(page.locator("[data-figure=step]")).not_to_have_text("0")
    assert seconds_per_frame(page, 2) < 1 / 55
    assert layout_shift(page) < 1e-3
