"""Class experiments: dealt, trained by members and the server, and what comes out."""

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.rooms.experiments.factors import spec_of
from app.rooms.experiments.training import metric_of
from app.sessions.slices import METRICS_ONLY
from engine.inspect.probes.observation import observe
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import Live, serving, until
from tests.app.problems import refused
from tests.app.rooms.test_kept import at
from tests.app.rooms.workshop import Caller, Workshop, start

SPEC = {"seed": 3, "data": {"name": "circle", "samples": 60}, "network": {"layers": [{"units": 3}]}}
RATES = [0.01, 0.1, 1.0]
ASKED = {"spec": SPEC, "vary": "learning_rate", "values": RATES, "epochs": 4}
DEEP = {"data": {"name": "circle"}, "network": {"layers": [{"units": 2}] * 4}}
ENDLESS = {**ASKED, "epochs": 20_000}
"""More epochs than members' runs train during a test."""


def deal(here: Workshop, **changes: Any) -> str:
    """Deal an experiment; returns its path."""
    made = here.teacher.do("POST", "/experiments", {**ASKED, **changes})
    assert made["refused"] == []
    return f"/experiments/{made['experiment']['id']}"


def over(here: Workshop, path: str) -> Any:
    """The experiment when it is over."""
    return until(lambda: (now := here.teacher.do("GET", path))["state"] == "over" and now)


def run(here: Workshop, path: str) -> Any:
    """Start an experiment and wait for its end."""
    here.teacher.do("PATCH", path, {"state": "running"})
    return over(here, path)


def mine(caller: Caller) -> Any:
    """A member's own run in the newest experiment."""
    return caller.do("GET")["experiments"][-1]["mine"]


def trained_alone(value: float, seed: int, epochs: int = 4) -> float | None:
    """The test loss of a run that the engine alone trains."""
    trainer = Trainer(spec_of(RunSpec.model_validate(SPEC), "learning_rate", value, seed))
    trainer.advance(epochs, "epoch")
    return metric_of(observe(trainer, METRICS_ONLY).metrics, "test_loss")


def test_every_run_reaches_what_the_engine_alone_reaches(live: Live) -> None:
    here = start(live)
    ada, grace = here.join("Ada"), here.join("Grace")
    path = deal(here, repeats=2)
    dealt = here.teacher.do("GET", path)
    assert [(each["value"], each["seed"]) for each in dealt["runs"]] == [(0, 3), (1, 3), (2, 3), (0, 4), (1, 4), (2, 4)]
    assert [each["member"] for each in dealt["runs"]] == [ada.id, grace.id, None, None, None, None]
    assert (dealt["state"], dealt["members"], dealt["trials"], dealt["summary"]) == ("dealt", 2, 6, None)
    assert live.client.session(grace.session).info().spec.optimizer.learning_rate == 0.1
    assert mine(grace) == {"index": 1, "value": 1, "seed": 3, "state": "dealt", "metric": None}

    done = run(here, path)
    for each in done["runs"]:
        assert (each["state"], each["epoch"]) == ("finished", 4)
        assert each["metric"] == trained_alone(RATES[each["value"]], each["seed"]), "the same bits"
        assert each["server"] == (each["member"] is None)
    for member in (ada, grace):
        assert live.client.session(member.session).info().epoch == 4
    assert done["summary"].startswith("Lowest median test loss: ")
    assert mine(ada)["metric"] == done["runs"][0]["metric"]
    seen = here.projector.do("GET", path)
    assert [each["member"] for each in seen["runs"]] == [None] * 6, "only the teacher learns whose they are"
    assert [each["metric"] for each in ada.do("GET", path)["runs"]] == [each["metric"] for each in done["runs"]]


def test_values_are_dealt_evenly_and_with_further_seeds_to_more_members(live: Live) -> None:
    here = start(live)
    members = [here.join() for _ in range(8)]
    path = deal(here)
    runs = here.teacher.do("GET", path)["runs"]
    assert sorted(Counter(each["value"] for each in runs).values()) == [2, 3, 3]
    assert [each["seed"] for each in runs] == [3] * 3 + [4] * 3 + [5] * 2
    assert {each["member"] for each in runs} == {each.id for each in members}
    assert {each["metric"] is not None for each in run(here, path)["runs"]} == {True}

    path = deal(here, vary="seed", values=[10, 20])
    dealt = here.teacher.do("GET", path)
    assert dealt["values"] == [10, 20, 21, 22, 23, 24, 25, 26]
    assert [each["seed"] for each in dealt["runs"]] == dealt["values"]
    done = run(here, path)
    assert len({each["metric"] for each in done["runs"]}) == 8
    assert done["summary"].startswith("The seed alone changes the test loss from ")


