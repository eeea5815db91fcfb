"""The layout shows the architecture: imports go one way, in no circle, and no folder grows past its size.

Reads the imports of the sources and runs none of them.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from engine.compiled.cache import WITHOUT_KERNELS

ROOT = Path(__file__).resolve().parent.parent

ENGINE_LAYERS = (
    {"errors"},
    {"compiled", "expression"},
    {"data", "ops", "layers"},
    {"optim"},
    {"spec"},
    {"load"},
    {"network"},
    {"train"},
    {"inspect"},
    {"warm"},
)
"""Parts of engine, from what everything may use to what nothing uses; a part imports its own layer or earlier ones."""

APP_LAYERS = (
    {"addresses", "machine", "protocol", "version", "bundle"},
    {"settings"},
    {"errors", "frames", "outbox", "catalog", "presets", "warm_up", "conversion"},
    {"sharing"},
    {"access", "glossary", "lessons", "runner"},
    {"store"},
    {"tables", "export"},
    {"sessions", "hosts"},
    {"queries"},
    {"rooms"},
    {"deps", "routes"},
    {"main", "serving"},
    {"client", "cli", "schema"},
)
"""Parts of app, in the same order."""

JS_MAY_IMPORT: dict[str, set[str]] = {
    "early.js": set(),
    "protocol": {"protocol"},
    "core": {"protocol", "core"},
    "draw": {"draw"},
    "controls": {"controls"},
    "features": {"protocol", "core", "draw", "controls"},
    "main.js": {"protocol", "core", "draw", "controls", "features"},
    "pages": {"main.js", "features"},
}
"""Folders of static/js -> folders that they may import. A feature imports itself and `features/shared` as well."""

CSS_MAY_IMPORT: dict[str, set[str]] = {
    "core": {"core", "vendor"},
    "features": set(),
    "pages": {"core", "features"},
}
"""Folders of static/css -> folders that they may import."""

MAX_FILES = 15
ONE_FILE_EACH = {"engine/ops", "static/js/draw"}
"""Folders with one file for each thing of a kind, which may be many."""

MAX_COLUMNS = 120
"""Columns of a line of JavaScript: the formatter leaves comments, templates and texts as they are."""

SOURCES = ("engine", "app", "static/js", "static/css", "tests", "benchmarks")


# -- Python --------------------------------------------------------------------------------------------------------


@cache
def python_imports(root: Path, package: str) -> list[tuple[str, str]]:
    """List (module, imported name) for every import in a package, deferred ones too."""
    found: list[tuple[str, str]] = []
    for path in sorted((root / package).rglob("*.py")):
        module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found += [(module, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module} imports relatively"
                assert node.module is not None
                found += [(module, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def python_faults(root: Path) -> list[str]:
    """List the Python imports that go against the layers, and those of libraries that only one place may know."""
    faults = []
    for module, imported in python_imports(root, "engine"):
        top = imported.partition(".")[0]
        if top == "app":
            faults.append(f"{module} imports {imported}: the engine knows nothing of the server")
        if top in ("numba", "llvmlite") and not module.startswith("engine.compiled."):
            faults.append(f"{module} imports {imported}: only engine.compiled knows Numba")
        if top in ("pydantic", "pydantic_core") and not module.startswith("engine.spec."):
            faults.append(f"{module} imports {imported}: only engine.spec knows pydantic")
    faults += layer_faults("engine", ENGINE_LAYERS, python_imports(root, "engine"))
    faults += layer_faults("app", APP_LAYERS, python_imports(root, "app"))
    return faults


def layer_faults(package: str, layers: Iterable[set[str]], imports: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a sentence for every import of a later layer, and for every part that has no layer."""
    rank = {name: number for number, names in enumerate(layers) for name in names}
    for module, imported in imports:
        if not imported.startswith(f"{package}.") or module in (package, f"{package}.__main__"):
            continue
        here, there = module.split(".")[1], imported.split(".")[1]
        if here not in rank:
            yield f"{module} has no place in the layers"
        elif rank.get(there, len(rank)) > rank[here]:
            yield f"{module} imports {imported}: against the direction of the layers"


