"""Challenges: what is measured, who wins, the clock, and what does not count."""

from typing import Any

import numpy as np
import pytest

from app.deps import Services
from app.protocol.rooms.challenges import ChallengeRequest, Reached
from app.rooms.challenges import judge
from app.rooms.challenges.challenges import Challenge, Challenges
from app.rooms.challenges.entry import Entry
from app.rooms.challenges.hidden import NothingHiddenError, hide
from app.rooms.challenges.judge import hidden_samples
from app.rooms.document import document_of
from app.rooms.room import Room
from app.rooms.rooms import FIRST_RUN
from engine.load import load
from engine.spec.run import RunSpec
from tests.app.live import Live, serving, until
from tests.app.problems import refused
from tests.app.rooms.workshop import Caller, Workshop, start

SPEC = {"data": {"name": "gauss", "samples": 100}, "network": {"layers": [{"units": 3}]}}
EASY = {"goal": {"metric": "accuracy", "threshold": 0.9}, "spec": SPEC}
NEVER = {"goal": {"metric": "test_loss", "threshold": 1e-9}, "spec": SPEC}


@pytest.fixture(autouse=True)
def quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "SECONDS", 0.02)


def challenge(here: Workshop, **asked: Any) -> str:
    """Set a challenge; returns the path of its calls."""
    made = here.teacher.do("POST", "/challenges", {**EASY, **asked})
    assert made["refused"] == []
    return f"/challenges/{made['challenge']['id']}"


def entries(here: Workshop, path: str) -> dict[str, Any]:
    """The entries by the members' ids, in the order of the ranking."""
    return {each["member"]: each for each in here.teacher.do("GET", path)["entries"]}


def mine(member: Caller) -> Any:
    """A member's entry in the newest challenge."""
    return member.do("GET")["challenges"][-1]["mine"]


def measured(member: Caller) -> Any:
    """A member's entry, once its run has been measured."""
    return until(lambda: (entry := mine(member)) and entry["value"] is not None and entry)


def train(here: Workshop, member: Caller, epochs: int = 40) -> None:
    """Train a member's run."""
    here.live.client.session(member.session).train(epochs, "epoch")


def of_room(live: Live, here: Workshop) -> Challenge:
    """The newest challenge of a room, on the server."""

    async def found(services: Services) -> Challenge:
        shown = (await services.rooms.get(here.room)).challenges.shown
        assert shown is not None
        return shown

    return live.wait(found)


# -- the hidden samples ------------------------------------------------------------------------------------------------


def by_hand(live: Live, member: Caller, x: Any) -> Any:
    """The outputs of a member's network of tanh layers, of raw points."""
    for layer in live.client.session(member.session).parameters().layers:
        x = np.tanh(x @ np.array(layer.weights) + np.array(layer.biases))
    return x


@pytest.mark.parametrize("metric", ["accuracy", "test_loss"])
def test_runs_are_measured_on_points_that_nobody_has(live: Live, metric: str) -> None:
    here = start(live)
    ada = here.join("Ada")
    spec = {**SPEC, "data": {**SPEC["data"], "position_noise": 0.3, "label_noise": 0.1}, "features": ["x1", "x2"]}
    challenge(here, spec=spec, goal={"metric": metric, "threshold": 1e-9 if metric == "test_loss" else 1})
    train(here, ada, 3)
    hidden = load(of_room(live, here).hiding.data)
    own = load(RunSpec.model_validate(spec).data)
    rows = {tuple(row) for part in (own.train, own.test) for row in part.inputs.tolist()}
    points = np.concatenate([hidden.train.inputs, hidden.test.inputs])
    assert len(points) == 1000
    assert not rows & {tuple(row) for row in points.tolist()}
    labels = np.concatenate([hidden.train.targets, hidden.test.targets])
    outputs = by_hand(live, ada, points)[:, 0]
    target = np.where(labels == 1, 1.0, -1.0)
    expected = np.mean(0.5 * (outputs - target) ** 2) if metric == "test_loss" else np.mean((outputs > 0) == labels)
    value = until(lambda: (entry := mine(ada)) and entry["value"] == pytest.approx(expected) and entry["value"])
    assert value == pytest.approx(expected, rel=1e-9)
    assert here.teacher.do("GET")["challenges"][0]["count"] == 1000


