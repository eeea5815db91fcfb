"""Lessons over REST: the built-in ones, and those of an operator's folder."""

from pathlib import Path

import httpx

from app.lessons.texts import MAX_BYTES, MAX_LESSONS, OURS
from tests.app.live import Live, serving

Lessons = dict[str, tuple[str | None, str | None]]


def lessons_of(live: Live) -> Lessons:
    answer = httpx.get(f"{live.url}/api/v1/lessons").raise_for_status().json()
    return {lesson["name"]: (lesson["text"], lesson["problem"]) for lesson in answer["lessons"]}


def test_built_in_lessons_are_served_unchanged(live: Live) -> None:
    files = sorted(OURS.glob("*.md"))
    assert lessons_of(live) == {path.stem: (path.read_text("utf-8"), None) for path in files}
    assert list(lessons_of(live)) == [path.stem for path in files]


def test_lessons_of_the_operators_folder_come_last_and_are_read_at_each_call(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("# Mine", "utf-8")
    (tmp_path / "notes.txt").write_text("no lesson", "utf-8")
    with serving(lessons=tmp_path) as live:
        assert list(lessons_of(live).items())[-1] == ("mine", ("# Mine", None))
        (tmp_path / "mine.md").write_text("# Mine, written anew", "utf-8")
        assert lessons_of(live)["mine"] == ("# Mine, written anew", None)
        assert "notes" not in lessons_of(live)


def test_an_unreadable_lesson_is_listed_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b.md").write_text("x" * (MAX_BYTES + 1), "utf-8")
    (tmp_path / "c.md").mkdir()
    (tmp_path / "d.md").write_text("# D", "utf-8")
    with serving(lessons=tmp_path) as live:
        found = lessons_of(live)
    assert found["a"][0] is None and "utf-8" in (found["a"][1] or "")
    assert found["b"] == (None, f"The file has {MAX_BYTES + 1} bytes, expected at most {MAX_BYTES}.")
    assert found["c"][0] is None and "cannot be read" in (found["c"][1] or "")
    assert found["d"] == ("# D", None)


def test_a_missing_lesson_folder_is_reported(tmp_path: Path) -> None:
    with serving(lessons=tmp_path / "nowhere") as live:
        assert lessons_of(live)["nowhere"] == (None, "There is no such folder of lessons.")


def test_more_lessons_than_a_list_can_hold_are_left_out(tmp_path: Path) -> None:
    for number in range(MAX_LESSONS + 5):
        (tmp_path / f"{number:04}.md").write_text("# T", "utf-8")
    with serving(lessons=tmp_path) as live:
        assert len(lessons_of(live)) == MAX_LESSONS + len(list(OURS.glob("*.md")))
