"""The lessons as the server tells them: its own, and those of an operator's folder."""

from pathlib import Path

import httpx

from app.routes.lessons import MAX_BYTES, MAX_LESSONS, OURS
from tests.app.live import Live, serving

Told = dict[str, tuple[str | None, str | None]]


def told(live: Live) -> Told:
    answer = httpx.get(f"{live.url}/api/v1/lessons").raise_for_status().json()
    return {lesson["name"]: (lesson["text"], lesson["problem"]) for lesson in answer["lessons"]}


def test_the_lessons_that_come_with_the_page_are_told_as_written(live: Live) -> None:
    files = sorted(OURS.glob("*.md"))
    assert told(live) == {path.stem: (path.read_text("utf-8"), None) for path in files}
    assert list(told(live)) == [path.stem for path in files]


def test_a_folder_of_ones_own_comes_after_them_and_is_read_at_each_call(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("# Mine", "utf-8")
    (tmp_path / "notes.txt").write_text("no lesson", "utf-8")
    with serving(lessons=tmp_path) as live:
        assert list(told(live).items())[-1] == ("mine", ("# Mine", None))
        (tmp_path / "mine.md").write_text("# Mine, written anew", "utf-8")
        assert told(live)["mine"] == ("# Mine, written anew", None)
        assert "notes" not in told(live)


def test_what_cannot_be_read_says_why_and_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b.md").write_text("x" * (MAX_BYTES + 1), "utf-8")
    (tmp_path / "c.md").mkdir()
    (tmp_path / "d.md").write_text("# D", "utf-8")
    with serving(lessons=tmp_path) as live:
        found = told(live)
    assert found["a"][0] is None and "utf-8" in (found["a"][1] or "")
    assert found["b"] == (None, f"The file has {MAX_BYTES + 1} bytes, expected at most {MAX_BYTES}.")
    assert found["c"][0] is None and "cannot be read" in (found["c"][1] or "")
    assert found["d"] == ("# D", None)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with serving(lessons=tmp_path / "nowhere") as live:
        assert told(live)["nowhere"] == (None, "There is no such folder of lessons.")


def test_more_lessons_than_a_list_can_hold_are_left_out(tmp_path: Path) -> None:
    for number in range(MAX_LESSONS + 5):
        (tmp_path / f"{number:04}.md").write_text("# T", "utf-8")
    with serving(lessons=tmp_path) as live:
        assert len(told(live)) == MAX_LESSONS + len(list(OURS.glob("*.md")))
