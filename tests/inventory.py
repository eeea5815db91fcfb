"""List what the code has: calls, commands, options, settings, layers, names of the catalog."""

import re
import subprocess
import sys
from functools import cache
from typing import Any, get_args

import typer.main

from app.catalog.catalog import make_catalog
from app.cli import main as command_line
from app.main import create_app
from app.settings import Settings
from engine.spec.layers import LayerSpec
from tests.documents import ROOT

API = "/api/v1"


@cache
def catalog() -> dict[str, Any]:
    """Return the catalog as JSON."""
    return make_catalog(Settings()).model_dump(mode="json")


def names(part: str) -> list[str]:
    """Return the names of a part of the catalog, in its order."""
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
    """Return what a Python command prints for --help."""
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
    return {**found, "HOST": "host", "PORT": "port", "DATABASE_URL": "database_url"}


OTHER_VARIABLES = {"BACKPROP_CACHE_DIR", "NUMBA_DISABLE_JIT"}
"""Variables that the engine reads, apart from Settings."""
