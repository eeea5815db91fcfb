"""The wheel holds the page and its libraries, and the lock files hold every dependency with its hashes."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("app", "engine", "static", "templates")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted(path.stem for path in (ROOT / "requirements").glob("*.txt"))
RENEW = "run `python3 run.py lock`"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from the working tree."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(out.glob("*.whl")))


def ranges(lock: str) -> list[str]:
    """Requirements in pyproject.toml that a lock file pins."""
    project = PROJECT["project"]
    if lock == "build":
        return list(PROJECT["build-system"]["requires"])
    if lock == "node":
        return list(PROJECT["dependency-groups"]["node"])
    extra = [] if lock == "base" else project["optional-dependencies"][lock]
    return [each for each in (*project["dependencies"], *extra) if not each.startswith("torch==")]


def pins(lock: str) -> dict[str, Requirement]:
    """Locked packages by canonical name; fails on a line without a hash."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n|^ *#.*$", "", text, flags=re.MULTILINE).split("\n")
    found = {}
    for line in filter(None, map(str.strip, lines)):
        requirement, *hashes = re.split(r"\s+--hash=", line)
        assert hashes, f"{lock}: {requirement} has no hash; {RENEW}"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)
        parsed = Requirement(requirement)
        found[canonicalize_name(parsed.name)] = parsed
    return found


def pinned_version(requirement: Requirement) -> str:
    (specifier,) = requirement.specifier
    assert specifier.operator == "=="
    return specifier.version


def test_there_is_a_lock_for_the_project_each_extra_the_build_and_node() -> None:
    assert set(LOCKS) == {"base", "build", "node", *PROJECT["project"]["optional-dependencies"]}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_every_requirement_of_pyproject_within_its_range(lock: str) -> None:
    locked = pins(lock)
    for requirement in map(Requirement, ranges(lock)):
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{lock}: {name} is not locked; {RENEW}"
        version = pinned_version(locked[name])
        assert requirement.specifier.contains(version), f"{lock}: {name} {version} is out of range; {RENEW}"


def test_locks_agree_on_versions() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, requirement in pins(lock).items():
            versions.setdefault(name, set()).add(pinned_version(requirement))
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_locks_name_no_package_index() -> None:
    for lock in LOCKS:
        text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        assert not re.search(r"://|^ *--(index|extra|find|trusted)", text, re.MULTILINE)


@pytest.mark.slow
def test_wheel_holds_every_file_of_its_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    tree = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert {"static/js/main.js", "templates/base.html", "static/vendor/importmap.json"} <= tree
    assert held == tree


@pytest.mark.slow
def test_wheel_holds_the_libraries_that_the_import_map_names_and_their_licences(wheel: zipfile.ZipFile) -> None:
    imports = json.loads(wheel.read("static/vendor/importmap.json"))["imports"]
    assert {path.lstrip("/") for path in imports.values()} <= set(wheel.namelist())
    licences = wheel.read("static/vendor/LICENSES.txt").decode()
    for name in ("preact", "uplot", "d3-contour"):
        assert re.search(rf"^{name} [\d.]+ \(", licences, re.MULTILINE), name


@pytest.mark.slow
def test_wheel_holds_one_bundle_with_every_view(wheel: zipfile.ZipFile) -> None:
    (manifest,) = [name for name in wheel.namelist() if re.fullmatch(r"static/build/\w+/manifest\.json", name)]
    bundle = json.loads(wheel.read(manifest))
    views = {path.stem for path in (ROOT / "static" / "js" / "pages").glob("*.js")}
    assert {f"js/pages/{view}.js" for view in views} | {f"css/pages/{view}.css" for view in views} <= set(bundle)
    folder = manifest.rpartition("/")[0]
    for name in {name for names in bundle.values() for name in names}:
        assert re.search(r"-[0-9A-Z]{8}\.\w+$", name)
        sizes = [wheel.getinfo(f"{folder}/{name}{suffix}").file_size for suffix in (".br", ".gz", "")]
        assert min(sizes) > 0
        assert sizes == sorted(sizes) or sizes[2] < 1000, name


def test_the_page_imports_only_what_the_libraries_export() -> None:
    vendor = ROOT / "static" / "vendor"
    imports = json.loads((vendor / "importmap.json").read_text())["imports"]
    # only import statements: the browser never loads a type that a comment imports
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
