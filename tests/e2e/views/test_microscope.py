"""The microscope on a real run: numbers against the trace's, for every kind of layer."""

import json
import re
import struct
import urllib.parse
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.checks import Screens, layout_shift, running_animations, sum_layout_shifts
from tests.e2e.conftest import Watch, train_one_epoch
from tests.e2e.server import Server

SEQUENCE = {"name": "inline", "inputs": [[1, 0, 3, 2], [2, 1, 0, 3]], "targets": [[0], [1]], "steps": 4}
PICTURES = {"name": "inline", "inputs": [[0.1] * 16, [0.9] * 16], "targets": [[0], [1]], "image": [4, 4, 1]}
DEEP = [
    {"units": 4},
    {"kind": "layer_norm"},
    {"kind": "residual", "layers": [{"units": 4}, {"kind": "dropout", "rate": 0.2}]},
    {"kind": "batch_norm"},
    {"kind": "activation", "activation": "relu"},
    {"kind": "parallel", "branches": [{"inputs": [0, 2], "layers": [{"units": 2}]}, {"layers": [{"units": 3}]}]},
]
NETWORKS: dict[str, dict[str, Any]] = {
    "deep": {"network": {"layers": DEEP}, "optimizer": {"name": "adamw"}},
    "sequence": {
        "data": SEQUENCE,
        "features": None,
        "network": {
            "layers": [
                {"kind": "embedding", "vocabulary": 4, "units": 2},
                {"kind": "rnn", "units": 2, "return_sequences": True},
                {"kind": "lstm", "units": 2, "return_sequences": True},
                {"kind": "gru", "units": 2},
            ]
        },
    },
    "softmax": {"data": {"name": "iris"}, "features": None, "network": {"layers": [{"units": 3}]}},
    "sigmoid": {
        "network": {"layers": [{"units": 3, "activation": "linear"}], "output_activation": "sigmoid"},
        "loss": "binary_cross_entropy",
    },
    "image": {
        "data": PICTURES,
        "features": None,
        "network": {"layers": [{"kind": "conv2d", "filters": 2}, {"kind": "max_pool"}, {"units": 3}]},
    },
}


def precise(value: float | None) -> str:
    """A number as the microscope writes it."""
    if value is None:
        return ""
    size = abs(value)
    if value == round(value) and size < 1e4:
        text = str(round(value))
    elif size < 1e-3 or size >= 1e5:
        digits, power = f"{value:.2e}".split("e")
        text = f"{digits}e{int(power)}"
    else:
        power = int(f"{size:e}".split("e")[1])
        text = f"{value:.{min(6, max(0, 3 - power))}f}"
    return text.replace("-", "−")


def open_microscope(context: BrowserContext, server: Server, query: str = "", fragment: str = "") -> Page:
    """The microscope once it has a trace."""
    page = context.new_page()
    page.goto(f"{server.url}microscope{query}{fragment}")
    page.locator(".trace-node.value").first.wait_for()
    return page


def session_of(page: Page) -> str:
    """The session of the tab."""
    page.wait_for_function("() => sessionStorage.getItem('backprop-session') !== null")
    kept: str = page.evaluate("JSON.parse(sessionStorage.getItem('backprop-session')).id")
    return kept


def traced(page: Page, server: Server, **wanted: Any) -> dict[str, Any]:
    """The trace of a sample of the tab's session."""
    url = f"{server.url}api/v1/sessions/{session_of(page)}/trace"
    answer: dict[str, Any] = httpx.post(url, json={"row": 0, "finite_differences": True, **wanted}).json()
    return answer


def use(page: Page, server: Server, spec: dict[str, Any]) -> None:
    """Make the tab's session this run."""
    url = f"{server.url}api/v1/sessions/{session_of(page)}"
    httpx.patch(url, json={"patch": spec, "reset": True}).raise_for_status()
    info = httpx.get(url).json()
    heads = len(info["layers"]) + 2
    page.wait_for_function("count => document.querySelectorAll('.layer-head').length === count", arg=heads)


def go(page: Page, name: str) -> None:
    """Press the button of a step."""
    button = page.locator(".step-button").and_(page.get_by_title(name, exact=True))
    button.click()
    expect(button).to_have_attribute("aria-current", "step")


def step_to(page: Page, name: str) -> None:
    """Go to a later step with the bar, as on a phone, where layers have no buttons."""
    slider = page.locator(".step-slider")
    while slider.get_attribute("aria-valuetext") != name:
        page.get_by_role("button", name="Next step").click(timeout=5000)  # disabled at the last step


