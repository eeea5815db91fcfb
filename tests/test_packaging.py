"""The wheel is whole: what a user installs has the page and its libraries in it."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("app", "engine", "static", "templates")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from the tree as it is."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(out.glob("*.whl")))


def test_wheel_holds_every_file_of_its_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    tree = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert {"static/js/main.js", "templates/base.html", "static/vendor/importmap.json"} <= tree
    assert held == tree


def test_wheel_holds_the_libraries_that_the_import_map_names_and_their_licences(wheel: zipfile.ZipFile) -> None:
    imports = json.loads(wheel.read("static/vendor/importmap.json"))["imports"]
    assert {path.lstrip("/") for path in imports.values()} <= set(wheel.namelist())
    licences = wheel.read("static/vendor/LICENSES.txt").decode()
    for name in ("preact", "uplot", "d3-contour"):
        assert re.search(rf"^{name} [\d.]+ \(", licences, re.MULTILINE), name


def test_the_page_imports_only_what_the_libraries_export() -> None:
    vendor = ROOT / "static" / "vendor"
    imports = json.loads((vendor / "importmap.json").read_text())["imports"]
    # import statements alone: a type that a comment imports costs the browser nothing
    statement = re.compile(
        r"^import\s+(?:(\w+)\s+from|\{([^}]*)\}\s+from|\*\s+as\s+\w+\s+from)\s+['\"]([^.'\"][^'\"]*)['\"]", re.M
    )
    seen = set()
    for module in sorted((ROOT / "static" / "js").rglob("*.js")):
        for default, names, library in statement.findall(module.read_text(encoding="utf-8")):
            assert library in imports, f"{module.name} imports {library}, which vendor.mjs does not build"
            wanted = {name.split(" as ")[0].strip() for name in names.split(",")} - {""} | (
                {"default"} if default else set()
            )
            built = (vendor / Path(imports[library]).name).read_text(encoding="utf-8")
            exported = re.findall(r"(?:\bas\s+)?([\w$]+)\s*[,}]", "".join(re.findall(r"export\s*\{[^}]*\}", built)))
            assert wanted <= set(exported), f"{module.name}: {library} lacks {wanted - set(exported)}; see vendor.mjs"
            seen.add(library)
    assert {"preact/hooks", "lucide", "uplot"} <= seen
