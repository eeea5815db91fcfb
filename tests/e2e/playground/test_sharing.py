"""Links, files and lessons: export and import."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.checks import tile_colours
from tests.e2e.conftest import Watch, figure, open_playground, train_one_epoch
from tests.e2e.server import Server


def open_menu(page: Page, name: str) -> None:
    """Open one of the menus of the run."""
    page.get_by_role("button", name=name, exact=True).click()


def saved(page: Page, path: Path) -> dict[str, Any]:
    """The saved run: path and contents."""
    open_menu(page, "File")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the run").click()
    download.value.save_as(path)
    run: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return run


def load(page: Page, path: Path) -> None:
    """Load a file by the menu."""
    open_menu(page, "File")
    page.locator(".file-choice input").set_input_files(path)


def test_a_saved_run_continues(page: Page, tmp_path: Path) -> None:
    page.get_by_label("Optimizer").select_option("adam")
    train_one_epoch(page)
    train_one_epoch(page)
    saved(page, tmp_path / "run.json")
    train_one_epoch(page)
    after = figure(page, "test-loss")
    page.get_by_role("radio", name="Spiral", exact=True).check()
    expect(page.locator("[data-figure=epoch]")).to_have_text("0")
    load(page, tmp_path / "run.json")
    expect(page.locator("[data-figure=epoch]")).to_have_text("2")
    expect(page.locator(".notices")).to_contain_text("Opened run.json")
    expect(page.get_by_role("radio", name="Circle", exact=True)).to_be_checked()
    train_one_epoch(page)
    assert figure(page, "test-loss") == after  # all digits, because the run continues to the same bits
    page.locator("body").press("Control+z")
    expect(page.get_by_role("radio", name="Spiral", exact=True)).to_be_checked()


def test_a_file_of_settings_starts_a_new_run(page: Page, tmp_path: Path) -> None:
    run = saved(page, tmp_path / "run.json")
    spec = {**run["spec"], "network": {"layers": [{"units": 3}]}}
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    load(page, tmp_path / "spec.json")
    expect(page.locator(".unit")).to_have_count(4)


def damaged(run: dict[str, Any]) -> list[tuple[str, str]]:
    """Texts of a damaged run file, each with words of its explanation."""
    return [
        ("", "empty file"),
        (json.dumps(run)[:200], "not valid JSON"),
        ("[1, 2, 3]", "not a run"),
        (json.dumps({**run, "version": 2}), "version 2"),
        (json.dumps({**run, "format": "keras"}), '"keras"'),
        (json.dumps({**run, "spec": {**run["spec"], "batch_size": "many"}}), "spec/batch_size"),
        (json.dumps({**run, "parameters": {"layers": run["parameters"]["layers"][1:]}}), "expected"),
        (json.dumps({**run, "step": -4}), "step"),
    ]


def test_a_damaged_file_is_explained_and_leaves_the_run(
    page: Page, tmp_path: Path, watch: Watch, subtests: pytest.Subtests
) -> None:
    watch.expect("422")
    train_one_epoch(page)
    run = saved(page, tmp_path / "run.json")
    alert = page.get_by_role("alert")
    for epoch, (text, words) in enumerate(damaged(run), 1):
        with subtests.test(words):
            (tmp_path / f"edited {epoch}.json").write_text(text)
            load(page, tmp_path / f"edited {epoch}.json")
            expect(alert).to_contain_text(f"edited {epoch}.json was not opened; the current run stays")
            expect(alert).to_contain_text(words)
            expect(page.locator("[data-figure=epoch]")).to_have_text(str(epoch))
            train_one_epoch(page)


def test_a_run_is_dropped_on_the_page(page: Page, tmp_path: Path) -> None:
    train_one_epoch(page)
    run = saved(page, tmp_path / "run.json")
    page.get_by_role("button", name="Rewind to the same initial weights").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("0")
    page.evaluate(
        """text => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], 'run.json', { type: 'application/json' }));
            document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        json.dumps(run),
    )
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")