def python_graph(root: Path, package: str) -> dict[str, set[str]]:
    """Map each module of a package to the modules of the package that it imports."""
    modules = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for path in (root / package).rglob("*.py")
    }
    graph: dict[str, set[str]] = {module: set() for module in modules}
    for module, imported in python_imports(root, package):
        target = imported if imported in modules else imported.rpartition(".")[0]
        if target in modules and target != module:
            graph[module].add(target)
    return graph


# -- JavaScript ----------------------------------------------------------------------------------------------------

JS_IMPORT = re.compile(
    r"""(?:^|\s)(?:import|export)\s(?:[^"';]*?\sfrom\s)?\s*["']([^"']+)["']|import\(["'](\.[^"']+)["']\)"""
)
TYPE_IMPORT = re.compile(
    r"@import\s[^\n]*?from\s+[\"']([^\"']+)[\"']|@type\w*\s*\{[^}\n]*import\([\"']([^\"']+)[\"']\)"
)


def js_imports(root: Path, *patterns: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield (module, imported module) for the relative imports of the page, as paths from static/js."""
    base = (root / "static" / "js").resolve()
    for path in sorted(base.rglob("*.js")):
        text = path.read_text(encoding="utf-8")
        found = [a or b for pattern in patterns for a, b in pattern.findall(text)]
        for imported in (target for target in found if target.startswith(".")):
            yield path.relative_to(base).as_posix(), (path.parent / imported).resolve().relative_to(base).as_posix()


def js_faults(root: Path) -> list[str]:
    """List the page's imports, of types too, that go against the layers, and every address that is not our own."""
    base = root / "static" / "js"
    faults = []
    for path in sorted(base.rglob("*.js")):
        name = path.relative_to(base).as_posix()
        if name.partition("/")[0] not in JS_MAY_IMPORT:
            faults.append(f"{name} has no place in the layers")
        faults += [
            f"{name} names {url}: no request leaves the machine"
            for url in re.findall(r"https?://[^\s\"'`]+", path.read_text(encoding="utf-8"))
            if not url.startswith("http://www.w3.org/")
        ]
    for name, target in js_imports(root, JS_IMPORT, TYPE_IMPORT):
        allowed = JS_MAY_IMPORT.get(name.partition("/")[0], set())
        in_feature = name.startswith("features/") and feature_of(target) in (feature_of(name), "shared")
        if target.partition("/")[0] not in allowed and not in_feature:
            faults.append(f"{name} imports {target}: against the direction of the layers")
    return faults


def feature_of(name: str) -> str | None:
    """Return the feature that a module belongs to, or None outside of features."""
    parts = name.split("/")
    return parts[1] if parts[0] == "features" else None


def js_graph(root: Path) -> dict[str, set[str]]:
    """Map each module of the page to the modules that it imports, types aside."""
    graph: dict[str, set[str]] = {}
    for name, target in js_imports(root, JS_IMPORT):
        graph.setdefault(name, set()).add(target)
    return graph


# -- style sheets --------------------------------------------------------------------------------------------------

CSS_IMPORT = re.compile(r"^@import '(\.[^']+)';$", re.MULTILINE)


def css_imports(root: Path) -> Iterator[tuple[str, str]]:
    """Yield (style sheet, imported style sheet), as paths from static/css; the libraries' begin with `vendor`."""
    base = (root / "static" / "css").resolve()
    for path in sorted(base.rglob("*.css")):
        for target in CSS_IMPORT.findall(path.read_text(encoding="utf-8")):
            imported = (path.parent / target).resolve()
            inside = imported.relative_to(base if imported.is_relative_to(base) else base.parent)
            yield path.relative_to(base).as_posix(), inside.as_posix()


def css_faults(root: Path) -> list[str]:
    """List the imports of style sheets that go against the layers, and the sheets that no page imports."""
    imports = list(css_imports(root))
    faults = [
        f"{name} imports {target}: against the direction of the layers"
        for name, target in imports
        if target.partition("/")[0] not in CSS_MAY_IMPORT.get(name.partition("/")[0], set())
    ]
    base = root / "static" / "css"
    names = {path.relative_to(base).as_posix() for path in base.rglob("*.css")}
    faults += [f"{name} has no place in the layers" for name in names if name.partition("/")[0] not in CSS_MAY_IMPORT]
    unused = names - {target for _, target in imports}
    return faults + [f"{name} is imported by no page" for name in unused if not name.startswith("pages/")]


# -- circles and sizes ---------------------------------------------------------------------------------------------


def circle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the modules of one circle of imports, or an empty list."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def large_folders(root: Path) -> list[str]:
    """List the folders that hold more source files than one can take in."""
    files = [
        path.relative_to(root)
        for folder in SOURCES
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", ".js", ".css") and path.name != "__init__.py"
    ]
    sizes = Counter(path.parent.as_posix() for path in files)
    return [
        f"{folder} has {size} files, expected at most {MAX_FILES}: group them in folders"
        for folder, size in sorted(sizes.items())
        if size > MAX_FILES and folder not in ONE_FILE_EACH
    ]


def test_python_imports_go_one_way() -> None:
    assert python_faults(ROOT) == []


def test_kernels_cannot_use_expressions() -> None:
    """The cache of kernels leaves out the sources of the folder that they cannot use."""
    folder = f"engine.{WITHOUT_KERNELS}"
    assert (ROOT / "engine" / WITHOUT_KERNELS).is_dir()
    for module, imported in python_imports(ROOT, "engine"):
        assert imported.startswith(folder) <= module.startswith(folder), module
        assert not (module.startswith(folder) and imported.startswith("engine.compiled")), module


def test_js_imports_go_one_way() -> None:
    assert js_faults(ROOT) == []


def test_css_imports_go_one_way() -> None:
    assert css_faults(ROOT) == []


@pytest.mark.parametrize("package", ["engine", "app"])
def test_no_python_modules_import_each_other(package: str) -> None:
    assert circle(python_graph(ROOT, package)) == []


def test_no_js_modules_import_each_other() -> None:
    assert circle(js_graph(ROOT)) == []


def long_lines(root: Path) -> list[str]:
    """List the lines of JavaScript that are longer than MAX_COLUMNS."""
    return [
        f"{path.relative_to(root).as_posix()}:{number} has {len(line)} columns, expected at most {MAX_COLUMNS}"
        for folder in ("static/js", "tests/js")
        for path in sorted((root / folder).rglob("*.js"))
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if len(line) > MAX_COLUMNS
    ]


def test_no_line_of_js_is_too_long() -> None:
    assert long_lines(ROOT) == []


def test_no_folder_is_too_large() -> None:
    assert large_folders(ROOT) == []


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("engine/ops/bad.py", "import numba\n", "only engine.compiled knows Numba"),
        ("engine/data/bad.py", "from pydantic import BaseModel\n", "only engine.spec knows pydantic"),
        ("engine/warm.py", "def f():\n    from app import main\n", "knows nothing of the server"),
        ("engine/ops/bad.py", "from engine.network.tape import forward\n", "against the direction"),
        ("app/protocol/bad.py", "from app.sessions.sessions import Store\n", "against the direction"),
        ("app/surprise.py", "from app.protocol import rest\n", "no place in the layers"),
        ("static/js/draw/bad.js", 'import { x } from "../core/store.js";\n', "against the direction"),
        ("static/js/features/flow/bad.js", 'import { x } from "../race/race.js";\n', "against the direction"),
        ("static/js/core/bad.js", "/** @import {X} from '../features/race/race.js' */\n", "against the direction"),
        ("static/js/core/bad.js", 'fetch("https://example.org/x");\n', "no request leaves"),
        ("static/js/bad/x.js", "", "no place in the layers"),
        ("static/css/pages/bad.css", "@import './flow.css';\n", "against the direction"),
        ("static/css/features/bad.css", "", "imported by no page"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, path: str, text: str, fault: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    faults = python_faults(tmp_path) + js_faults(tmp_path) + css_faults(tmp_path)
    assert len(faults) == 1
    assert fault in faults[0]


def test_a_long_line_is_found(tmp_path: Path) -> None:
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "bad.js").write_text(f"//\n// {'x' * 118}\n")
    assert long_lines(tmp_path) == ["static/js/bad.js:2 has 121 columns, expected at most 120"]


def test_a_circle_and_a_large_folder_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "engine" / "data"
    folder.mkdir(parents=True)
    for number in range(MAX_FILES + 1):
        after = (number + 1) % (MAX_FILES + 1)
        (folder / f"m{number}.py").write_text(f"from engine.data.m{after} import x\n")
    assert len(set(circle(python_graph(tmp_path, "engine")))) == MAX_FILES + 1
    assert large_folders(tmp_path) == ["engine/data has 16 files, expected at most 15: group them in folders"]
