"""Tables of a user: pasted, dropped or chosen, previewed, trained on."""

import random
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.checks import Screens
from tests.e2e.conftest import OPEN_FOLDS, open_playground, open_sheet
from tests.e2e.server import Server

CENTRES = {"setosa": (5.0, 3.4, 1.5, 0.3), "versicolor": (5.9, 2.8, 4.3, 1.3), "virginica": (6.6, 3.0, 5.6, 2.1)}


def iris() -> str:
    """150 flowers of three kinds, like Fisher's."""
    rng = random.Random(7)
    rows = [
        ",".join([*(f"{rng.gauss(centre, 0.2):.2f}" for centre in centres), species])
        for _ in range(50)
        for species, centres in CENTRES.items()
    ]
    return "\n".join(["sepal length,sepal width,petal length,petal width,species", *rows])


def faulty() -> str:
    """A table with a word, a missing value and a short row."""
    return "age,income,class\n30,1,a\nabc,2,b\n41,,a\n50,4\n" + "\n".join(f"{i},{i},{'ab'[i % 2]}" for i in range(20))


def wide() -> str:
    """Sixty inputs and a class."""
    names = ",".join(f"pixel {i}" for i in range(60))
    rows = [",".join([*(str((7 * i + j) % 256) for j in range(60)), str(i % 3)]) for i in range(30)]
    return "\n".join([f"{names},label", *rows])


def open_dialog(page: Page, text: str = "") -> Locator:
    """The dialog, opened in the panel of the data, with `text` in it."""
    open_sheet(page, "Data")
    page.get_by_role("button", name="Your own…").click()
    dialog = page.get_by_role("dialog", name="Your own data")
    dialog.get_by_label("Table as text").fill(text)
    return dialog


def drop(page: Page, name: str, content: str | bytes) -> None:
    """Drop a file on the page."""
    data = list(content.encode() if isinstance(content, str) else content)
    page.evaluate(
        """([name, data]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([Uint8Array.from(data)], name));
            for (const type of ['dragover', 'drop']) {
                document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
            }
        }""",
        [name, data],
    )


def paste(page: Page, text: str) -> None:
    """Paste text into the focused element."""
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/plain', text);
            const target = document.activeElement ?? document.body;
            target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def train(dialog: Locator) -> Locator:
    """The button that trains on the table."""
    return dialog.get_by_role("button", name="Train on this data")


def test_a_pasted_table_is_previewed_and_trained_on(page: Page) -> None:
    dialog = open_dialog(page, iris())
    expect(dialog.locator(".found-line")).to_have_text("150 rows, 4 inputs, 3 classes: setosa, versicolor, virginica")
    expect(dialog.locator("tbody tr")).to_have_count(5)
    expect(dialog.get_by_label("Role of species")).to_have_value("target")
    train(dialog).click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".notices")).to_contain_text("Restarted on 150 rows of your table.")
    expect(page.locator(".own-summary")).to_contain_text("150 rows of 4 inputs")
    expect(page.locator(".own-summary")).to_contain_text("setosa, versicolor, virginica")
    page.get_by_label("Optimizer").select_option("adam")
    page.get_by_label("Speed").select_option("as fast as possible")
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_function(
        "() => Number.parseFloat(document.querySelector('[data-figure=quality]').textContent) > 90", timeout=30_000
    )
    page.get_by_role("button", name="Pause the training").click()


def test_the_new_run_is_undone(page: Page) -> None:
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    train(open_dialog(page, iris())).click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("0")
    page.locator(".notices").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("radio", name="Circle", exact=True)).to_be_checked()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")


def test_a_table_of_two_inputs_has_a_map(page: Page) -> None:
    train(
        open_dialog(page, "width,height,class\n" + "\n".join(f"{i},{i % 7},{'ab'[i % 2]}" for i in range(40)))
    ).click()
    expect(page.locator(".own-summary")).to_contain_text("40 rows of 2 inputs")
    expect(page.locator(".no-plane")).to_have_count(0)


def test_values_are_scaled_so_that_training_does_not_diverge(page: Page) -> None:
    rows = "\n".join(f"{i / 10},{(i * 7) % 13},{1000 * i + 50}" for i in range(100))
    dialog = open_dialog(page, f"size,age,price\n{rows}")
    expect(dialog.locator(".found-line")).to_have_text("100 rows, 2 inputs, values from 50 to 99050")
    expect(dialog.get_by_role("switch", name="Scale target")).to_be_checked()
    train(dialog).click()
    expect(page.locator("dt", has_text="Test R²")).to_be_visible()
    page.get_by_label("Speed").select_option("as fast as possible")
    page.get_by_role("button", name="Train the network").click()
    page.wait_for_function(
        "() => Number(document.querySelector('[data-figure=quality]').textContent) > 0.9", timeout=30_000
    )