def cells(page: Page, caption: str) -> list[list[str]]:
    """The numbers of a table."""
    rows = page.get_by_role("group", name=caption, exact=True).locator("tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]


def numbers(page: Page, count: int) -> list[str]:
    """The numbers in the nodes of inputs and layers, column by column."""
    spots = page.locator(".trace-number")
    expect(spots).to_have_count(count + 1)
    return [text.strip() for text in spots.all_inner_texts()[:count]]


def resting(page: Page, step: int) -> None:
    """Wait until the trace is of a step, with its differences."""
    expect(page.locator("[data-figure=trace-step]")).to_have_text(str(step))


def test_every_step_shows_the_numbers_of_the_trace(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server)
    train_one_epoch(page)
    resting(page, 25)
    received = traced(page, server)
    first, bend, second, _, output, last, loss = received["ops"]
    assert numbers(page, 9)[:2] == [precise(value) for value in received["features"]]
    go(page, "Hidden layer 1: weighted sums")
    assert numbers(page, 9)[2:6] == [precise(value) for value in first["outputs"]]
    terms = [precise(row[0]) for row in first["terms"]]
    assert [row[2] for row in cells(page, "Terms of the sum")][:2] == terms
    go(page, "Hidden layer 1: activation")
    assert numbers(page, 9)[2:6] == [precise(value) for value in bend["outputs"]]
    go(page, "Loss: how far the output is from the target")
    assert page.locator(".trace-node.loss .trace-number").inner_text() == precise(loss["value"])
    go(page, "Loss: its derivative with respect to each output")
    assert numbers(page, 9)[8:] == [precise(value) for value in loss["input_adjoints"]]
    go(page, "Output: back through the activation")
    assert numbers(page, 9)[8:] == [precise(value) for value in last["input_adjoints"]]
    go(page, "Output: back to its inputs")
    assert numbers(page, 9)[6:8] == [precise(value) for value in output["input_adjoints"]]
    for name, op in (("Hidden layer 2", second), ("Hidden layer 1", first)):
        go(page, f"{name}: gradients of its parameters")
        shown, weights = cells(page, "Gradients"), op["weights"]
        assert [row[2] for row in shown] == [
            precise(row[0]) for row in [*weights["gradient"], op["biases"]["gradient"]]
        ]
        assert [row[3] for row in shown][:-1] == [precise(row[0]) for row in weights["numeric_gradient"]]
        assert [row[0] for row in shown][:-1] == [precise(value) for value in op["inputs"]]
        assert all(float(row[4].replace("−", "-")) < 1e-4 for row in shown if row[4] != "–")
    go(page, "Hidden layer 1: back to its inputs")
    assert numbers(page, 9)[:2] == [precise(value) for value in first["input_adjoints"]]


def test_the_update_shown_of_the_batch_is_that_of_the_next_step(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server, "?of=batch")
    use(page, server, {"optimizer": {"name": "adam"}})
    train_one_epoch(page)
    resting(page, 25)
    go(page, "Update: the step of the optimizer")
    page.get_by_label("Layer", exact=True).select_option("Hidden layer 2")
    expect(page.locator(".optimizer-rule")).to_contain_text("Kingma & Ba 2015")
    received = traced(page, server, of="batch")
    assert cells(page, "Effect of the update on the loss") == [
        [precise(received["sample_loss"][when]) for when in ("before", "after")]
        + [precise(received["sample_loss"]["after"] - received["sample_loss"]["before"]), ""],
        [precise(received["batch_loss"][when]) for when in ("before", "after")]
        + [
            precise(received["batch_loss"]["after"] - received["batch_loss"]["before"]),
            precise(received["first_order"]),
        ],
    ]
    shown = cells(page, "All parameters of this neuron")
    url = f"{server.url}api/v1/sessions/{session_of(page)}"
    before = httpx.get(f"{url}/parameters").json()["layers"][1]
    page.get_by_role("radio", name="batch").first.check()
    page.get_by_role("button", name="Train for one batch").click()
    resting(page, 26)
    after = httpx.get(f"{url}/parameters").json()["layers"][1]
    moved = [new[0] - old[0] for new, old in zip(after["weights"], before["weights"], strict=True)]
    moved.append(after["biases"][0] - before["biases"][0])
    assert [row[2] for row in shown] == [precise(value) for value in moved]


def test_it_follows_the_training_and_two_windows_agree(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server, "?at=w2")
    other = context.new_page()
    other.goto(f"{server.url}microscope")
    other.evaluate(
        "kept => sessionStorage.setItem('backprop-session', kept)",
        page.evaluate("sessionStorage.getItem('backprop-session')"),
    )
    other.goto(page.url.replace("at=w2", "at=f0"))
    other.reload()
    other.locator(".trace-node.value").first.wait_for()
    assert session_of(other) == session_of(page)
    page.get_by_role("button", name="Train the network").click()
    for window in (page, other):
        window.wait_for_function(
            "() => Number(document.querySelector('[data-figure=trace-step]').textContent.replace(/\\D/g, '')) > 100"
        )
        expect(window.get_by_text("Updating live")).to_be_visible()
    other.get_by_role("button", name="Pause the training").click()
    expect(page.get_by_text("paused")).to_be_visible()
    step = httpx.get(f"{server.url}api/v1/sessions/{session_of(page)}").json()["step"]
    for window in (page, other):
        window.wait_for_function(
            "step => Number(document.querySelector('[data-figure=trace-step]').textContent.replace(/\\D/g, '')) === step",
            arg=step,
        )
    expect(page.locator(".microscope-numbers tbody td").nth(4)).not_to_have_text("–")
    received = traced(page, server)["ops"][2]["weights"]
    assert cells(page, "Gradients")[0][2:4] == [
        precise(received[name][0][0]) for name in ("gradient", "numeric_gradient")
    ]
    page.get_by_role("button", name="Train the network").click()  # and on from there
    page.wait_for_function(
        "step => Number(document.querySelector('[data-figure=trace-step]').textContent.replace(/\\D/g, '')) > step",
        arg=step,
    )


def test_a_reload_restores_sample_step_and_selection(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server)
    page.get_by_label("Row", exact=True).fill("300")
    page.get_by_label("Row", exact=True).press("Enter")
    expect(page.get_by_text("test data")).to_be_visible()
    page.locator(".gradient-source").get_by_role("radio", name="batch").check()
    go(page, "Hidden layer 2: gradients of its parameters")
    page.get_by_role("button", name="Hidden layer 2, neuron 2").click()
    page.get_by_role("button", name="neuron 3", exact=True).click()
    title = "Hidden layer 2, neuron 2: gradient of its weight on neuron 3"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    session = session_of(page)
    page.reload()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_label("Row", exact=True)).to_have_value("300")
    expect(page.locator(".gradient-source").get_by_role("radio", name="batch")).to_be_checked()
    assert session_of(page) == session


