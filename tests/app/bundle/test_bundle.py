"""The bundle of the page: when it is made, that it is whole, and what happens if it cannot be made."""

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bundle import build
from app.bundle.build import ABANDONED, BUNDLES, is_current, make_bundle, open_bundle
from app.bundle.bundle import Bundle, BundleError
from app.bundle.node import NodeError

MANIFEST = {"js/pages/flow.js": ["flow-A.js", "chunk-B.js"], "css/pages/flow.css": ["flow-C.css"]}


def write_bundle(folder: Path) -> None:
    """Write what bundle.mjs writes."""
    folder.mkdir(parents=True)
    for name in ("flow-A.js", "chunk-B.js", "flow-C.css"):
        for suffix in ("", ".br", ".gz"):
            (folder / f"{name}{suffix}").write_bytes(f"{name}{suffix}".encode())
    (folder / "manifest.json").write_text(json.dumps(MANIFEST))


class FakeNode:
    """In place of the process of Node: writes a bundle and counts how often it was asked to."""

    def __init__(self) -> None:
        self.calls = 0
        self.make: Callable[[Path], None] = write_bundle

    def call(self, command: list[str], folder: Path) -> None:
        assert command[:2] == ["node", "bundle.mjs"]
        self.calls += 1
        self.make(Path(command[2]))


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> FakeNode:
    node = FakeNode()
    monkeypatch.setattr(build, "require_node", lambda: ("node", ["npm"]))
    monkeypatch.setattr(build, "call", node.call)
    return node


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout."""
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "main.js").write_text("start();")
    (tmp_path / "bundle.mjs").write_text("")
    return tmp_path


@pytest.fixture
def reports() -> list[str]:
    return []


def kept(root: Path) -> list[str]:
    """Names of the bundles on disk."""
    return [path.name for path in (root / BUNDLES).iterdir()]


def test_a_bundle_is_made_once_and_then_read(root: Path, node: FakeNode, reports: list[str]) -> None:
    first, second = (open_bundle(root, reports.append) for _ in range(2))
    assert first is not None
    assert first == second
    assert first.manifest == MANIFEST
    assert first.files["flow-A.js"].encodings == {
        "br": b"flow-A.js.br",
        "gzip": b"flow-A.js.gz",
        "identity": b"flow-A.js",
    }
    assert set(first.files) == {"flow-A.js", "chunk-B.js", "flow-C.css"}
    assert (node.calls, reports) == (1, ["Bundling the page …"])


@pytest.mark.parametrize("source", ["static/js/main.js", "static/js/new.js", "static/css/new.css", "bundle.mjs"])
def test_changed_sources_are_bundled_anew_and_the_old_bundle_goes(root: Path, node: FakeNode, source: str) -> None:
    open_bundle(root, print)
    before = kept(root)
    (root / source).parent.mkdir(exist_ok=True)
    (root / source).write_text("changed();")
    assert not is_current(root)
    assert open_bundle(root, print) is not None
    assert node.calls == 2
    assert len(kept(root)) == 1
    assert kept(root) != before


@pytest.mark.parametrize("name", ["manifest.json", "flow-A.js", "chunk-B.js.br"])
def test_an_incomplete_bundle_is_made_again(root: Path, node: FakeNode, name: str) -> None:
    open_bundle(root, print)
    (root / BUNDLES / kept(root)[0] / name).unlink()
    bundle = open_bundle(root, print)
    assert bundle is not None
    assert node.calls == 2
    assert Bundle.load(root / BUNDLES / kept(root)[0]) == bundle


@pytest.mark.parametrize("manifest", ["", "{", '{"js/pages/flow.js": ["gone-D.js"]}'])
def test_a_manifest_that_is_wrong_is_refused(tmp_path: Path, manifest: str) -> None:
    write_bundle(tmp_path / "bundle")
    (tmp_path / "bundle" / "manifest.json").write_text(manifest)
    with pytest.raises(BundleError):
        Bundle.load(tmp_path / "bundle")


def test_without_node_the_page_is_served_as_written_even_if_an_older_bundle_exists(
    root: Path, node: FakeNode, reports: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_bundle(root, print)
    (root / "static" / "js" / "main.js").write_text("changed();")

    def refuse() -> None:
        raise NodeError("Node is missing")

    monkeypatch.setattr(build, "require_node", refuse)
    assert open_bundle(root, reports.append) is None
    assert "Node is missing" in reports[-1]
    assert "unbundled" in reports[-1]


def test_a_module_that_cannot_be_bundled_is_reported(root: Path, node: FakeNode, reports: list[str]) -> None:
    def fail(_: Path) -> None:
        raise NodeError("main.js:1: Unexpected end of file")

    node.make = fail
    assert open_bundle(root, reports.append) is None
    assert "main.js:1" in reports[-1]
    assert not (root / BUNDLES).exists()


def test_a_folder_that_cannot_be_written_leaves_the_bundle_in_memory(root: Path, node: FakeNode) -> None:
    (root / BUNDLES).write_text("a file in place of the folder")
    assert open_bundle(root, print) is not None
    assert open_bundle(root, print) is not None
    assert node.calls == 2


def test_servers_that_start_at_once_all_get_the_bundle(root: Path, node: FakeNode) -> None:
    together = threading.Barrier(4)

    def make(folder: Path) -> None:
        write_bundle(folder)
        together.wait(20)

    node.make = make
    bundles: list[Bundle | None] = []
    threads = [threading.Thread(target=lambda: bundles.append(open_bundle(root, print))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(bundles) == 4
    assert None not in bundles
    assert None not in (Bundle.load(root / BUNDLES / name) for name in kept(root))
    assert len(kept(root)) == 1


def test_what_a_killed_process_left_goes_and_what_another_is_making_stays(root: Path, node: FakeNode) -> None:
    for name, age in ((".killed", 2 * ABANDONED), (".running", 0.0)):
        (root / BUNDLES / name).mkdir(parents=True)
        then = (root / BUNDLES / name).stat().st_mtime - age
        os.utime(root / BUNDLES / name, (then, then))
    make_bundle(root)
    assert not (root / BUNDLES / ".killed").exists()
    assert (root / BUNDLES / ".running").exists()


def test_an_installed_wheel_reads_its_bundle_and_makes_none(root: Path, node: FakeNode, reports: list[str]) -> None:
    open_bundle(root, print)
    (root / "bundle.mjs").unlink()
    assert open_bundle(root, reports.append) is not None
    shutil.rmtree(root / BUNDLES)
    assert open_bundle(root, reports.append) is None
    assert len(reports) == 1
    assert node.calls == 1
