"""The glossary, its page, and the cards that explain the labels of every view."""

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.checks import Screens
from tests.e2e.conftest import Watch, open_playground
from tests.e2e.server import Server

PLACES = """() => import('/static/js/features/shared/glossary/glossary.js').then(async ({ Glossary }) => {
    const { terms } = await fetch('/api/v1/glossary').then((answer) => answer.json());
    return terms.filter(({ place }) => place?.label).map(({ id, place }) => [place.path, id]);
})"""

FINDS = """async (ids) => {
    const { elementOf } = await import('/static/js/features/shell/explain/meaning.js');
    const { labelsOf } = await import('/static/js/features/shell/explain/labels.js');
    const { Glossary } = await import('/static/js/features/shared/glossary/glossary.js');
    const glossary = new Glossary((await fetch('/api/v1/glossary').then((answer) => answer.json())).terms);
    return ids.every((id) => {
        const element = elementOf(glossary, glossary.get(id), document);
        const label = glossary.get(id).place.label.toLowerCase();
        return element && labelsOf(element).some((each) => each.toLowerCase().startsWith(label));
    });
}"""
"""Whether every term finds the part of the page that it is to point at."""

UNEXPLAINED = """async () => {
    const { LABELS, labelsOf } = await import('/static/js/features/shell/explain/labels.js');
    const { Glossary } = await import('/static/js/features/shared/glossary/glossary.js');
    const glossary = new Glossary((await fetch('/api/v1/glossary').then((answer) => answer.json())).terms);
    return [...document.querySelectorAll(LABELS)]
        .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width > 1)
        .filter((each) => !labelsOf(each).some((label) => glossary.ofLabel(label)))
        .map((each) => labelsOf(each)[0] ?? each.textContent);
}"""
"""Labels of the page without an explanation."""

NAMES = {
    "Chart", "Subject", "This run", "Plain", "Add", "Quadratic bowl", "Angle, degrees", "Formula", "Value", "×", "+", "Total",
    "What you can type", "Then", "Now", "Saved runs", "Comparison", "Lessons", "The machines of 1986",
}  # fmt: skip
"""Labels that are names of runs, values and parts of the page rather than terms."""


def is_name(label: str) -> bool:
    """True for the name of something, an input or a node among them."""
    return label in NAMES or label[0] in "xv" or "\n" in label


def test_every_label_has_an_explanation_and_every_explanation_finds_its_place(
    context: BrowserContext, server: Server
) -> None:
    page = open_playground(context, server.url)
    places: dict[str, list[str]] = {}
    for path, term in page.evaluate(PLACES):
        places.setdefault(path, []).append(term)
    unexplained = set()
    for path, terms in places.items():
        page.goto(server.url.rstrip("/") + path)
        page.wait_for_function(FINDS, arg=terms)
        expect(page.get_by_role("heading", name="Connecting")).to_have_count(0)
        unexplained |= {label for label in page.evaluate(UNEXPLAINED) if not is_name(label)}
    assert len(places) > 8
    assert unexplained == set()


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("dialog", name=title, exact=True)