def test_members_cannot_train_or_change_a_run_in_an_experiment(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    session = live.client.session(ada.session)
    session.train(7, "step")
    path = deal(here, **ENDLESS)
    answers = [on_session(live, ada, "POST", "/steps", {"count": 1}), on_session(live, ada, "POST", "/reset", {})]
    answers += [
        on_session(live, ada, "PATCH", "", {"patch": {"batch_size": 5}}),
        on_session(live, ada, "POST", "/undo"),
    ]
    for answer in answers:
        assert "part of the class experiment" in refused(answer, 403).detail
    with live.stream(ada.session) as stream:
        stream.send("play", id="asked", unit="epoch")
        assert "trains all runs alike" in stream.next("error", re="asked")["problem"]["detail"]
        here.teacher.do("PATCH", path, {"state": "running"})
        stream.next("status", playing=True)
        stream.send("pause")
        stream.next("status", playing=False)
        stream.next("status", playing=True)  # the experiment goes on
        here.teacher.do("PATCH", "", {"paused": True})
        stream.next("status", playing=False)
        here.teacher.do("PATCH", "", {"paused": False, "locked": ["data"]})
        stream.next("status", playing=True)
        here.teacher.do("PATCH", path, {"state": "over"})
        stream.next("status", playing=False)
    assert "had not finished when the experiment was ended." in here.teacher.do("GET", path)["summary"]
    here.teacher.do("PATCH", "", {"locked": []})
    assert on_session(live, ada, "POST", "/undo").is_success, "what was given can be undone"
    assert session.info().step == 7
    assert session.train(1, "step").step == 8


def on_session(live: Live, member: Caller, method: str, path: str, body: Any = None) -> Any:
    """A call about a member's session."""
    return httpx.request(method, f"{live.url}/api/v1/sessions/{member.session}{path}", json=body, timeout=60)


def test_diverged_runs_are_reported(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    linear = {"data": {"name": "reg_plane", "samples": 60}, "network": {"layers": []}}
    path = deal(here, spec=linear, values=[1000, 900, 0.001], epochs=30)
    done = run(here, path)
    assert [(each["state"], each["metric"] is None) for each in done["runs"]] == [
        ("diverged", True), ("diverged", True), ("finished", False),
    ]  # fmt: skip
    assert "2 runs diverged, with learning rate 1000 and 900." in done["summary"]
    assert mine(ada)["state"] == "diverged"


def test_a_late_member_gets_a_run_that_nobody_has(live: Live) -> None:
    here = start(live)
    here.join("Ada")
    path = deal(here, epochs=20)
    late = here.join("Late")
    own = until(lambda: mine(late))
    assert (own["index"], own["state"]) == (1, "dealt")
    done = run(here, path)
    assert done["runs"][1]["member"] == late.id
    after = here.join("After")
    assert mine(after) is None
    assert live.client.session(after.session).train(1, "step").step == 1


def test_the_server_takes_the_run_of_a_member_who_leaves_or_is_given_something_else(live: Live) -> None:
    here = start(live)
    members = [here.join() for _ in range(3)]
    path = deal(here, **ENDLESS)
    here.teacher.do("PATCH", path, {"state": "running"})
    members[0].do("DELETE", "/me")
    here.teacher.do("POST", "/push", {"to": [members[1].id], "spec": {**SPEC, "seed": 99}})
    assert live.client.session(members[0].session).train(1, "step"), "it is theirs alone now"
    assert live.client.session(members[1].session).info().spec.seed == 99
    assert mine(members[1]) is None
    taken = until(lambda: [r for r in here.teacher.do("GET", path)["runs"] if r["server"]])
    assert {each["value"] for each in taken} <= {0, 1}
    assert here.teacher.do("GET", path)["runs"][2]["member"] == members[2].id
    here.teacher.do("PATCH", path, {"state": "over"})

    path = deal(here)
    finished = run(here, path)["runs"]
    members[1].do("DELETE", "/me")
    left = here.teacher.do("GET", path)["runs"]
    assert [each["metric"] for each in left] == [each["metric"] for each in finished], "results stay"
    assert members[1].id not in {each["member"] for each in left}


def test_a_session_that_is_deleted_is_replaced_by_the_server(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    path = deal(here)
    live.client.session(ada.session).delete()
    done = run(here, path)
    assert [(each["server"], each["member"]) for each in done["runs"]] == [(True, None)] * 3


def test_progress_of_runs_is_sent_on_the_stream(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    with here.teacher.events() as teacher, ada.events() as member, here.projector.events() as projector:
        path = deal(here)
        assert teacher.next("experiment", lambda event: event["states"] == "doo")["metrics"] == [None] * 3
        done = run(here, path)
        for events in (teacher, projector, member):
            told = events.next("experiment", lambda event: event["states"] == "fff")
            assert told["metrics"] == [pytest.approx(each["metric"], rel=1e-5) for each in done["runs"]]
            assert (told["epochs"], told["server"]) == ([4, 4, 4], [1, 2])
        teacher.next("room", lambda event: event["room"]["experiments"][-1]["summary"])
        until(lambda: '"state":"finished"' in "".join(member.heard) or member.read() is None)
        told_of_runs = [each for each in projector.heard if each.startswith('{"type":"experiment"')]
        assert told_of_runs
        assert ada.id not in "".join(told_of_runs)


def test_an_experiment_cannot_skip_or_repeat_a_state(live: Live) -> None:
    here = start(live)
    path = deal(here, **ENDLESS)
    problem = refused(here.teacher.call("POST", "/experiments", ASKED), 409)
    assert problem.detail == "Received another experiment while one is dealt."
    here.teacher.do("PATCH", path, {"state": "running"})
    problem = refused(here.teacher.call("PATCH", path, {"state": "running"}), 409)
    assert problem.detail == "Received a start of an experiment that is running, expected one that is dealt."
    refused(here.teacher.call("POST", "/experiments", ASKED), 409)
    here.teacher.do("PATCH", path, {"state": "over"})
    for state in ("running", "over"):
        refused(here.teacher.call("PATCH", path, {"state": state}), 409)
    refused(here.teacher.call("PATCH", path, {"state": "dealt"}), 422)
    other = deal(here)
    here.teacher.do("DELETE", other)
    refused(here.teacher.call("GET", other), 404)
    assert [each["state"] for each in here.teacher.do("GET")["experiments"]] == ["over"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"values": [0.1]}, "at least 2"),
        ({"values": [0.1, "fast"]}, "values: received 'fast' for the learning rate"),
        ({"values": [0.1, True]}, "valid"),
        ({"values": [0.1, None]}, "valid"),
        ({"values": [*range(1, 52)]}, "at most 50"),
        (
            {"values": [*range(1, 41)], "repeats": 20},
            "repeats: received 40 values × 20 runs, expected at most 400 runs.",
        ),
        ({"values": {"first": 1e300, "last": 1, "count": 3}}, "less than or equal to"),
        ({"values": {"first": 0, "last": 1, "count": 3, "scale": "log"}}, "logarithmic range from 0 to 1"),
        ({"vary": "units", "values": [4, 5000]}, "values: received 5000 for the number of units in each hidden layer"),
        ({"vary": "units", "values": [4, 1024], "spec": DEEP}, "network.layers: received 3,"),
        ({"vary": "width", "values": [4, 5]}, "Input should be"),
        ({"vary": "seed", "values": [1, 2], "repeats": 2}, "every seed is run once"),
        ({"epochs": 0}, "greater than or equal to 1"),
        ({"epochs": 99_999, "vary": "batch_size", "values": [1, 2]}, "epochs: received 2,999,970 steps"),
        ({"spec": {"data": {"name": "reg_plane"}}, "metric": "accuracy"}, "the accuracy for regression data"),
        ({"spec": {"data": {"name": "xor_table"}}}, "a metric of the test split for data without one"),
        ({"spec": {"data": {"name": "nowhere"}}}, "unknown"),
    ],
)
def test_impossible_experiments_are_refused_with_a_reason(live: Live, changes: Any, words: str) -> None:
    here = start(live)
    problem = refused(here.teacher.call("POST", "/experiments", {**ASKED, **changes}), 422)
    assert words in f"{problem.detail} {problem.errors}", problem
    assert here.teacher.do("GET")["experiments"] == []


def test_an_experiment_goes_on_after_a_restart(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        here = start(live)
        ada = here.join("Ada")
        path = deal(here, epochs=60)
        waiting = here.teacher.do("GET", path)
    with serving(data_dir=tmp_path) as live:
        teacher, member = at(live, here.teacher), at(live, ada)
        assert teacher.do("GET", path) == waiting
        refused(on_session(live, member, "POST", "/steps", {"count": 1}), 403)
        teacher.do("PATCH", path, {"state": "running"})
        until(lambda: 1 < teacher.do("GET", path)["runs"][0]["epoch"] < 60)
    with serving(data_dir=tmp_path) as live:
        teacher = at(live, here.teacher)
        before = teacher.do("GET", path)["runs"][0]
        assert before["state"] == "training"
        done = over(Workshop(live, teacher, teacher, teacher, ""), path)
    for each in done["runs"]:
        assert each["metric"] == trained_alone(RATES[each["value"]], each["seed"], 60)
    assert done["runs"][0]["member"] == ada.id
    with serving(data_dir=tmp_path) as live:
        assert at(live, here.teacher).do("GET", path) == done