def test_the_samples_are_never_sent(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    path = challenge(here, spec={"data": {"name": "wine"}})  # all of its rows differ
    train(here, ada, 1)
    measured(ada)
    entries(here, path)
    hiding = of_room(live, here).hiding
    session = live.client.session(ada.session)
    for caller in (ada, here.teacher, here.projector):
        caller.do("GET")
    texts = [text for caller in (ada, here.teacher, here.projector) for text in caller.answers]
    texts.append(session.info().model_dump_json() + session.data().model_dump_json())
    for row in hiding.data.model_dump()["inputs"]:
        assert not any(str(row)[1:-1].replace(" ", "") in text.replace(" ", "") for text in texts)


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer"])
def test_part_of_measured_data_is_held_back(name: str) -> None:
    data = {"name": name, "train_fraction": 0.6}
    spec = RunSpec.model_validate({"data": data})
    hiding = hide(spec, may_hold_back=True, draw=lambda: 4)
    whole, rest, hidden = load(spec.data), load(hiding.spec.data), hidden_samples(hiding.data)
    assert hiding.source == "held_back"

    def rows(*parts: Any) -> list[Any]:
        return sorted(
            [*row, int(target)]
            for part in parts
            for row, target in zip(part.inputs.tolist(), part.targets, strict=True)
        )

    assert rows(rest.train, rest.test, hidden) == rows(whole.train, whole.test)
    assert len(hidden) == pytest.approx(0.2 * spec.data.size.samples, abs=2)
    assert set(rest.train.targets) == set(hidden.targets), "of every class"
    assert (rest.task, rest.class_names, rest.input_names) == (whole.task, whole.class_names, whole.input_names)
    assert (rest.scaling is None) == (whole.scaling is None)
    other = hide(spec, may_hold_back=True, draw=lambda: 5)
    assert other.data != hiding.data


def test_a_challenge_can_use_an_uploaded_table(live: Live) -> None:
    rows = "".join(f"{at % 10},{at // 10},{at % 10 + at // 10 / 3}\n" for at in range(100))
    table = live.client.send_table(f"a,b,y\n{rows}", task="regression")
    here = start(live)
    ada = here.join("Ada")
    spec = {"data": {"name": "table", "table": table.id}}
    challenge(here, spec=spec, goal={"metric": "test_loss", "threshold": 1e-9})
    train(here, ada, 1)
    assert measured(ada)["value"] > 0
    info = live.client.session(ada.session).info()
    assert (info.data.task, info.data.train_size + info.data.test_size, info.inputs) == ("regression", 80, ["a", "b"])
    told = here.teacher.do("GET")["challenges"][0]
    assert (told["samples"], told["count"]) == ("held_back", 20)


@pytest.mark.parametrize("data", [{"name": "adding"}, {"name": "copy", "each": None}, {"name": "reg_gauss"}])
def test_new_samples_exist_for_all_generated_data(data: Any) -> None:
    spec = RunSpec.model_validate({"data": data, "seed": 3})
    hiding = hide(spec, may_hold_back=False, draw=lambda: spec.data.seed)  # type: ignore[union-attr]
    assert hiding.data.seed != spec.data.seed, "whatever is drawn"  # type: ignore[union-attr]
    assert hiding.spec is spec
    assert hidden_samples(hiding.data).inputs.shape[1] == spec.data.size.inputs


@pytest.mark.parametrize(
    ("data", "may_hold_back", "words"),
    [
        ({"name": "digits"}, True, "at most 20,000 numbers"),
        ({"name": "iris"}, False, "Members have all rows"),
        ({"name": "text", "text": "abcabcabc", "length": 2}, True, "no other samples"),
        ({"name": "symmetry"}, True, "no other samples"),
        ({"name": "inline", "inputs": [[1], [2], [3]], "targets": [[1], [0], [1]]}, True, "at least 50 rows"),
    ],
)
def test_data_without_hidden_samples_are_refused_with_a_reason(data: Any, may_hold_back: bool, words: str) -> None:
    with pytest.raises(NothingHiddenError, match=words) as caught:
        hide(RunSpec.model_validate({"data": data}), may_hold_back)
    assert caught.value.remedy


# -- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"goal": {"metric": "test_loss", "threshold": 0}}, "greater than 0"),
        ({"goal": {"metric": "accuracy", "threshold": -1}}, "greater than 0"),
        ({"goal": {"metric": "accuracy", "threshold": 95}}, "write 95 % as 0.95"),
        ({"goal": {"metric": "accuracy", "threshold": "NaN"}}, ""),
        ({"goal": {"metric": "beauty", "threshold": 1}}, "accuracy"),
        (
            {"spec": {"data": {"name": "reg_plane"}}},
            "received accuracy for the regression 'reg_plane', expected test_loss",
        ),
        ({"spec": {"data": {"name": "reg_plane"}}, "goal": NEVER["goal"], "features": ["x3"]}, "feature"),
        ({"spec": {"data": {"name": "iris"}}, "features": ["x1"]}, "expected null"),
        ({"features": ["x1"]}, "uses x2, which the challenge does not allow"),
        ({"features": []}, "at least 1"),
        ({"seconds": 0}, "greater than or equal to 5"),
        ({"ranking": "beauty"}, "neurons"),
        ({"text": "x" * 501}, "500"),
        ({"spec": {"data": {"name": "digits"}}}, "20,000 numbers"),
        ({"spec": {**SPEC, "network": {"layers": [{"units": 5000}]}}}, "units"),
    ],
)
def test_an_unfit_challenge_is_refused(live: Live, asked: Any, words: str) -> None:
    here = start(live)
    problem = refused(here.teacher.call("POST", "/challenges", {**EASY, **asked}), 422)
    assert words in problem.model_dump_json().replace("\\", "")
    assert here.teacher.do("GET")["challenges"] == []