def test_a_dropped_file_opens_the_dialog(page: Page) -> None:
    drop(page, "iris.csv", iris())
    dialog = page.get_by_role("dialog", name="Your own data")
    expect(dialog.locator(".found-line")).to_contain_text("150 rows, 4 inputs, 3 classes")
    expect(dialog).to_contain_text("iris.csv")
    expect(page.locator(".veil")).to_be_hidden()
    train(dialog).click()
    expect(page.locator(".notices")).to_contain_text("150 rows of iris.csv")


def test_dragging_a_file_over_the_page_shows_a_hint(page: Page) -> None:
    page.evaluate(
        """() => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(['a,b'], 'a.csv'));
            document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".veil")).to_be_visible()
    page.evaluate("document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true }))")
    expect(page.locator(".veil")).to_be_hidden()


def test_a_dropped_run_file_does_not_open_the_dialog(page: Page) -> None:
    drop(page, "run.json", "{}")
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_chosen_file_is_read(page: Page) -> None:
    dialog = open_dialog(page)
    dialog.locator("input[type=file]").set_input_files(
        {
            "name": "preise.csv",
            "mimeType": "text/csv",
            "buffer": "größe;preis\n1,5;2,25\n2,5;4,75\n3,5;6\n".encode("cp1252"),
        }
    )
    expect(dialog.locator(".found")).to_contain_text("Commas are read as decimal points in this table.")
    expect(dialog.get_by_label("Role of größe")).to_have_value("input")


def test_a_table_pasted_on_the_page_opens_the_dialog_and_other_text_does_not(page: Page) -> None:
    paste(page, "just a sentence, pasted by mistake")
    page.wait_for_timeout(200)
    expect(page.get_by_role("dialog")).to_have_count(0)
    paste(page, iris())
    dialog = page.get_by_role("dialog", name="Your own data")
    expect(dialog.locator(".found-line")).to_contain_text("150 rows")


UNUSABLE = [
    ("1\n2\n3", "There is only one column"),
    ('1,a\n2,"b\n3,c', "Line 2: a cell starts with a quotation mark"),
    ("x,y,class\n", "The table has a row of names, but no rows of data."),
    ("1,2,a", "Two rows are needed"),
    ("1,a\n2,a", "The target is a in every row"),
    ("\n".join(f"{i},c{i}" for i in range(30)), "more than 20 classes"),
    ("name,class\nAnna,a\nBob,b", "Inputs must be numbers"),
    ("x,y\n1,2,3\n4,5,6", "Line 1 has 2 names for 3 columns."),
    ("age,class\n1,a\n2,b\nabc,a", "Line 4, column “age”: “abc” is not a number."),
    ("age,class\n1,a\n2,b\n3", "Line 4 has 1 cell for 2 columns."),
]


def test_a_table_that_cannot_be_used_says_why_and_changes_nothing(page: Page, subtests: pytest.Subtests) -> None:
    page.get_by_role("button", name="Train for one epoch").click()
    expect(page.locator("[data-figure=epoch]")).to_have_text("1")
    for text, message in UNUSABLE:
        with subtests.test(message):
            dialog = open_dialog(page, text)
            expect(dialog.get_by_text(message).first).to_be_visible()
            expect(train(dialog)).to_be_disabled()
            expect(dialog.locator(".obstacle")).not_to_be_empty()
            page.keyboard.press("Escape")
            expect(dialog).to_be_hidden()
            expect(page.locator("[data-figure=epoch]")).to_have_text("1")
            expect(page.get_by_role("radio", name="Circle", exact=True)).to_be_checked()


def test_a_file_that_is_not_text_or_is_empty_is_refused(page: Page) -> None:
    drop(page, "cat.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    dialog = page.get_by_role("dialog", name="Your own data")
    expect(dialog.locator(".table-problem")).to_contain_text("cat.png is not a text file")
    drop(page, "none.csv", "")
    expect(dialog.locator(".table-problem")).to_contain_text("none.csv is empty")
    expect(train(dialog)).to_be_disabled()


def test_a_file_too_large_is_refused_before_it_is_read(page: Page) -> None:
    page.evaluate(
        """() => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(51 * 2 ** 20)], 'large.csv'));
            document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".table-problem")).to_contain_text("large.csv has 51 MB, but this page reads at most 50 MB")


def test_faulty_rows_are_left_out_by_one_switch(page: Page) -> None:
    dialog = open_dialog(page, faulty())
    expect(dialog.locator(".faulty")).to_have_text(["abc", "–", "–"])
    expect(dialog.locator(".obstacle")).to_have_text("Correct the faulty rows, or leave them out.")
    dialog.get_by_role("switch", name="Leave out 3 faulty rows").check()
    expect(dialog.locator(".found-line")).to_contain_text("21 rows")
    expect(dialog.get_by_text("Line 3, column “age”: “abc” is not a number.")).to_be_visible()
    train(dialog).click()
    expect(page.locator(".own-summary")).to_contain_text("21 rows of 2 inputs")