def test_a_sample_is_picked_on_the_map_typed_or_the_next_row(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server)
    page.get_by_role("button", name="Next sample").click()
    expect(page.get_by_label("Row", exact=True)).to_have_value("2")
    data = httpx.get(f"{server.url}api/v1/sessions/{session_of(page)}/data").json()
    plane = page.locator(".plane-box.pick")
    box = plane.bounding_box()
    assert box is not None
    x1, x2 = data["inputs"][7]
    plane.click(position={"x": (x1 + 6) / 12 * box["width"], "y": (6 - x2) / 12 * box["height"]})
    row = int(page.get_by_label("Row", exact=True).input_value()) - 1
    assert sum((a - b) ** 2 for a, b in zip(data["inputs"][row], (x1, x2), strict=True)) ** 0.5 < 0.3
    field = page.get_by_label("x₁", exact=True)
    field.fill("1.25")
    field.press("Enter")
    expect(page.get_by_text("typed values")).to_be_visible()
    expect(page.locator(".trace-number").first).to_have_text("1.250")
    page.get_by_label("Target", exact=True).select_option("unknown")
    expect(page.locator("[data-figure=target]")).to_have_text("unknown")
    expect(page.locator(".step-button")).to_have_count(8)  # no backward steps
    plane.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(field).not_to_have_value("")


def test_keys_and_the_step_bar_move_through_the_pass(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server)
    slider = page.get_by_role("slider", name="Step")
    page.keyboard.press("End")
    expect(slider).to_have_value("18")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    expect(slider).to_have_value("0")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".step-button[aria-current]")).to_have_text("Σ")
    page.get_by_role("button", name="Next step").click()
    page.get_by_label("Layer", exact=True).select_option("Output")
    expect(page.locator(".step-title")).to_contain_text("Output: weighted sums")
    page.get_by_role("button", name="Play in slow motion").click()
    expect(page.locator(".step-title")).to_contain_text("Output: activation", timeout=4000)
    page.get_by_role("button", name="Pause slow motion").click()
    page.locator(".trace-node", has_text="").nth(3).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".step-title")).to_contain_text("Hidden layer 1: activation")


