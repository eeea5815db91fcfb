"""The documentation and the code name the same things: what exists is documented, and what is documented exists.

Lists in the documentation are tables. A test reads the names in backticks in the first column of a table, which it
finds by the heading of that column. After datasette's test_docs.py.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import typer.main

from app.catalog.catalog import make_catalog
from app.cli import main as command_line
from app.client import AsyncClient, AsyncSession, Client, Session
from app.main import create_app
from app.presets import PRESETS
from app.protocol.stream import AnyCommand, AnyEvent, FrameSection
from app.protocol.tables import TableOptions
from app.routes.pages.pages import VIEWS
from app.settings import Settings
from benchmarks.__main__ import PARTS
from benchmarks.published import STUDIES
from engine.spec.layers import LayerSpec
from engine.spec.run import RunSpec
from tests.stages import STAGES
from tests.test_architecture import APP_LAYERS, ENGINE_LAYERS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = {path.relative_to(ROOT).as_posix(): path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))}
API = "/api/v1"

Row = list[str]


# -- reading the documentation -------------------------------------------------------------------------------------


@cache
def text_of(document: str) -> str:
    return DOCUMENTS[document].read_text(encoding="utf-8")


def rows(document: str, heading: str) -> list[Row]:
    """Return the rows of all tables of a document whose first column has this heading."""
    found: list[Row] = []
    inside = False
    for line in text_of(document).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if inside and cells and not set(cells[0]) <= set("-: "):
            found.append(cells)
        inside = bool(cells) and (inside or cells[0] == heading)
    assert found, f"{document} has no table with the heading {heading}"
    return found


def codes(cell: str) -> list[str]:
    """Return the texts in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def listed(document: str, heading: str) -> list[str]:
    """Return the names in backticks in the first column."""
    return [name for row in rows(document, heading) for name in codes(row[0])]


def entries(document: str, heading: str) -> dict[str, Row]:
    """Return name -> row of a table with one name per row."""
    return {codes(row[0])[0]: row for row in rows(document, heading)}


def prose(document: str) -> str:
    """Return a document without its blocks of code."""
    return re.sub(r"^(```+).*?^\1$", "", text_of(document), flags=re.MULTILINE | re.DOTALL)


# -- reading the code ----------------------------------------------------------------------------------------------


@cache
def catalog() -> dict[str, Any]:
    return make_catalog(Settings()).model_dump(mode="json")


def names(part: str) -> list[str]:
    return [entry["name"] for entry in catalog()[part]]


@cache
def calls() -> dict[str, dict[str, Any]]:
    """Return "METHOD /path" -> operation, as OpenAPI describes them, without deprecated ones."""
    paths = create_app(Settings()).openapi()["paths"]
    return {
        f"{method.upper()} {path.removeprefix(API)}": operation
        for path, operations in paths.items()
        for method, operation in operations.items()
        if not operation.get("deprecated")
    }


def members(union: Any, field: str) -> list[Any]:
    """Return the values of a literal field of the models in an annotated union."""
    models = get_args(get_args(union)[0])
    models = [get_args(model)[0] if get_args(model) else model for model in models]
    return [get_args(model.model_fields[field].annotation)[0] for model in models]


def layer_fields() -> dict[str, set[str]]:
    """Return layer kind -> fields of its spec."""
    models = [get_args(model)[0] for model in get_args(get_args(LayerSpec)[0])]
    return {get_args(each.model_fields["kind"].annotation)[0]: set(each.model_fields) - {"kind"} for each in models}