def test_an_error_is_found_in_the_text_and_corrected(page: Page) -> None:
    dialog = open_dialog(page, faulty().replace("41,,a", "41,3,a").replace("50,4\n", "50,4,b\n"))
    dialog.get_by_role("button", name="Line 3").click()
    assert page.evaluate("getSelection().toString()") == "abc,2,b"
    page.keyboard.insert_text("29,2,b")
    expect(dialog.locator(".faults")).to_have_count(0)
    expect(train(dialog)).to_be_enabled()


def test_roles_names_and_kind_of_target_can_be_set(page: Page) -> None:
    dialog = open_dialog(page, "a,b,c\n" + "\n".join(f"{i},{i % 5},{i % 3}" for i in range(30)))
    found = dialog.locator(".found-line")
    expect(found).to_have_text("30 rows, 2 inputs, 3 classes: 0, 1, 2")
    dialog.get_by_label("Role of b").select_option("target")
    expect(found).to_have_text("30 rows, 2 inputs, 5 classes: 0, 1, 2, 3, 4")
    dialog.get_by_role("radio", name="values").check()
    expect(found).to_have_text("30 rows, 2 inputs, values from 0 to 4")
    dialog.get_by_label("Role of a").select_option("unused")
    expect(found).to_contain_text("1 input,")
    dialog.get_by_label("Role of b").select_option("unused")
    expect(dialog.locator(".obstacle")).to_contain_text("Choose a target")
    dialog.get_by_role("switch", name="First row holds names").uncheck()
    expect(dialog.locator(".column-name").first).to_have_text("column 1")


def test_of_a_hundred_thousand_rows_ten_thousand_are_used(page: Page) -> None:
    drop(page, "many.csv", "x,y,class\n" + "\n".join(f"{i % 91},{i % 37},{'ab'[i % 2]}" for i in range(100_000)))
    dialog = page.get_by_role("dialog", name="Your own data")
    thousands = "\u202f000"
    expect(dialog.locator(".found")).to_contain_text(
        f"This table has 100{thousands} rows; 10{thousands} evenly spaced rows are used."
    )
    expect(dialog.locator(".source-name")).to_contain_text(re.compile(r"many\.csv.*too long to show here"))
    train(dialog).click()
    expect(page.locator(".own-summary")).to_contain_text(f"10{thousands} rows of 2 inputs")


def test_a_table_of_a_thousand_columns_is_previewed(page: Page) -> None:
    header = ",".join(f"g{i}" for i in range(1000))
    rows = "\n".join(",".join(str((i * j) % 19) for j in range(1000)) for i in range(1, 41))
    drop(page, "genes.csv", f"{header}\n{rows}")
    dialog = page.get_by_role("dialog", name="Your own data")
    expect(dialog.locator(".found-line")).to_contain_text("40 rows, 64 inputs")
    expect(dialog.locator(".found")).to_contain_text("the first 64 are inputs, unless you choose others")
    expect(dialog.get_by_label("Role of g999")).to_have_value("target")


def test_the_dialog_keeps_the_keyboard_and_the_text(page: Page) -> None:
    opener = page.get_by_role("button", name="Your own…")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Your own data")
    area = dialog.get_by_label("Table as text")
    expect(area).to_be_focused()
    area.fill("1,2,a\n2,3,b\n3,4,a")
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(area).to_have_value("1,2,a\n2,3,b\n3,4,a")
    dialog.get_by_role("button", name="Clear").click()
    expect(area).to_have_value("")
    expect(area).to_be_focused()
    page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()


def test_every_screen_is_accessible_and_fits(screens: Screens, server: Server) -> None:
    screens.context.add_init_script(OPEN_FOLDS)
    page = open_playground(screens.context, server.url)
    dialog = open_dialog(page)

    def check_dialog(width: int, height: int) -> None:
        box = dialog.bounding_box()
        assert box and box["x"] >= 0 and box["y"] >= 0
        assert box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
        assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")

    for text in ("", "1\n2", iris(), faulty(), wide()):
        dialog.get_by_label("Table as text").fill(text)
        page.wait_for_timeout(200)
        screens.check(page, text, also=check_dialog)


def test_the_parser_is_loaded_when_there_is_a_table(page: Page) -> None:
    loaded = "performance.getEntriesByType('resource').some(({ name }) => name.includes('papaparse'))"
    assert not page.evaluate(loaded)
    dialog = open_dialog(page, iris())
    expect(dialog.locator(".found-line")).to_be_visible()
    assert page.evaluate(loaded)