def test_one_at_a_time_and_not_too_many(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    here = start(live)
    first = challenge(here)
    assert "End it first" in refused(here.teacher.call("POST", "/challenges", EASY), 409).remedy
    here.teacher.do("PATCH", first, {"state": "over"})
    second = challenge(here)
    assert refused(here.teacher.call("PATCH", first, {"state": "running"}), 409).type.endswith("challenge-running")
    here.teacher.do("DELETE", second)
    assert here.teacher.do("PATCH", first, {"state": "running"})["state"] == "running"
    here.teacher.do("PATCH", first, {"state": "over"})
    monkeypatch.setattr("app.rooms.challenges.challenges.MOST", 1)
    assert "Delete" in refused(here.teacher.call("POST", "/challenges", EASY), 409).remedy
    refused(here.teacher.call("GET", "/challenges/none"), 404)


# -- who takes part ----------------------------------------------------------------------------------------------------


def test_a_challenge_from_start_to_end(live: Live) -> None:
    here = start(live)
    ada, grace = here.join("Ada"), here.join("<b>Grace</b> 🦊")
    with here.projector.events() as screen, grace.events() as heard:
        path = challenge(here, text=" Be \x00quick ", seconds=600)
        train(here, ada)
        told = screen.next("challenge", lambda event: event["challenge"]["reached"] == 1)
        assert [(each["name"], each["place"]) for each in told["entries"]] == [("Ada", 1), ("<b>Grace</b> 🦊", None)]
        assert told["challenge"]["text"] == "Be quick"
        assert 0 < told["challenge"]["remaining"] <= 600
        event = heard.next("challenge", lambda event: event["challenge"]["mine"]["value"] is not None)
        assert event["entries"] == []
        assert event["challenge"]["mine"]["name"] == "<b>Grace</b> 🦊"
        assert ada.id not in event["challenge"].__repr__()
    assert mine(ada)["reached"]["neurons"] == 3
    late = here.join("Late")
    assert live.client.session(late.session).info().spec.data == live.client.session(ada.session).info().spec.data
    train(here, late)
    until(lambda: mine(late)["place"] == 2)
    here.teacher.do("PATCH", "", {"names_hidden": True})
    assert [each["name"] for each in here.projector.do("GET", path)["entries"]] == [None] * 3
    here.teacher.do("DELETE", f"/members/{ada.id}")
    assert [each["place"] for each in entries(here, path).values()] == [1, None], "the others move up"
    assert not here.teacher.do("PATCH", path, {"shown": False})["shown"]
    ended = here.teacher.do("PATCH", path, {"state": "over", "shown": True})
    assert (ended["state"], ended["ticking"], ended["reached"]) == ("over", False, 1)
    before = mine(grace)
    train(here, grace)
    assert mine(grace) == before, "nothing counts after the end"
    here.teacher.do("DELETE", path)
    assert ada.call("GET").status_code == 401
    assert grace.do("GET")["challenges"] == []


def test_runs_that_do_not_count_have_a_reason(live: Live) -> None:
    here = start(live)
    ada, grace, joan, waiting = (here.join(name) for name in ("Ada", "Grace", "Joan", "Wait"))
    here.teacher.do("PATCH", f"/members/{waiting.id}", {"admitted": False})
    goal = {"metric": "test_loss", "threshold": 10}
    path = challenge(here, goal=goal, features=["x1", "x2"])
    until(lambda: all(mine(each) and mine(each)["reached"] for each in (ada, grace, joan, waiting)))
    assert (mine(waiting)["not_counted"], mine(waiting)["place"]) == ("waiting", None)
    assert waiting.id not in {each["member"] for each in here.projector.do("GET", path)["entries"]}
    assert here.teacher.do("GET")["challenges"][0]["reached"] == 3

    def change(member: Caller, patch: Any, **how: Any) -> None:
        live.client.session(member.session).change(patch, **how)

    change(ada, {"data": {"name": "gauss", "samples": 101}})
    change(grace, {"features": ["x1", "x1_squared"]}, reset="if_needed")
    change(joan, {"loss": "binary_cross_entropy", "network": {"output_activation": "sigmoid"}})
    for member, reason in ((ada, "data"), (grace, "features"), (joan, "loss")):
        until(lambda member=member, reason=reason: mine(member)["not_counted"] == reason)
        assert mine(member)["value"] is None
        assert mine(member)["place"] == 1, "what was reached before stays"
    change(ada, {"data": SPEC["data"]})
    train(here, ada, 1)
    assert mine(ada)["not_counted"] == "data", "its weights have seen other data"
    live.client.session(ada.session).reset()
    until(lambda: mine(ada)["not_counted"] is None)
    assert measured(ada)["value"] is not None


def test_members_keep_their_runs_if_none_is_pushed(live: Live) -> None:
    here = start(live, spec={"data": {"name": "xor"}})
    ada, grace, joan = (here.join(name) for name in ("Ada", "Grace", "Joan"))
    for each in (ada, grace):
        live.client.session(each.session).change({"data": {"name": "gauss"}})
    train(here, ada, 20)
    challenge(here, spec=None)
    until(lambda: mine(ada)["place"] == 1)
    assert live.client.session(ada.session).info().epoch == 20
    until(lambda: mine(joan)["not_counted"] == "data")


# -- the ranking -------------------------------------------------------------------------------------------------------


def ranked(ranking: str, **reached: tuple[float, int, int, int]) -> dict[str, int]:
    """Places of members by how they have reached a goal: seconds, epochs, neurons, parameters."""
    spec = RunSpec.model_validate(SPEC)
    asked = ChallengeRequest.model_validate({**EASY, "ranking": ranking})
    made = Challenges().add(asked, hide(spec, may_hold_back=False), load(spec.data).train)
    for name, (seconds, epochs, neurons, parameters) in reached.items():
        how = Reached(seconds=seconds, epochs=epochs, neurons=neurons, parameters=parameters)
        made.entry(name).take(0.95, asked, how)
    made.entry("short").take(0.8, asked, Reached(seconds=1, epochs=1, neurons=1, parameters=1))
    made.entry("worse").take(0.7, asked, Reached(seconds=1, epochs=1, neurons=1, parameters=1))
    made.settle()
    assert made.order(["late", "worse", "short"]) == ["short", "worse", "late"], "by their best values"
    return made.places


@pytest.mark.parametrize(
    ("ranking", "places"),
    [
        ("time", {"a": 1, "b": 2, "c": 2, "d": 4}),
        ("epochs", {"d": 1, "c": 2, "a": 3, "b": 4}),
        ("neurons", {"b": 1, "a": 2, "c": 3, "d": 4}),
        ("parameters", {"a": 1, "b": 2, "c": 2, "d": 4}),
    ],
)
def test_the_four_rankings_and_ties(ranking: str, places: Any) -> None:
    reached = {"d": (9.0, 5, 6, 70), "a": (3.5, 8, 6, 50), "b": (4.0, 8, 4, 60), "c": (4.0, 7, 6, 60)}
    assert ranked(ranking, **reached) == places


def test_the_best_attempt_counts() -> None:
    asked = ChallengeRequest.model_validate({**EASY, "ranking": "neurons"})
    entry = Entry()
    for value, seconds, neurons in ((0.95, 10, 8), (0.5, 20, 2), (0.95, 30, 4), (0.99, 40, 4), (0.97, 50, 9)):
        entry.take(value, asked, Reached(seconds=seconds, epochs=1, neurons=neurons, parameters=1))
    assert entry.reached is not None
    assert (entry.reached.neurons, entry.reached.seconds) == (4, 30)
    assert (entry.value, entry.best) == (0.97, 0.99)
    entry.take(float("nan"), asked, Reached(seconds=60, epochs=1, neurons=1, parameters=1))
    assert (entry.value, entry.best, entry.reached.neurons) == (None, 0.99, 4), "a run that has overflowed"


# -- the clock ---------------------------------------------------------------------------------------------------------


def test_the_clock_of_the_server_ends_a_challenge_that_nobody_can_win(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    path = challenge(here, **NEVER, seconds=5)
    train(here, ada, 5)
    best = until(lambda: (entry := mine(ada)) and entry["best"])
    of_room(live, here).elapsed = 4.9  # rather than wait for it
    with ada.events() as events:
        over = events.next("room", lambda event: event["room"]["challenges"][0]["state"] == "over")["room"][
            "challenges"
        ][0]
    assert (over["remaining"], over["elapsed"], over["reached"], over["best"]) == (0, 5, 0, over["mine"]["best"])
    assert 0 < over["best"] <= best
    assert "more_seconds" in refused(here.teacher.call("PATCH", path, {"state": "running"}), 409).remedy
    again = here.teacher.do("PATCH", path, {"state": "running", "more_seconds": 60})
    assert again["state"] == "running"
    assert 55 < again["remaining"] <= 60


def test_a_challenge_without_an_end_can_get_one(live: Live) -> None:
    here = start(live)
    path = challenge(here, seconds=None)
    assert here.teacher.do("GET", path)["challenge"]["remaining"] is None
    assert 0 < here.teacher.do("PATCH", path, {"more_seconds": 30})["remaining"] <= 30
    assert 30 < here.teacher.do("PATCH", path, {"more_seconds": 30})["remaining"] <= 60
    for wrong in ({"more_seconds": 0}, {"more_seconds": -60}, {"state": "won"}, {"king": 1}):
        refused(here.teacher.call("PATCH", path, wrong), 422)


def test_the_clock_rests_while_the_workshop_is_paused(live: Live) -> None:
    here = start(live)
    path = challenge(here, seconds=600)
    until(lambda: here.teacher.do("GET", path)["challenge"]["elapsed"] > 0)
    here.teacher.do("PATCH", "", {"paused": True})
    until(lambda: of_room(live, here).read is None)
    first = here.teacher.do("GET", path)["challenge"]
    assert not first["ticking"]
    assert here.teacher.do("GET", path)["challenge"]["elapsed"] == first["elapsed"]
    here.teacher.do("PATCH", "", {"paused": False})
    until(lambda: here.teacher.do("GET", path)["challenge"]["elapsed"] > first["elapsed"])


def standings(here: Workshop, path: str) -> Any:
    """What does not change while a run is measured again."""
    return {member: (entry["name"], entry["place"], entry["reached"]) for member, entry in entries(here, path).items()}


async def test_the_clock_is_kept_even_if_nothing_else_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    room, spec = Room("id", "ABCDEF", {}, FIRST_RUN), RunSpec.model_validate(SPEC)
    asked = ChallengeRequest.model_validate(NEVER)
    made = room.challenges.add(asked, hide(spec, may_hold_back=False), load(spec.data).train)
    kept = []
    for now in (100.0, 101.0, 106.0, 107.0):
        monkeypatch.setattr(judge, "monotonic", lambda now=now: now)
        before = room.revision
        await judge.Judge({}, None, None).round(room, made)  # type: ignore[arg-type]
        kept.append(room.revision > before)
    assert kept == [False, False, True, False]
    assert document_of(room).challenges[0].elapsed >= 7


@pytest.mark.slow
def test_a_challenge_survives_a_restart(tmp_path: Any) -> None:
    with serving(data_dir=tmp_path) as live:
        here = start(live)
        ada, grace = here.join("Ada"), here.join("Grace")
        path = challenge(here, seconds=600)
        train(here, ada)
        until(lambda: mine(ada)["place"] == 1)
        before, hidden = standings(here, path), of_room(live, here).hiding
    with serving(data_dir=tmp_path) as live:
        again = Workshop(
            live, *(Caller(live, each.room, each.key) for each in (here.teacher, here.projector, here.nobody)), ""
        )
        assert standings(again, path) == before
        assert of_room(live, again).hiding.data == hidden.data
        told = again.teacher.do("GET")["challenges"][0]
        assert 500 < told["remaining"] < 600
        train(again, grace)
        until(lambda: entries(again, path)[grace.id]["place"] == 2)