@cache
def help_of(*command: str) -> str:
    done = subprocess.run([sys.executable, *command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


@cache
def command_options() -> dict[str, dict[str, Any]]:
    """Return command of `backprop-playground` -> its options and arguments by name."""
    group = typer.main.get_command(command_line)
    return {
        name: {(each.opts[0] if each.param_type_name == "option" else each.name): each for each in command.params}
        for name, command in group.commands.items()  # type: ignore[attr-defined]
    }


def options() -> set[str]:
    """Return every command-line option of the project."""
    helps = help_of("run.py") + help_of("requirements/lock.py") + help_of("-m", "benchmarks")
    typed = {name for command in command_options().values() for name in command if name.startswith("--")}
    return {*re.findall(r"--[a-z][a-z-]*", helps), *typed}


def module_with(export: str) -> str:
    """Return the text of the page's module that exports a name."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "static" / "js").rglob("*.js")))
    (found,) = (text for text in texts if f"export {export}" in text)
    return found


def variables() -> dict[str, str]:
    """Return environment variable -> field of Settings."""
    found = {f"BACKPROP_{name.upper()}": name for name in Settings.model_fields}
    return {**found, "HOST": "host", "PORT": "port"}


OTHER_VARIABLES = {"BACKPROP_CACHE_DIR", "NUMBA_DISABLE_JIT"}
"""Variables that the engine reads, apart from Settings."""


# -- the API -------------------------------------------------------------------------------------------------------


def test_every_call_is_documented() -> None:
    assert sorted(listed("docs/API.md", "Call")) == sorted(calls())


def test_every_method_of_the_client_is_documented() -> None:
    def public(kind: type) -> set[str]:
        methods = {name: value for name, value in vars(kind).items() if callable(value) and not name.startswith("_")}
        return {name for name, value in methods.items() if not (value.__doc__ or "").startswith("Deprecated")}

    documented = {name for row in rows("docs/API.md", "Call") for name in codes(row[1])}
    assert documented == (public(Session) | public(Client)) - {"send", "session"}
    assert public(Session) == public(AsyncSession)
    assert public(Client) == public(AsyncClient)


def test_every_message_of_the_stream_is_documented() -> None:
    assert sorted(listed("docs/API.md", "Command")) == sorted(members(AnyCommand, "type"))
    assert sorted(listed("docs/API.md", "Event")) == sorted(members(AnyEvent, "type"))
    sections = get_args(FrameSection.model_fields["name"].annotation)
    assert sorted(listed("docs/API.md", "Section")) == sorted(sections)


def test_every_call_has_a_summary_and_a_description() -> None:
    assert [name for name, call in calls().items() if not (call.get("summary") and call.get("description"))] == []


# -- the page ------------------------------------------------------------------------------------------------------


def test_every_view_is_documented() -> None:
    assert [(row[0], codes(row[1])) for row in rows("README.md", "View")] == [(v.label, [v.path]) for v in VIEWS]
    headings = re.findall(r"^## (.+) `(/.*)`$", text_of("docs/PAGE.md"), re.MULTILINE)
    assert headings == [(view.label, view.path) for view in VIEWS]


def test_the_language_of_lessons_is_documented() -> None:
    reader, checks, parts = map(
        module_with, ("function readLesson(", "function readCondition(", "const PAGE_PARTS = [\n")
    )
    blocks = {*re.findall(r"case '(\w+)':", reader), "run"} - {"text"}
    assert set(listed("docs/LESSONS.md", "Block")) == blocks
    looks = re.findall(r"'(\w+)'", re.search(r"LOOKS = new Set\(\[(.*?)\]\)", reader, re.DOTALL)[1])  # type: ignore[index]
    assert codes(entries("docs/LESSONS.md", "Block")["look"][1])[1:] == looks
    assert listed("docs/LESSONS.md", "Part") == re.findall(r"name: '([\w-]+)'", parts)
    quantities = re.findall(r"^  (\w+): \{ words", checks, re.MULTILINE)
    assert {name.partition(".")[0] for name in listed("docs/LESSONS.md", "Quantity")} == {*quantities, "spec"}


def test_the_number_of_lessons_is_right() -> None:
    count = len(list((ROOT / "static" / "lessons").glob("*.md")))
    words = {12: "Twelve", 13: "Thirteen", 14: "Fourteen", 15: "Fifteen", 16: "Sixteen"}
    for document in ("README.md", "docs/PAGE.md"):
        assert f"{words[count]} short lessons" in text_of(document)


# -- a run ---------------------------------------------------------------------------------------------------------


def test_every_field_of_a_runspec_is_documented() -> None:
    assert listed("docs/RUNSPEC.md", "Field") == list(RunSpec.model_fields)


def test_the_example_of_a_runspec_is_valid() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", text_of("docs/RUNSPEC.md"), re.DOTALL)
    RunSpec.model_validate(json.loads(example))


def test_every_layer_kind_is_documented_with_its_settings() -> None:
    documented = {name: set(codes(row[2])) for name, row in entries("docs/RUNSPEC.md", "Layer kind").items()}
    documented["parallel"].discard("inputs")  # of a branch
    documented["parallel"].discard("layers")
    assert documented == layer_fields()
    assert list(documented) == names("layers")


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Activation", "activations"),
        ("Initializer", "initializers"),
        ("Loss", "losses"),
        ("Optimizer", "optimizers"),
        ("Schedule", "schedules"),
        ("Clipping", "clippings"),
        ("Projection", "projections"),
        ("Regularization", "regularizations"),
        ("Function", "surfaces"),
    ],
)
def test_every_name_of_the_catalog_is_documented(heading: str, part: str) -> None:
    assert listed("docs/RUNSPEC.md", heading) == names(part)


@pytest.mark.parametrize(("heading", "part"), [("Optimizer", "optimizers"), ("Schedule", "schedules"), ("Function", "surfaces")])  # fmt: skip
def test_documented_settings_have_the_right_defaults(heading: str, part: str) -> None:
    def numbers(cell: str) -> dict[str, float]:
        return {name: float(value) for name, value in re.findall(r"`(\w+)` \(([^)]+)\)", cell)}

    for entry in catalog()[part]:
        row = entries("docs/RUNSPEC.md", heading)[entry["name"]]
        assert numbers(row[-1]) == {each["name"]: each["default"] for each in entry["hyperparameters"]}
        if part == "optimizers":
            assert float(row[1]) == entry["learning_rate"]


def test_every_loss_is_documented_with_its_output_activation() -> None:
    for entry in catalog()["losses"]:
        documented = codes(entries("docs/RUNSPEC.md", "Loss")[entry["name"]][1])
        assert documented == ([entry["output_activation"]] if entry["output_activation"] else [])


def test_every_data_set_is_documented() -> None:
    sets = [name for part in ("data_sets", "real_sets", "sequence_sets") for name in names(part)]
    assert listed("docs/DATA.md", "Name") == [*sets, "text", *names("pattern_sets"), "inline", "table"]


def test_every_option_of_sequences_and_tables_is_documented() -> None:
    for entry in catalog()["sequence_sets"]:
        documented = codes(entries("docs/DATA.md", "Name")[entry["name"]][2])
        assert documented == [option["name"] for option in entry["options"]]
    assert set(listed("docs/DATA.md", "Option")) == set(TableOptions.model_fields)


def test_every_feature_and_every_field_of_data_is_documented() -> None:
    definitions = RunSpec.model_json_schema()["$defs"]
    kinds = ("PointsSpec", "RealSpec", "SequenceSpec", "PatternSpec", "TextSpec", "InlineSpec")
    fields = {field for kind in kinds for field in definitions[kind]["properties"]} - {"name"}
    assert {*names("features"), *fields} - set(codes(prose("docs/DATA.md"))) == set()


# -- the server ----------------------------------------------------------------------------------------------------


def test_every_setting_is_documented_with_its_default() -> None:
    documented = {name: row[1] for row in rows("docs/SERVER.md", "Variable") for name in codes(row[0])}
    assert set(documented) == {*variables(), *OTHER_VARIABLES}
    for variable, field in variables().items():
        default = Settings.model_fields[field].default
        if isinstance(default, int | float | str):
            assert documented[variable] == (f"{default:g}" if isinstance(default, float) else str(default)), variable


def test_every_command_is_documented() -> None:
    run = re.search(r"\{([\w,]+)\}|^  (test \| .*)$", help_of("run.py"), re.MULTILINE)
    assert run is not None
    commands = {f"python3 run.py {name}" for name in re.split(r"[,|]", (run[1] or run[2]).replace(" ", ""))}
    commands |= {f"backprop-playground {name}" for name in command_options()}
    assert set(listed("docs/SERVER.md", "Command")) == {*commands, "python3 run.py", "python -m engine"}


def test_every_option_of_a_command_is_documented_and_has_a_help_text() -> None:
    documented = {"serve": set(), "train": set(listed("docs/API.md", "Option"))}  # type: dict[str, set[str]]
    for row in rows("docs/SERVER.md", "Option"):
        documented["serve"] |= set(codes(row[0])) if "serve" in row[1] else set()
    for name, command in command_options().items():
        assert documented[name] == {option for option in command if option.startswith("--")}
        assert [option for option, parameter in command.items() if not getattr(parameter, "help", None)] == []
    of_run = {codes(row[0])[0] for row in rows("docs/SERVER.md", "Option") if "run.py" in row[1]}
    assert of_run == set(re.findall(r"--[a-z-]+", help_of("run.py"))) - {"--help"}


def test_every_stage_of_the_tests_is_documented() -> None:
    assert set(listed("CONTRIBUTING.md", "Stage")) == set(STAGES)


# -- benchmarks ----------------------------------------------------------------------------------------------------


def test_every_study_is_in_the_table_of_published_results() -> None:
    documented = [row[:2] for row in rows("docs/PUBLISHED.md", "result")]
    presets = [PRESETS[study.preset] for study in STUDIES.values()]
    assert documented == [[preset.label, preset.published] for preset in presets]


def test_every_benchmark_has_a_table() -> None:
    assert len(re.findall(r"^\*\*.+\*\*$", text_of("docs/BENCHMARKS.md"), re.MULTILINE)) == len(PARTS) - 1


# -- the architecture ----------------------------------------------------------------------------------------------


WHOLE = ("app", "benchmarks", "docs", "engine", "requirements", "schema", "templates")
"""Folders whose folders are all documented."""


def test_every_folder_is_documented() -> None:
    files = (path.relative_to(ROOT) for top in (*WHOLE, "static") for path in (ROOT / top).rglob("*"))
    folders = {each.parent for each in files if not {"__pycache__", "vendor"} & set(each.parts)}
    wanted = {each for each in folders if each.parts[0] in WHOLE or len(each.parts) <= 3} | {Path("tests")}
    assert set(listed("ARCHITECTURE.md", "Folder")) == {f"{each.as_posix()}/" for each in wanted}


@pytest.mark.parametrize(("package", "layers"), [("engine", ENGINE_LAYERS), ("app", APP_LAYERS)])
def test_the_direction_of_imports_is_documented(package: str, layers: tuple[set[str], ...]) -> None:
    (arrows,) = re.findall(rf"^- Within `{package}`: (.*?)\.$", text_of("ARCHITECTURE.md"), re.MULTILINE | re.DOTALL)
    assert [set(codes(part)) for part in arrows.split("←")] == list(layers)


EXAMPLES = {
    "An optimizer": r"\badagrad\b",
    "An activation": r"[\"'](sin|softplus)[\"']",
    "A loss": r"\bhuber\b",
    "An initializer, schedule, clipping, projection or regularization": r"\b(lecun_normal|one_cycle)\b",
    "A layer": r"\bmax_pool\b|MaxPool\w*|\bMAX_POOL\b",
    "A data set": r"[\"'](moons|sine|wine|negation)[\"']",
    "A view": r"[\"'/]flow(View)?\.js[\"']|\"flow\"",
    "A REST call": r"/gradient-check|GradientCheck(Request|Answer)|\bcheck_gradient\b",
}
"""heading of a list of files in ARCHITECTURE.md -> pattern that finds an existing example of such an addition."""

SOURCES = ("engine", "app", "static/js", "templates")
GENERATED = {"static/js/protocol/types.d.ts"}


def places(heading: str) -> set[Path]:
    """Return the files and folders that a list in ARCHITECTURE.md names."""
    (section,) = re.findall(rf"^### {heading}\n(.*?)(?=^##|\Z)", text_of("ARCHITECTURE.md"), re.MULTILINE | re.DOTALL)
    patterns = [re.sub(r"<\w+>", "*", code).rstrip("/") for code in codes(section) if re.search(PATH, code)]
    return {path for pattern in patterns for path in ROOT.glob(pattern)}


@pytest.mark.parametrize("heading", EXAMPLES)
def test_an_addition_touches_only_the_files_that_are_listed(heading: str) -> None:
    listed_files = places(heading)
    for top in SOURCES:
        for path in (ROOT / top).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix not in (".py", ".js", ".ts", ".html") or name in GENERATED or "presets" in path.parts:
                continue
            if re.search(EXAMPLES[heading], path.read_text(encoding="utf-8")):
                assert listed_files & {path, *path.parents}, f"{heading}: {name} is not listed"


# -- names in all documents ----------------------------------------------------------------------------------------


def mentions(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield (document, name) for every text in backticks, outside of blocks of code, that matches."""
    for document in DOCUMENTS:
        for code in codes(prose(document)):
            for found in re.finditer(pattern, code):
                yield document, found[0]


def test_documents_name_only_calls_that_exist() -> None:
    known = {re.sub(r"\{\w+\}", "{}", call) for call in calls()}
    pages = {f"GET {view.path}" for view in VIEWS} | {"GET /docs", "GET /openapi.json"}
    for document, name in mentions(r"^(GET|POST|PUT|PATCH|DELETE) /\S+"):
        call = re.sub(r"\{\w+\}", "{}", name.replace(API, "").partition("?")[0])
        assert call in known | pages, f"{document}: {name}"


def test_documents_name_only_options_and_variables_that_exist() -> None:
    known = options()
    for document, name in mentions(r"(?<![\w-])--[a-z][a-z-]+"):
        assert name in known | OPTIONS_OF_OTHERS, f"{document}: {name}"
    for document, name in mentions(r"\bBACKPROP_[A-Z_]+"):
        assert name in {*variables(), *OTHER_VARIABLES}, f"{document}: {name}"


OPTIONS_OF_OTHERS = {"--require-hashes", "--durations", "--check"}
"""Options of pip, pytest and ruff."""

PATH = r"^(?:[\w.-]+/)*(?:[\w.*<>-]+\.(?:py|js|md|json|toml|mjs|html|css|txt|yaml)|[\w.-]+/)$"


def test_documents_name_only_files_and_folders_that_exist() -> None:
    for document, name in mentions(PATH):
        places = (ROOT, DOCUMENTS[document].parent)
        pattern = re.sub(r"<\w+>", "*", name).rstrip("/")
        assert any(list(place.glob(pattern)) for place in places), f"{document}: {name}"


def test_links_between_documents_lead_somewhere() -> None:
    for document, path in DOCUMENTS.items():
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", prose(document)):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{document}: {target}"