def test_the_network_is_exported(page: Page, subtests: pytest.Subtests) -> None:
    for export, name in (("Python program", ".py"), ("NumPy arrays", ".npz"), ("Settings only", ".json")):
        with subtests.test(export):
            open_menu(page, "File")
            with page.expect_download() as download:
                page.get_by_role("link", name=export).click()
            assert download.value.suggested_filename.endswith(name)


def test_a_link_holds_the_weights_on_demand(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    train_one_epoch(page)
    open_menu(page, "Share")
    page.get_by_label("Include the current weights").check()
    link = page.get_by_label("Link", exact=True)
    expect(link).to_have_value(re.compile(".{600}"))
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == link.input_value()
    loss = page.locator("[data-figure=test-loss]").inner_text()
    other = open_playground(context, address)
    expect(other.locator("[data-figure=epoch]")).to_have_text("1")
    expect(other.locator("[data-figure=test-loss]")).to_have_text(loss)  # comes with the first frame, after the epoch


def test_a_link_is_copied_without_https_too(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_menu(page, "Share")
    link = page.get_by_label("Link", exact=True)
    expect(link).to_have_value(re.compile("#run="))
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    copy = page.get_by_role("button", name="Copy", exact=True)
    copy.click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    expect(copy).to_be_focused()
    page.evaluate("delete navigator.clipboard")
    assert page.evaluate("navigator.clipboard.readText()") == link.input_value()


def test_a_link_that_would_be_too_long_points_to_the_file(page: Page) -> None:
    page.wait_for_url(re.compile("#run="))
    page.evaluate(
        """async () => {
            const { id } = JSON.parse(sessionStorage.getItem('backprop-session'));
            const layers = [{ units: 100 }, { units: 100 }];
            await fetch(`/api/v1/sessions/${id}`, {
                method: 'PATCH',
                headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ patch: { network: { layers } }, reset: true }),
            });
        }"""
    )
    expect(page.get_by_text("92 more").first).to_be_visible()
    open_menu(page, "Share")
    page.get_by_label("Include the current weights").check()
    expect(page.locator(".said")).to_contain_text("Save the run as a file instead")
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_disabled()
    page.get_by_label("Include the current weights").uncheck()
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_enabled()


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("#run=1.eJyrVkpUslIy", "incomplete or was changed"),
        ("#run=9.eJyrVkpUslIy", "version 9"),
        (f"#run=1.{'a' * 70_000}", "characters long"),
        ("#run=1.<script>", "invalid characters"),
    ],
)
def test_a_bad_link_says_why_and_a_fresh_run_starts(
    context: BrowserContext, server: Server, fragment: str, words: str
) -> None:
    page = open_playground(context, f"{server.url}{fragment}")
    expect(page.get_by_role("alert")).to_contain_text(words)
    train_one_epoch(page)


def test_a_bad_link_pasted_over_a_run_leaves_it(page: Page) -> None:
    train_one_epoch(page)
    page.evaluate("location.hash = '#run=1.eJyrVkpUslIy'")
    expect(page.get_by_role("alert")).to_contain_text("incomplete or was changed")
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    page.wait_for_timeout(500)
    page.reload()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")


def test_hidden_parts_are_in_the_link(page: Page, context: BrowserContext) -> None:
    open_menu(page, "View")
    for part in ("Noise and size", "Inside the layers", "Features", "Optimizer"):
        page.locator(".page-parts").get_by_label(part).uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Position noise")).to_be_hidden()
    expect(page.locator("[data-part=optimizer] select")).to_be_hidden()
    expect(page.locator(".feature")).to_have_count(2)
    page.wait_for_url(re.compile("hide=noise.inside.features.optimizer"))
    other = open_playground(context, page.url)
    expect(other.locator("#layers")).to_be_hidden()
    expect(other.locator(".feature")).to_have_count(2)
    open_menu(other, "View")
    other.get_by_role("button", name="Show all parts").click()
    expect(other.locator("#layers")).to_be_visible()
    expect(other.locator(".feature")).to_have_count(9)


def test_an_example_opens_in_place_and_can_be_undone(page: Page) -> None:
    train_one_epoch(page)
    open_menu(page, "Examples")
    page.get_by_role("button", name=re.compile("^Three spirals")).click()
    expect(page.get_by_role("radio", name="Three spirals", exact=True)).to_be_checked()
    expect(page.get_by_label("Optimizer", exact=True)).to_have_value("adam")
    page.locator(".notices").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")