def test_a_link_that_is_hovered_shows_its_own_formula(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server, "?at=w2")
    heading = page.locator(".formula-head h2")
    expect(heading).to_have_text("Hidden layer 2, neuron 1: gradient of its weight on neuron 1")
    link = page.locator("[data-focus='link 1 1 2']")
    link.dispatch_event("pointerover")
    expect(heading).to_have_text("Hidden layer 2, neuron 2: gradient of its weight on neuron 3")
    link.dispatch_event("click")
    page.mouse.move(5, 5)
    expect(heading).to_have_text("Hidden layer 2, neuron 2: gradient of its weight on neuron 3")


def number_of(ops: list[dict[str, Any]], key: str, selection: list[str]) -> float | None:
    """The number of the trace that the explanation of a step ends with; None if it ends with several."""
    if key in ("input", "update"):
        return None
    if key == "loss":
        return float(ops[-1]["value"])
    kind, at = key[0], int(key[1:].split(".")[0])
    op, name = ops[at], ops[at]["kind"]
    unit, start = int(selection[1]), int(selection[2]) if selection[2].isdigit() else 0
    if name in ("table", "patches", "max_pool") or (kind == "w" and name != "dense") or key[:1] + name == "drecurrent":
        return None
    if kind == "w":
        return float(op["weights"]["numeric_gradient"][start][unit])
    if kind == "a":
        return float(op["prediction"][unit])
    if kind == "x" and name == "add":
        return float(op["branch_adjoints"][unit])
    numbers = op["outputs"] if kind == "f" else op["input_adjoints"]
    if kind == "d" and name == "loss":
        numbers = op["prediction_adjoints"] or op["input_adjoints"]
    index = start if kind == "x" and name in ("dense", "per_step", "recurrent") else unit
    place = int(key.split(".")[1]) - 1 if "." in key else int(selection[5])
    if isinstance(numbers[0], list):
        return float(numbers[min(place, len(numbers) - 1)][index])
    if name == "activation" and isinstance(ops[at - 1]["outputs"][0], list):
        index += place * len(ops[at - 1]["outputs"][0])
    return float(numbers[min(index, len(numbers) - 1)])


def written_number(page: Page) -> float:
    """The last number of the formula."""
    tex = page.locator(".formula-row annotation").last.text_content() or ""
    plain = tex.replace("\\displaystyle", "").replace("\\text{−}", "-").strip()
    return float(re.sub(r"\{?([\d.]+)\\cdot 10\^\{(-?\d+)\}\}?", r"\1e\2", plain))


@pytest.mark.parametrize("name", NETWORKS)
def test_every_op_has_its_formula_which_ends_with_the_number_of_the_trace(
    context: BrowserContext, server: Server, watch: Watch, name: str
) -> None:
    page = open_microscope(context, server)
    use(page, server, NETWORKS[name])
    ops = traced(page, server)["ops"]
    slider = page.get_by_role("slider", name="Step")
    expect(slider).not_to_have_attribute("max", "18")
    count = int(slider.get_attribute("max") or 0) + 1
    titles, compared = set(), 0
    for step in range(count):
        expect(slider).to_have_value(str(step))
        assert page.locator(".formula-line").count() > 0
        assert page.locator(".katex-error").count() == 0
        choices = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(page.url).query))
        expected = number_of(ops, choices["at"], choices["see"].split("."))
        if expected is not None:
            shown = written_number(page)
            assert shown == pytest.approx(expected, rel=6e-3, abs=1e-9), choices["at"]
            compared += 1
        assert "NaN" not in page.locator(".formula-panel").inner_text()
        titles.add(page.locator(".step-title").inner_text())
        page.keyboard.press("ArrowRight")
    assert len(titles) == count
    assert compared > count / 2
    page.keyboard.press("Home")
    assert watch.unexpected() == []


