"""The wall: what members are doing, for the teacher and the projector."""

from typing import Any

import pytest

from app.rooms.member import Member
from app.rooms.wall.run_summary import RunSummary
from app.rooms.wall.wall import IDLE_SECONDS, state_of
from tests.app.live import Live
from tests.app.rooms.workshop import start

PLANE = {
    "data": {"name": "reg_plane", "samples": 60},
    "network": {"layers": [{"units": 4, "activation": "linear"}]},
    "optimizer": {"name": "sgd", "learning_rate": 0.01},
}


def entry(event: Any, member: str) -> Any:
    """A member's entry in an event; an empty one if it has none."""
    return next((each for each in event["members"] if each["id"] == member), {})


@pytest.mark.slow
def test_the_wall_shows_runs_as_they_are_and_what_was_changed(live: Live) -> None:
    here = start(live, spec=PLANE)
    ada, grace = here.join("Ada"), here.join("Grace")
    with here.teacher.events() as wall:
        first = wall.next("wall")
        assert [each["id"] for each in first["members"]] == [ada.id, grace.id]
        assert entry(first, ada.id)["changed"] == []
        session = live.client.session(ada.session)
        session.change({"optimizer": {"learning_rate": 0.001}, "batch_size": 7})
        session.train(40, "epoch")
        told = wall.next("wall", lambda event: entry(event, ada.id).get("epoch") == 40)
        assert [each["id"] for each in told["members"]] == [ada.id], "only what has changed"
        ours = entry(told, ada.id)
        assert ours["changed"] == ["batch_size", "optimizer.learning_rate"]
        assert ours["train_loss"] == ours["losses"][-1] == session.info().metrics.train_loss
        assert len(ours["losses"]) <= 40
        assert ours["state"] == "paused"
        with live.stream(session) as stream:
            stream.ask("play")
            wall.next("wall", lambda event: entry(event, ada.id).get("state") == "playing")
            stream.ask("pause")
        session.change({"optimizer": {"learning_rate": 1000}})
        session.train(500, "step")
        wall.next("wall", lambda event: entry(event, ada.id).get("state") == "diverged")
        here.teacher.do("POST", "/push", {"to": "all", "spec": {"data": {"name": "spiral"}}})
        pushed = wall.next("wall", lambda event: entry(event, ada.id).get("step") == 0)
        assert entry(pushed, ada.id)["changed"] == [], "the push is the new start"
        grace.do("DELETE", "/me")
        assert wall.next("wall", lambda event: event["gone"])["gone"] == [grace.id]


@pytest.mark.slow
def test_names_are_hidden_from_the_projector_at_once(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    with here.projector.events() as screen:
        assert entry(screen.next("wall"), ada.id)["name"] == "Ada"
        here.teacher.do("PATCH", "", {"names_hidden": True})
        assert entry(screen.next("wall"), ada.id)["name"] is None
        here.teacher.do("PATCH", "", {"names_hidden": False})
        assert entry(screen.next("wall"), ada.id)["name"] == "Ada"


@pytest.mark.slow
def test_who_has_answered_the_newest_question_is_marked(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    with here.teacher.events() as wall:
        wall.next("wall")
        question = here.teacher.do("POST", "/questions", {"kind": "sign", "text": "?"})["id"]
        ada.do("PUT", f"/questions/{question}/answer", {"value": 0})
        assert entry(wall.next("wall"), ada.id)["answered"]
        here.teacher.do("POST", "/questions", {"kind": "sign", "text": "Another?"})
        assert not entry(wall.next("wall"), ada.id)["answered"]


def summary(**fields: Any) -> RunSummary:
    """A paused run."""
    values = {"step": 5, "epoch": 0, "status": "ready", "playing": False, "map": None}
    return RunSummary(**{**values, "train_loss": None, "test_loss": None, "accuracy": None, **fields})


@pytest.mark.parametrize(
    ("member", "run", "trained", "state"),
    [
        ({}, summary(), 0.0, "paused"),
        ({}, summary(playing=True), 0.0, "playing"),
        ({}, summary(), IDLE_SECONDS, "idle"),
        ({}, summary(status="diverged"), IDLE_SECONDS, "diverged"),
        ({}, None, IDLE_SECONDS, "idle"),
        ({"streams": 0}, summary(playing=True), 0.0, "away"),
        ({"streams": 0, "seen": 995.0}, summary(), 0.0, "paused"),
        ({"streams": 0, "seen": 989.0}, summary(), 0.0, "away"),
        ({"admitted": False}, summary(playing=True), 0.0, "waiting"),
    ],
)
def test_states(member: dict[str, Any], run: RunSummary | None, trained: float, state: str) -> None:
    given = {"id": "a", "name": "Ada", "key": "", "session": "", "base": {}, "admitted": True, "streams": 1, **member}
    assert state_of(Member(**given), run, 1000.0, 1000.0 - trained) == state