def test_a_published_result_has_its_source_and_bit_accuracy(page: Page) -> None:
    open_menu(page, "Examples")
    encoder = page.get_by_role("button", name=re.compile("^The 8-3-8 encoder"))
    expect(encoder).to_contain_text("Parallel Distributed Processing")
    encoder.click()
    expect(page.locator(".unit")).to_have_count(3 + 8)
    train_one_epoch(page)
    figures = page.locator(".figures")
    expect(figures).to_contain_text("Training accuracy")  # no patterns are held out for testing
    expect(figures.locator("[data-figure=quality]")).to_contain_text("%")


def test_no_image_of_an_earlier_network_remains(page: Page) -> None:
    assert all(0 not in tile_colours(unit) for unit in page.locator(".unit").all())
    open_menu(page, "Examples")
    page.get_by_role("button", name=re.compile("^The edge of chaos")).click()
    expect(page.locator(".column-head")).to_have_count(52)
    expect(page.locator("[data-figure=train-loss]")).to_contain_text("2.6")
    # too large for its weights to be sent with every frame
    assert all(tile_colours(unit) == {0} for unit in page.locator(".unit").all()[:20])


@pytest.mark.parametrize("other", ["Plane", "Two classes"])
def test_layers_tied_to_columns_are_dropped_with_other_data(page: Page, other: str) -> None:
    open_menu(page, "Examples")
    page.get_by_role("button", name=re.compile("^Family trees")).click()
    expect(page.locator(".column-head")).to_have_count(1 + 5 + 1)
    if other == "Plane":
        page.get_by_role("radio", name="Points", exact=True).check()
        page.get_by_role("radio", name=other, exact=True).click()
    else:
        page.get_by_label("Problem").select_option(label=other)
    expect(page.locator(".column-head")).to_have_count(1 + 2 + 1)
    expect(page.locator(".notices")).not_to_contain_text("not valid")
    train_one_epoch(page)


def test_a_run_whose_table_is_missing_asks_for_its_file(page: Page, context: BrowserContext, watch: Watch) -> None:
    watch.expect("422")
    fragment = page.evaluate(
        """async () => {
            const { writeFragment } = await import('/static/js/core/address/links.js');
            const data = { name: 'table', table: 'nowhere' };
            return writeFragment({ data, network: { layers: [{ units: 7 }] }, optimizer: { learning_rate: 0.1 } });
        }"""
    )
    other = open_playground(context, page.url.partition("#")[0] + fragment)
    expect(other.get_by_role("alert")).to_contain_text("a table that the server no longer has")
    other.get_by_role("button", name="Choose the file…").click()
    dialog = other.get_by_role("dialog", name="The table of this run")
    rows = "\n".join(f"{i},{i * i % 7},{i % 5},{'ab'[i % 2]}" for i in range(40))
    dialog.locator("input[type=file]").set_input_files(
        {"name": "rows.csv", "mimeType": "text/csv", "buffer": f"a,b,c,class\n{rows}".encode()}
    )
    dialog.get_by_role("button", name="Train on this data").click()
    expect(other.get_by_text("only 2-input data can be drawn as a plane")).to_be_visible()
    expect(other.locator(".unit")).to_have_count(7 + 1)
    expect(other.get_by_label("Learning rate")).to_have_value("0.1")
    train_one_epoch(other)


def test_a_table_of_another_run_does_not_answer_an_abandoned_request(
    page: Page, context: BrowserContext, watch: Watch
) -> None:
    watch.expect("422")
    fragment = page.evaluate(
        """async () => {
            const { writeFragment } = await import('/static/js/core/address/links.js');
            return writeFragment({ data: { name: 'table', table: 'nowhere' }, network: { layers: [{ units: 7 }] } });
        }"""
    )
    other = open_playground(context, page.url.partition("#")[0] + fragment)
    other.get_by_role("button", name="Choose the file…").click()
    other.get_by_role("dialog", name="The table of this run").press("Escape")
    other.get_by_role("button", name="Your own…").click()
    expect(other.get_by_role("dialog", name="Your own data")).to_be_visible()
