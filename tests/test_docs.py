"""The documentation and the code name the same things: what exists is documented, and what is documented exists.

Lists in the documentation are tables. A test reads the names in backticks in the first column of a table, which it
finds by the heading of that column. After datasette's test_docs.py.
"""

import inspect
import json
import re
from pathlib import Path
from typing import get_args

import pytest

from app.client import AsyncClient, AsyncRoom, AsyncSession, Client, Room, Session
from app.client.method import Method
from app.glossary.reader import FIELDS
from app.presets import PRESETS
from app.protocol.rooms.events import AnyRoomEvent
from app.protocol.stream import AnyCommand, AnyEvent, FrameSection
from app.protocol.tables import TableOptions
from app.rooms.roles import EVERY_ROLE, MAY_CALL
from app.routes.pages.pages import VIEWS
from app.settings import Settings
from benchmarks.__main__ import PARTS
from benchmarks.browser.chromium import FULL_SPEED, PACED
from benchmarks.published import STUDIES
from engine.spec.run import RunSpec
from tests.documents import DOCUMENTS, PATH, ROOT, codes, entries, listed, mentions, places, prose, rows, text_of
from tests.inventory import (
    API,
    OTHER_VARIABLES,
    calls,
    catalog,
    command_options,
    help_of,
    layer_fields,
    members,
    module_with,
    names,
    options,
    variables,
)
from tests.stages import STAGES
from tests.test_architecture import APP_LAYERS, ENGINE_LAYERS

# -- the API -------------------------------------------------------------------------------------------------------


def test_every_call_is_documented() -> None:
    assert sorted(listed("docs/API.md", "Call")) == sorted(calls())


def test_every_method_of_the_client_is_documented() -> None:
    def public(kind: type) -> set[str]:
        found = inspect.getmembers(kind, lambda value: callable(value) or isinstance(value, Method))
        methods = {name: value for name, value in found if not name.startswith("_")}
        return {name for name, value in methods.items() if not (value.__doc__ or "").startswith("Deprecated")}

    documented = {name for row in rows("docs/API.md", "Call") for name in codes(row[1])}
    assert documented == (public(Session) | public(Client) | public(Room)) - {"send", "session", "room"}
    assert public(Session) == public(AsyncSession)
    assert public(Room) == public(AsyncRoom)
    assert public(Client) == public(AsyncClient)


def test_every_message_of_the_stream_is_documented() -> None:
    assert sorted(listed("docs/API.md", "Command")) == sorted(members(AnyCommand, "type"))
    assert sorted(listed("docs/API.md", "Event")) == sorted(members(AnyEvent, "type"))
    assert sorted(listed("docs/API.md", "Room event")) == sorted(members(AnyRoomEvent, "type"))
    sections = get_args(FrameSection.model_fields["name"].annotation)
    assert sorted(listed("docs/API.md", "Section")) == sorted(sections)


def test_every_call_of_a_room_is_documented_with_its_roles() -> None:
    documented = {name: row[2] for name, row in entries("docs/API.md", "Call").items() if len(row) == 4}
    calls_of_rooms = {call: roles for call, roles in MAY_CALL.items() if not call.startswith("STREAM")}
    words = {None: "anybody", frozenset(EVERY_ROLE): "all"}
    assert documented == {
        call: words.get(roles) or ", ".join(sorted(roles or (), key=("teacher", "member", "projector").index))
        for call, roles in calls_of_rooms.items()
    }


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


def test_every_field_of_a_glossary_term_is_documented() -> None:
    assert tuple(listed("docs/GLOSSARY.md", "Term field")) == FIELDS


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


def test_the_benchmarks_choose_speeds_that_the_page_offers() -> None:
    labels = re.findall(r"label: '([^']+)'", (ROOT / "static/js/core/session/speeds.js").read_text())
    assert {PACED, FULL_SPEED} <= set(labels)


# -- the architecture ----------------------------------------------------------------------------------------------


WHOLE = ("app", "benchmarks", "docs", "engine", "requirements", "schema", "templates")
"""Folders whose folders are all documented."""


def test_every_folder_is_documented() -> None:
    files = (path.relative_to(ROOT) for top in (*WHOLE, "static") for path in (ROOT / top).rglob("*"))
    folders = {each.parent for each in files if not {"__pycache__", "build", "vendor"} & set(each.parts)}
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


OPTIONS_OF_OTHERS = {"--require-hashes", "--durations", "--check", "--profile"}
"""Options of pip, pytest, ruff and docker compose."""


def test_documents_name_only_files_and_folders_that_exist() -> None:
    for document, name in mentions(PATH):
        places = (ROOT, DOCUMENTS[document].parent)
        pattern = re.sub(r"<\w+>", "*", name).rstrip("/")
        assert any(list(place.glob(pattern)) for place in places), f"{document}: {name}"


def test_links_between_documents_exist() -> None:
    for document, path in DOCUMENTS.items():
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", prose(document)):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{document}: {target}"