def test_anything_is_one_press_away_from_its_explanation(page: Page) -> None:
    page.wait_for_function("() => location.hash !== ''")
    session = page.evaluate("location.hash")
    page.locator(".unit").first.hover()
    page.keyboard.press("e")
    expect(card(page, "Neuron").get_by_role("heading", name="Neuron")).to_be_focused()
    page.keyboard.press("Escape")

    page.get_by_role("columnheader", name="Saturated").click()  # a heading is pressed directly
    expect(card(page, "Saturated").locator("math").first).to_be_visible()
    card(page, "Saturated").get_by_role("link", name="Dead neuron").click()
    expect(card(page, "Dead neuron").get_by_role("heading", name="Dead neuron")).to_be_focused()
    page.mouse.click(5, 5)
    expect(page.get_by_role("dialog")).to_have_count(0)

    select = page.get_by_label("Activation", exact=True)
    page.get_by_text("Activation", exact=True).first.click()  # the label of a select still leads to it
    expect(select).to_be_focused()
    card(page, "Activation function").get_by_role("link", name="Tanh", exact=True).first.click()
    expect(card(page, "Tanh").get_by_role("link", name="Show me")).to_be_visible()
    page.keyboard.press("Escape")

    page.keyboard.press("Tab")  # by keyboard: what has the focus
    page.get_by_role("button", name="Explain anything").focus()
    page.keyboard.press("Enter")
    page.get_by_role("searchbox", name="Search the glossary").fill("spectral")
    page.get_by_role("button", name="Spectral radius").click()
    expect(card(page, "Spectral radius")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Explain anything").click()
    box = page.locator(".plane-map").bounding_box()
    assert box
    page.mouse.click(box["x"] + 50, box["y"] + 50)  # the veil keeps the press from the map
    expect(card(page, "Output layer")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("columnheader", name="Update ratio").click()
    card(page, "Update ratio").get_by_role("link", name="Show me").click()
    page.wait_for_url("**/flow#*")  # with the run, without the question
    expect(card(page, "Update ratio")).to_be_visible()
    expect(page.locator("[data-explaining]")).to_have_text("Update ratio")
    assert page.evaluate("location.hash") == session


def test_a_run_without_the_term_is_offered_an_example(page: Page, server: Server) -> None:
    page.goto(f"{server.url}?explain=dropout")
    card(page, "Dropout").get_by_text("Your run does not have this.").wait_for()
    expect(card(page, "Dropout").get_by_role("link", name="Show me")).to_have_count(0)
    card(page, "Dropout").get_by_role("link", name="Open an example run").click()
    expect(card(page, "Dropout").get_by_role("link", name="Show me")).to_be_visible()
    expect(page.get_by_text("Dropout 1").first).to_be_attached()


def test_a_link_to_a_term_that_is_missing_names_similar_ones(page: Page, server: Server) -> None:
    page.goto(f"{server.url}?explain=saturatoin<b>")
    panel = page.get_by_role("dialog", name="Explain")
    expect(panel).to_contain_text("The glossary has no term “saturatoin<b>”.")
    panel.get_by_role("button", name="Saturated").click()
    expect(card(page, "Saturated")).to_be_visible()


def test_the_glossary_page_is_searched_linked_and_accessible(screens: Screens, server: Server) -> None:
    page = screens.context.new_page()
    page.goto(f"{server.url}glossary#vanishing-gradient")
    term = page.locator("#vanishing-gradient")
    expect(term).to_be_in_viewport()
    assert page.evaluate(
        "[...document.querySelectorAll('figure > svg[role=img]')].every("
        "(svg) => svg.getBoundingClientRect().width >= Math.min(320, svg.viewBox.baseVal.width) - 1)"
    )
    search, missing = page.get_by_role("searchbox", name="Search"), page.locator(".glossary-missing")
    search.fill("xavier")
    expect(page.locator(".term")).to_have_count(2)
    screens.check(page, "searched")
    search.fill("nosuchterm" * 20)
    expect(missing).to_contain_text("The glossary has no term")
    search.fill("")
    page.evaluate("location.hash = '<img src=x>'")
    expect(missing).to_contain_text("no term “<img src=x>”")
    page.evaluate("location.hash = 'momentun'")
    missing.get_by_role("link", name="Momentum").click()
    expect(page.locator("#momentum")).to_be_in_viewport()
    if screens.is_wide:
        page.keyboard.press("e")
        expect(page.get_by_role("dialog", name="Explain")).to_be_visible()
    else:
        page.get_by_role("button", name="Explain anything").click()
    screens.check(page, "explaining", resize=False)


def test_a_glossary_that_cannot_be_loaded_says_so_and_is_loaded_later(
    context: BrowserContext, server: Server, watch: Watch
) -> None:
    watch.expect("500")
    page = context.new_page()
    page.route("**/api/v1/glossary", lambda route: route.fulfill(status=500, json={"title": "Broken"}))
    page.goto(f"{server.url}glossary")
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    page.unroute("**/api/v1/glossary")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#neuron")).to_be_attached()
