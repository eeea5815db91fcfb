"""The results of a workshop: the zip, its tables and run files, and the page to keep."""

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.settings import Settings
from tests.app.live import CIRCLE, Live, serving, until
from tests.app.rooms.test_many import in_process
from tests.app.rooms.workshop import Caller, start
from tests.app.sessions.test_checkpoints import DIVERGING

HTML = '<img src=x onerror="alert(1)">'


def archive(teacher: Caller) -> ZipFile:
    """The results, downloaded."""
    answer = teacher.call("GET", "/results.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    return ZipFile(io.BytesIO(answer.content))


def rows(results: ZipFile, name: str) -> list[dict[str, str]]:
    """A table of the results, as a spreadsheet reads it."""
    text = results.read(name)
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def test_the_results_have_everybody_and_every_answer(live: Live) -> None:
    here = start(live, name="Monday/Tuesday", spec={"data": {"name": "circle", "samples": 50}})
    ada, bela, _ = here.join("Ada"), here.join("Bela"), here.join("Chidi")
    live.client.session(ada.session).train(5, "epoch")
    live.client.session(bela.session).change(
        {"data": {"name": "iris"}, "optimizer": {"learning_rate": 0.5}}, reset=True
    )
    live.client.session(bela.session).train(3, "epoch")
    question = here.teacher.do(
        "POST", "/questions", {"kind": "choice", "text": "Which?", "choices": ["=1+1", "b"], "answer": 0, "points": 2}
    )["id"]
    ada.do("PUT", f"/questions/{question}/answer", {"value": 0})
    bela.do("PUT", f"/questions/{question}/answer", {"value": 1})
    here.teacher.do("PATCH", f"/questions/{question}", {"state": "revealed"})
    here.teacher.do("POST", "/questions", {"kind": "number", "text": "How low?"})
    ada.do("PUT", "/me/predictions", {"lesson": "04-learning-rate", "step": 2, "choice": 1})

    results = archive(here.teacher)
    assert results.testzip() is None
    names = {"members.csv", "answers.csv", "results.html", "runs/Ada.json", "runs/Bela.json", "runs/Chidi.json"}
    assert names <= set(results.namelist())
    members = rows(results, "members.csv")
    assert [each["name"] for each in members] == ["Ada", "Bela", "Chidi"]
    assert [each["points"] for each in members] == ["2", "0", "0"]
    assert (members[0]["epoch"], members[0]["run file"]) == ("5", "runs/Ada.json")
    assert "data.name" in members[1]["changed"]
    assert float(members[0]["test loss"]) == pytest.approx(live.client.session(ada.session).info().metrics.test_loss)
    answers = rows(results, "answers.csv")
    assert [(each["name"], each["answer"], each["right"], each["points"]) for each in answers] == [
        ("Ada", "'=1+1", "yes", "2"), ("Bela", "b", "no", "0"), ("", "", "", ""),
    ]  # fmt: skip

    (prediction,) = rows(results, "predictions.csv")
    assert (prediction["name"], prediction["choice"]) == ("Ada", "The loss falls within a few epochs")
    assert (prediction["step"], prediction["right"]) == ("2", "yes")

    other = live.client.create({"data": {"name": "xor"}})
    info = other.load(json.loads(results.read("runs/Ada.json")))
    assert (info.step, info.epoch) == (live.client.session(ada.session).info().step, 5)

    page = results.read("results.html").decode()
    assert page.count("data:image/png;base64,") == 4, "two of the plane, in two themes"
    assert "The loss falls within a few epochs ✓" in page
    assert 'class="curve"' in page, "iris has no plane"
    for outside in ("<script", "http://", "https://", "src=", "url("):
        assert outside not in page
    alone = here.teacher.call("GET", "/results.html")
    assert alone.headers["content-type"].startswith("text/html")
    assert "Ada" in alone.text


def test_names_are_never_formulas(live: Live) -> None:
    here = start(live, name=HTML)
    wanted = [
        HTML,
        "=HYPERLINK(1)",
        "+1",
        "@SUM(A1)",
        "-2",
        "🧠 日本",
        "../../etc/passwd",
        "CON",
        "con",
        "Ada",
        "Ada",
        "x" * 10_000,
    ]
    for name in wanted:
        here.join(name)
    here.teacher.do("POST", "/questions", {"kind": "choice", "text": HTML, "choices": [HTML, "=1"]})
    results = archive(here.teacher)
    names = [each["name"] for each in rows(results, "members.csv")]
    assert not [each for each in names if each.startswith(("=", "+", "-", "@"))]
    assert {"'=HYPERLINK(1)", "'+1", "'@SUM(A1)", "'-2", "🧠 日本", "Ada", "Ada 2", HTML} <= set(names)
    page = results.read("results.html").decode()
    assert "<img" not in page
    assert "&lt;img src=x" in page
    runs = [each for each in results.namelist() if each.startswith("runs/")]
    assert len({each.casefold() for each in runs}) == len(wanted)
    for each in runs:
        assert each.count("/") == 1
        assert not set(each.removesuffix(".json")) & set('<>:"\\|?*.')
        assert each.removesuffix(".json").casefold() != "runs/con"
    disposition = here.teacher.answers[-1]
    assert "<img" not in disposition.split("content-disposition")[1]


def test_an_empty_room_has_results(live: Live) -> None:
    results = archive(start(live).teacher)
    assert rows(results, "members.csv") == rows(results, "answers.csv") == rows(results, "predictions.csv") == []
    assert "Nobody joined this workshop." in results.read("results.html").decode()


def test_a_run_that_diverged_and_one_that_is_gone(live: Live) -> None:
    here = start(live, spec={**CIRCLE, **DIVERGING})
    wild, gone = here.join("Wild"), here.join("Gone")
    live.client.session(wild.session).train(30, "epoch")
    live.client.session(gone.session).delete()
    results = archive(here.teacher)
    missing, diverged = rows(results, "members.csv")
    assert diverged["status"] == "diverged"
    assert (missing["name"], missing["run file"], missing["status"]) == ("Gone", "", "The session was deleted.")
    page = results.read("results.html").decode()
    assert "diverged" in page
    assert "The session was deleted." in page


def test_challenges_and_experiments_are_in_the_results(live: Live) -> None:
    here = start(live)
    ada, bo = here.join("Ada"), here.join("Bo")
    spec = {"data": {"name": "circle", "samples": 60}, "network": {"layers": [{"units": 3}]}}
    goal = {"metric": "test_loss", "threshold": 1e-9}
    here.teacher.do("POST", "/challenges", {"text": "<b>Win</b>", "goal": goal, "spec": spec})
    (challenge,) = here.teacher.do("GET")["challenges"]
    here.teacher.do("PATCH", f"/challenges/{challenge['id']}", {"state": "over"})
    dealt = {"spec": spec, "vary": "learning_rate", "values": [0.001, 0.1], "repeats": 2, "epochs": 2}
    here.teacher.do("POST", "/experiments", dealt)
    (experiment,) = here.teacher.do("GET")["experiments"]
    path = f"/experiments/{experiment['id']}"
    here.teacher.do("PATCH", path, {"state": "running"})
    until(lambda: here.teacher.do("GET", path)["state"] == "over")

    results = archive(here.teacher)
    ranked = rows(results, "challenges.csv")
    assert {each["name"] for each in ranked} == {"Ada", "Bo"}
    assert {(each["place"], each["reached"], each["goal"]) for each in ranked} == {("", "no", "Loss of at most 1e−9")}
    trials = rows(results, "experiments.csv")
    assert sorted(each["name"] for each in trials) == ["", "", "Ada", "Bo"]
    assert {each["value"] for each in trials} == {"0.001", "0.1"}
    assert all(float(each["result"]) > 0 for each in trials)
    page = results.read("results.html").decode()
    assert "&lt;b&gt;Win&lt;/b&gt;" in page
    assert "0 of 2 members reached it" in page
    assert page.count('class="dot"') == page.count('class="dot hollow"') == 2
    assert 'class="median"' in page
    ada.do("DELETE", "/me")
    bo.do("DELETE", "/me")
    assert "a member who has left" in archive(here.teacher).read("results.html").decode()


def test_runs_at_rest_are_read_where_they_are(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        here = start(live)
        ada = here.join("Ada")
        live.client.session(ada.session).train(4)
        at_work = rows(archive(here.teacher), "members.csv")
    with serving(data_dir=tmp_path) as live:
        teacher = Caller(live, here.room, here.teacher.key)
        until(lambda: live.client.health().resting == 1)
        assert rows(archive(teacher), "members.csv") == at_work
        assert live.client.health().sessions == 0, "it goes on resting"


@pytest.mark.slow
async def test_the_results_of_a_whole_school() -> None:
    async with in_process(Settings(data_dir=None)) as (client, _):
        spec = {"data": {"name": "circle", "samples": 20}, "network": {"layers": [{"units": 2}]}}
        made = (await client.post("/rooms", json={"spec": spec})).json()
        room, key = made["room"]["id"], made["keys"]["teacher"]
        for _ in range(300):
            assert (await client.post(f"/rooms/{room}/members", json={"name": "Ada"})).status_code == 201
        answer = await client.get(f"/rooms/{room}/results.zip", headers={"Authorization": f"Bearer {key}"})
        results = ZipFile(io.BytesIO(answer.content))
        assert len(rows(results, "members.csv")) == 300
        assert len(results.namelist()) == 306
        assert len(results.read("results.html")) < 4_000_000