def test_every_optimizer_shows_its_update(context: BrowserContext, server: Server, subtests: pytest.Subtests) -> None:
    page = open_microscope(context, server, "?see=0.0.0.weights.0.0")
    box = {"projection": {"name": "box", "limit": 0.2}, "regularization": {"name": "l2", "rate": 0.1}}
    for optimizer in ("nesterov", "adagrad", "adadelta", "rmsprop", "amsgrad", "adamw", "lion", "muon"):
        with subtests.test(optimizer):
            use(page, server, {"optimizer": {"name": optimizer}, "clipping": {"name": "norm", "limit": 0.001}, **box})
            resting(page, 0)
            train_one_epoch(page)
            resting(page, 25)
            page.keyboard.press("End")
            received = traced(page, server)["ops"][0]["weights"]
            shown = [float(cell.replace("−", "-")) for cell in cells(page, "All parameters of this neuron")[0]]
            steps = [received[name][0][0] for name in ("values", "step_gradient", "update")]
            assert shown == pytest.approx(steps, rel=1e-2)
            text = page.locator(".formula-lines").inner_text()
            assert "clipped" in text
            assert "penalty" in text


def test_a_recurrent_layer_is_followed_through_time(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server)
    use(
        page,
        server,
        {
            "data": {**SEQUENCE, "inputs": [[0.5, 1, -1, 0.2], [2, 1, 0, 3]]},
            "features": None,
            "network": {"layers": [{"kind": "rnn", "units": 2}]},
        },
    )
    received = traced(page, server)["ops"][0]
    page.keyboard.press("Home")
    for t in range(4):
        page.keyboard.press("ArrowRight")
        expect(page.locator(".step-title")).to_contain_text(f"at time {t + 1}")
        assert numbers(page, 4)[:3] == [precise(value) for value in (*received["inputs"][t], *received["outputs"][t])]
    page.get_by_role("button", name="back through time 4").click()
    page.get_by_label("Time", exact=True).fill("1")
    expect(page.locator(".step-title")).to_contain_text("back through time 2")
    assert numbers(page, 4)[1:3] == [precise(value) for value in received["output_adjoints"][1]]


def test_formula_and_drawing_light_up_together(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server, "?at=d3")
    symbols = page.locator(".formula-lines msubsup")
    slope = page.locator(".formula-lines msup").filter(has_text="f").first
    for symbol in (symbols.first, slope):  # δ, f′
        symbol.dispatch_event("pointerover")
        expect(page.locator("[data-focus='unit 1 0 0']")).to_have_class(re.compile(r"\blit\b"))
        expect(page.locator(".trace-node.lit")).to_have_count(1)
        page.locator(".formula-lines").dispatch_event("pointerleave")
        expect(page.locator(".trace-node.lit")).to_have_count(0)
    go(page, "Hidden layer 2: gradients of its parameters")
    drawn = page.locator(".link-selected").count()
    symbols.filter(has_text="W").first.dispatch_event("pointerover")
    expect(page.locator(".link-selected")).to_have_count(drawn + 1)
    page.get_by_role("button", name="Hidden layer 1, neuron 2").dispatch_event("pointerover")
    lit = page.locator(".formula-lines .lit")
    expect(lit).to_have_count(1)
    expect(lit.locator("mi").first).to_have_text("a")
    page.locator("[data-focus='link 1 0 3']").dispatch_event("pointerover")
    expect(lit.filter(has_text="W").first).to_be_attached()


def test_a_step_is_copied_as_latex_and_the_drawing_saved(context: BrowserContext, server: Server) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_microscope(context, server, "?at=d3")
    expect(page.locator(".trace-node.two").first).to_be_visible()
    page.get_by_title("Copy the formulas as LaTeX").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_attached()
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("% Hidden layer 2, neuron 1: Tanh\n\\begin{align*}\n")
    assert copied.isascii()
    shown = [text.strip() for text in page.locator(".trace-number, .forward-number").all_inner_texts()]
    with page.expect_download() as saved:
        page.get_by_title("Save this drawing as SVG").click()
    root = ElementTree.parse(saved.value.path()).getroot()
    words = ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert [word for word in words if word in shown] == shown
    assert words[-1] == "Hidden layer 2: back through the activation"
    with page.expect_download() as saved:
        page.get_by_title("Save this drawing as PNG").click()
    picture = saved.value.path().read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (2 * int(root.get("width", 0)), 2 * int(root.get("height", 0)))


def test_an_image_is_shown_and_a_wide_layer_can_be_browsed(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server)
    use(
        page,
        server,
        {"data": {"name": "digits"}, "features": None, "network": {"layers": [{"units": 12}]}, "loss": None},
    )
    expect(page.locator(".sample-image")).to_be_visible()
    go(page, "Hidden layer 1: gradients of its parameters")
    for _ in range(11):
        page.get_by_role("button", name="Next neuron").click()
    received = traced(page, server)["ops"][0]["weights"]["gradient"]
    assert [row[2] for row in cells(page, "Gradients")][:40] == [precise(row[11]) for row in received[:40]]
    page.get_by_role("button", name="25 more").click()
    assert len(cells(page, "Gradients")) == 65


