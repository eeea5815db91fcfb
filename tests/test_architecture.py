"""The layout shows the architecture: imports go one way. Reads the imports of the sources and runs none of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

APP_LAYERS = (
    {"protocol", "settings", "version"},
    {"errors", "frames", "outbox", "catalog", "presets", "warmth"},
    {"runner"},
    {"sessions"},
    {"deps", "routes"},
    {"main", "serving"},
    {"calls", "client", "cli", "schema"},
)
"""Modules of app, from what everything may use to what nothing uses; a module imports its own layer or earlier ones."""

JS_MAY_IMPORT = {
    "protocol": {"protocol"},
    "state": {"protocol", "state"},
    "draw": {"draw"},
    "controls": {"controls"},
    "views": {"protocol", "state", "draw", "controls"},
    "main.js": {"protocol", "state", "draw", "controls", "views"},
    "pages": {"main.js", "views"},
}


def python_imports(root: Path, package: str) -> Iterator[tuple[str, str]]:
    """(module, imported module) for every import in a package, deferred ones too."""
    for path in sorted((root / package).rglob("*.py")):
        module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((module, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module} imports relatively"
                assert node.module is not None
                yield from ((module, f"{node.module}.{alias.name}") for alias in node.names)


def python_faults(root: Path) -> list[str]:
    """Every Python import that goes against an arrow."""
    faults = []
    for module, imported in python_imports(root, "engine"):
        top = imported.partition(".")[0]
        if top == "app":
            faults.append(f"{module} imports {imported}: the engine knows nothing of the server")
        if top in ("numba", "llvmlite") and module not in ("engine.compiled.jit", "engine.compiled.simd_products"):
            faults.append(
                f"{module} imports {imported}: only engine.compiled.jit and engine.compiled.simd_products know Numba"
            )
        if top in ("pydantic", "pydantic_core") and not module.startswith("engine.spec.run"):
            faults.append(f"{module} imports {imported}: only engine.spec.run and its parts know pydantic")
    rank = {name: number for number, names in enumerate(APP_LAYERS) for name in names}
    for module, imported in python_imports(root, "app"):
        if not imported.startswith("app.") or module in ("app", "app.__main__"):
            continue
        here, there = module.split(".")[1], imported.split(".")[1]
        if here not in rank:
            faults.append(f"{module} has no place in the layers")
        elif rank.get(there, len(APP_LAYERS)) > rank[here]:
            faults.append(f"{module} imports {imported}: against the direction of the layers")
    return faults


JS_IMPORT = re.compile(
    r"""(?:^|\s)(?:import|export)\s(?:[^"';]*?\sfrom\s)?\s*["']([^"']+)["']|import\(["'](\.[^"']+)["']\)"""
)
TYPE_IMPORT = re.compile(
    r"@import\s[^\n]*?from\s+[\"']([^\"']+)[\"']|@type\w*\s*\{[^}\n]*import\([\"']([^\"']+)[\"']\)"
)


def js_faults(root: Path) -> list[str]:
    """Every import of the page's modules that goes against an arrow, and every address that is not our own."""
    base = root / "static" / "js"
    faults = []
    for path in sorted(base.rglob("*.js")):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(base).as_posix()
        folder = name.partition("/")[0]
        if folder not in JS_MAY_IMPORT:
            faults.append(f"{name} has no place in the layers")
            continue
        found = [a or b for pattern in (JS_IMPORT, TYPE_IMPORT) for a, b in pattern.findall(text)]
        for imported in (target for target in found if target.startswith(".")):
            target = (path.parent / imported).resolve().relative_to(base.resolve()).as_posix()
            if target.partition("/")[0] not in JS_MAY_IMPORT[folder]:
                own_view = folder == "views" and target.startswith("views/") and not is_view(target)
                if not own_view:
                    faults.append(f"{name} imports {target}: against the direction of the layers")
        faults += [f"{name} names {url}: no request leaves the machine" for url in re.findall(r"https?://[^\s\"'`]+", text)
                   if not url.startswith("http://www.w3.org/")]  # fmt: skip
    return faults


def is_view(target: str) -> bool:
    """Whether a module under views/ is a view; a piece of one lies in the folder of its view."""
    return target.count("/") == 1


def test_python_imports_go_one_way() -> None:
    assert python_faults(ROOT) == []


def test_js_imports_go_one_way() -> None:
    assert js_faults(ROOT) == []


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        (
            "engine/ops/bad.py",
            "import numba\n",
            "only engine.compiled.jit and engine.compiled.simd_products know Numba",
        ),
        ("engine/bad.py", "from pydantic import BaseModel\n", "only engine.spec.run and its parts know pydantic"),
        ("engine/bad.py", "def f():\n    from app import main\n", "knows nothing of the server"),
        ("app/protocol/bad.py", "from app.sessions.store import Store\n", "against the direction"),
        ("app/surprise.py", "from app.protocol import rest\n", "no place in the layers"),
        ("static/js/draw/bad.js", 'import { x } from "../state/store.js";\n', "against the direction"),
        ("static/js/views/bad.js", 'import { x } from "./other.js";\n', "against the direction"),
        ("static/js/state/bad.js", 'fetch("https://example.org/x");\n', "no request leaves"),
        ("static/js/bad/x.js", "", "no place in the layers"),
    ],
)
def test_a_wrong_arrow_is_found(tmp_path: Path, path: str, text: str, fault: str) -> None:
    for package in ("engine", "app", "static/js"):
        (tmp_path / package).mkdir(parents=True)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    faults = python_faults(tmp_path) + js_faults(tmp_path)
    assert len(faults) == 1
    assert fault in faults[0]