def test_a_large_layer_is_traced_alone(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server)
    use(page, server, {"network": {"layers": [{"units": 200}, {"units": 150}]}})
    go(page, "Hidden layer 2: gradients of its parameters")
    expect(page.locator(".note")).to_contain_text("up to 5 000 parameters")
    received = traced(page, server, finite_differences=False, layers=["dense_2"])["ops"][2]["weights"]["gradient"]
    assert [row[2] for row in cells(page, "Gradients")][:40] == [precise(row[0]) for row in received[:40]]
    go(page, "Output: gradients of its parameters")
    expect(page.locator(".microscope-numbers tbody td").nth(3)).not_to_have_text("–")


def test_a_diverged_run_says_so_and_a_deleted_one_is_replaced(
    context: BrowserContext, server: Server, watch: Watch
) -> None:
    watch.expect("404")
    watch.expect("410")
    page = open_microscope(context, server)
    use(
        page,
        server,
        {
            "optimizer": {"learning_rate": 10.0},
            "network": {"layers": [{"units": 4, "activation": "linear"}], "output_activation": "linear"},
        },
    )
    page.get_by_role("button", name="Train the network").click()
    expect(page.get_by_text("The training diverged")).to_be_visible()
    expect(page.locator(".trace-node.value").first).to_be_visible()
    page.keyboard.press("End")
    assert page.locator(".formula-line").count() > 0
    page.get_by_role("button", name="Rewind", exact=True).click()
    expect(page.get_by_text("The training diverged")).to_be_hidden()
    httpx.delete(f"{server.url}api/v1/sessions/{session_of(page)}").raise_for_status()
    expect(page.get_by_text("This run was no longer on the server")).to_be_visible()
    page.keyboard.press("Home")
    expect(page.locator(".trace-node.value").first).to_be_visible()
    resting(page, 0)


def test_an_invalid_address_opens_the_first_step_of_the_first_row(context: BrowserContext, server: Server) -> None:
    page = open_microscope(context, server, "?row=999999999&at=zz&see=1.x&of=all&x=&y=2")
    expect(page.get_by_label("Row", exact=True)).to_have_value("1")
    expect(page.get_by_role("slider", name="Step")).to_have_value("0")


def test_every_screen_is_accessible_and_fits(screens: Screens, server: Server) -> None:
    page = open_microscope(screens.context, server)
    screens.check(page, one_screen=True)
    for step in (
        "Hidden layer 1: weighted sums",
        "Hidden layer 1: gradients of its parameters",
        "Update: the step of the optimizer",
    ):
        step_to(page, step)
        screens.check(page, step, one_screen=True)


def test_layout_is_stable_while_it_follows_the_training(
    context: BrowserContext, server: Server, subtests: pytest.Subtests
) -> None:
    page = open_microscope(context, server)
    page.get_by_role("button", name="Train the network").click()
    expect(page.get_by_text("Updating live")).to_be_visible()
    for title in (
        "Hidden layer 1: weighted sums",
        "Output: gradients of its parameters",
        "Update: the step of the optimizer",
    ):
        with subtests.test(title):
            go(page, title)
            page.wait_for_timeout(700)  # from here on nobody has just pressed anything
            sum_layout_shifts(page)
            page.wait_for_timeout(1500)
            assert layout_shift(page) < 1e-3


def test_reduced_motion_stops_the_pulse(still: BrowserContext, server: Server) -> None:
    page = open_microscope(still, server)
    page.keyboard.press("ArrowRight")
    assert running_animations(page) == 0


def test_touch_steps_and_selects(browser: Browser, server: Server, watch: Watch) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    watch.watch(context)
    page = open_microscope(context, server)
    page.get_by_role("button", name="Next step").tap()
    expect(page.locator(".step-title")).to_contain_text("Hidden layer 1: weighted sums")
    page.get_by_role("button", name="Hidden layer 1, neuron 2").tap()
    expect(page.locator(".formula-head h2")).to_have_text("Hidden layer 1, neuron 2: weighted sum")
    assert (
        json.loads(page.evaluate("JSON.stringify(Object.fromEntries(new URLSearchParams(location.search)))"))["at"]
        == "f0"
    )
    context.close()
