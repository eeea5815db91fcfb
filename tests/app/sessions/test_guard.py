"""What the teacher of a workshop locks and pauses: nothing that a member sends changes it, and the teacher's push does."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, get_args

import pytest

from app.client import ProblemError, Session
from app.deps import Services
from app.protocol.rooms.parts import PARTS, Part
from app.sessions.changes import plan
from app.sessions.guard import Guard
from engine.spec.run import RunSpec
from tests.app.live import Live, Stream, serving, until

CHANGES: dict[Part, dict[str, Any]] = {
    "data": {"data": {"name": "spiral"}},
    "features": {"features": ["x1_squared", "x2_squared"]},
    "layers": {"network": {"layers": [{"units": 4, "frozen": True}, {"units": 2}]}},
    "activation": {"network": {"layers": [{"units": 4, "activation": "relu"}, {"units": 2}]}},
    "loss": {"loss": "hinge"},
    "optimizer": {"clipping": {"name": "norm"}},
    "learning_rate": {"optimizer": {"learning_rate": 0.5}},
    "regularization": {"regularization": {"name": "l2", "rate": 0.1}},
    "batch_size": {"batch_size": 7},
    "seed": {"seed": 3},
}
"""A change of each part that keeps the shapes of the weights."""

EVERYTHING = frozenset(get_args(Part))

Send = Callable[[Session, Stream, dict[str, Any]], object]


class RefusedError(Exception):
    """A command was answered by an error."""


def guard(live: Live, session: Session, *locked: Part, held: bool = False) -> None:
    live.call(lambda services: services.sessions.guard(session.id, Guard("member m", frozenset(locked), held)))


def ask(stream: Stream, kind: str, **fields: Any) -> dict[str, Any]:
    """Send a command and wait for its answer. Raises RefusedError."""
    stream.send(kind, id="asked", **fields)
    while (answer := stream.read()).get("re") != "asked":
        pass
    if answer["type"] == "error":
        raise RefusedError(answer["problem"]["type"], answer["problem"]["detail"], answer["problem"]["remedy"])
    return answer


def refused(send: Callable[[], object]) -> tuple[str, str, str]:
    """Type, detail and remedy of the error that a call or a command is answered with."""
    with pytest.raises((ProblemError, RefusedError)) as error:
        send()
    if isinstance(error.value, ProblemError):
        problem = error.value.problem
        assert problem.status == 403
        return problem.type, problem.detail, problem.remedy or ""
    kind, detail, remedy = error.value.args
    return kind, detail, remedy


def state(session: Session) -> dict[str, Any]:
    """The run of a session, to the bit."""
    run = json.loads(session.export())
    return {name: run[name] for name in ("spec", "step", "parameters")}


# each way to change a run: `prepare` may come before the lock, and returns what is then refused or not


def by_patch(session: Session, _: Stream, patch: dict[str, Any]) -> Callable[[], object]:
    return lambda: session.change(patch)


def by_patch_with_reset(session: Session, _: Stream, patch: dict[str, Any]) -> Callable[[], object]:
    return lambda: session.change(patch, reset=True)


def by_command(_: Session, stream: Stream, patch: dict[str, Any]) -> Callable[[], object]:
    return lambda: ask(stream, "set", patch=patch)


def by_run_file(session: Session, _: Stream, patch: dict[str, Any]) -> Callable[[], object]:
    before = session.export()
    session.change(patch)
    changed = session.export()
    session.load(before)
    return lambda: session.load(changed)


def by_undo(session: Session, _: Stream, patch: dict[str, Any]) -> Callable[[], object]:
    session.change(patch, reset=True)
    return session.undo


def by_undo_command(session: Session, stream: Stream, patch: dict[str, Any]) -> Callable[[], object]:
    session.change(patch, reset=True)
    return lambda: ask(stream, "undo")


def by_return(session: Session, _: Stream, patch: dict[str, Any]) -> Callable[[], object]:
    session.train(1)
    session.change(patch)
    return lambda: session.return_to(0)


WAYS = [by_patch, by_patch_with_reset, by_command, by_run_file, by_undo, by_undo_command, by_return]
GIVE_WEIGHTS = {by_run_file, by_undo, by_undo_command, by_return}


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving(max_sessions=300) as running:
        yield running


@pytest.fixture
def session(live: Live) -> Session:
    return live.session()


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_change_a_locked_part_is_refused_and_changes_nothing(
    live: Live, way: Send, subtests: pytest.Subtests
) -> None:
    for part, patch in CHANGES.items():
        with subtests.test(part), live.stream(session := live.session()) as stream:
            send = way(session, stream, patch)
            before = state(session)
            guard(live, session, part)
            kind, detail, remedy = refused(send)
            assert kind == "urn:backprop:locked"
            assert detail == f"The teacher has locked {PARTS[part]}."
            assert remedy == "Ask the teacher to unlock it."
            assert state(session) == before
            others = EVERYTHING - {part} - ({"weights"} if way in GIVE_WEIGHTS else set())
            guard(live, session, *others)
            send()
            assert state(session)["spec"] != before["spec"]


def test_weights_that_are_locked_change_by_training_and_by_starting_over_alone(
    live: Live, session: Session, subtests: pytest.Subtests
) -> None:
    with live.stream(session) as stream:
        session.train(3)
        given = session.parameters()
        file = session.export()
        session.reset()  # can be undone
        session.train(2)
        guard(live, session, "weights")
        ways: dict[str, Callable[[], object]] = {
            "PUT": lambda: session.set_parameters(given.layers),
            "PATCH": lambda: session.set_parameter("dense_1", 0, 0, 0.5),
            "command": lambda: ask(stream, "set_parameter", layer="dense_1", unit=0, input=0, value=0.5),
            "run file": lambda: session.load(file),
            "undo": session.undo,
            "undo command": lambda: ask(stream, "undo"),
            "return": lambda: session.return_to(0),
            "initializer": lambda: session.change({"network": {"initializer": "zeros"}}),
        }
        before = state(session)
        for name, send in ways.items():
            with subtests.test(name):
                assert refused(send)[:2] == ("urn:backprop:locked", "The teacher has locked the weights.")
                assert state(session) == before
        session.train(1)
        session.change({"optimizer": {"learning_rate": 0.2}})
        session.change({"network": {"layers": [{"units": 3}]}}, reset=True)
        ask(stream, "reset")
        assert session.info().step == 0
        session.train(1)
        begin = {"format": "backprop-run", "version": 1, "step": 0, "epoch": 0, "parameters": None, "state": None}
        session.load({**begin, "spec": session.info().spec.model_dump(mode="json")})
        assert session.info().step == 0
        guard(live, session, *EVERYTHING - {"weights"})
        for send in (*[*ways.values()][1:3], session.undo):
            send()


def test_a_reset_with_another_seed_is_a_change_of_the_seed(live: Live, session: Session) -> None:
    guard(live, session, *EVERYTHING)
    with live.stream(session) as stream:
        for send in (lambda: session.reset(9), lambda: ask(stream, "reset", seed=9)):
            assert refused(send)[1] == "The teacher has locked the seed."
        ask(stream, "reset", seed=session.info().spec.seed)
        ask(stream, "reset")
        assert session.reset().step == 0


def test_the_error_names_every_locked_part_that_is_affected(live: Live, session: Session) -> None:
    guard(live, session, *EVERYTHING)
    patch = {"seed": 4, "optimizer": {"learning_rate": 2.0}, "data": {"name": "spiral"}}
    _, detail, remedy = refused(lambda: session.change(patch))
    assert detail == "The teacher has locked the data, the learning rate and the seed."
    assert remedy == "Ask the teacher to unlock them."
    guard(live, session, "loss", "activation")
    session.change({"data": {"name": "iris"}}, reset=True)  # its loss and output follow


def test_a_patch_that_is_wrong_is_told_as_such_and_one_that_changes_nothing_is_let_through(
    live: Live, session: Session
) -> None:
    guard(live, session, *EVERYTHING)
    with pytest.raises(ProblemError, match="422"):
        session.change({"seed": -1})
    session.change({"seed": session.info().spec.seed})
    assert session.train(2).step == 2


def test_a_paused_member_cannot_train_and_a_playing_run_is_paused_and_told(live: Live, session: Session) -> None:
    with live.stream(session) as stream:
        ask(stream, "play", unit="step", per_second=50.0)
        stream.next("frame", playing=True)
        guard(live, session, held=True)
        assert stream.next("status", playing=False)["re"] is None
        step = stream.next("frame", playing=False)["step"]
        for send in (
            partial(ask, stream, "play"),
            partial(ask, stream, "step"),
            session.train,
            partial(session.train, 5, "epoch"),
        ):
            kind, detail, remedy = refused(send)
            assert (kind, detail) == ("urn:backprop:paused", "The teacher has paused training.")
            assert remedy == "Wait until the teacher continues."
        session.change({"seed": 3})  # they may still build
        assert session.info().step == step
        guard(live, session)
        assert not session.info().playing
        ask(stream, "play")
        stream.next("frame", playing=True)


def test_a_pause_ends_a_long_training(live: Live, session: Session) -> None:
    with live.stream(session) as stream:
        stream.send("step", count=1_000_000, id="long")
        stream.next("frame")
        until(lambda: session.info().step > 0)
        guard(live, session, held=True)
        answer = stream.next("error")
        assert (answer["re"], answer["problem"]["type"]) == ("long", "urn:backprop:paused")
        assert 0 < session.info().step < 1_000_000


def test_the_teachers_push_goes_past_the_guard_and_can_be_undone_unless_it_is_locked(live: Live) -> None:
    session = live.session()
    trained = session.train(3).step
    guard(live, session, *EVERYTHING, held=True)
    pushed = plan.patch({"data": {"name": "spiral"}, "seed": 8}, reset=True)
    with live.stream(session) as stream:
        stream.next("frame")
        live.wait(lambda services: alter(services, session.id, pushed))
        assert stream.next("session")["spec"]["data"]["name"] == "spiral"
        assert "The teacher has locked the data, the seed and the weights." in refused(session.undo)
        assert session.info().undo == "change"
        guard(live, session, "optimizer", held=True)
        back = session.undo()
        assert (back.spec.data.name, back.step) == ("circle", trained)


async def alter(services: Services, session_id: str, change: plan.Plan) -> None:
    await (await services.sessions.get(session_id)).alter(change, guarded=False)


def test_an_ordinary_session_again_may_do_everything(live: Live, session: Session) -> None:
    guard(live, session, *EVERYTHING, held=True)
    live.call(lambda services: services.sessions.guard(session.id, None))
    session.change({"seed": 5})
    assert session.train(1).step == 1


def test_what_a_member_does_counts_for_the_member(live: Live) -> None:
    def spec(seed: int) -> RunSpec:
        return RunSpec.model_validate({"data": {"name": "circle"}, "seed": seed})

    async def create(services: Services) -> str:
        made = await services.sessions.create(spec(1), "member m")
        services.sessions.guard(made.id, Guard("member m"))
        return made.id

    session = live.client.session(live.wait(create))
    branch = session.branch(session.train(1).step)  # made by the member, though it has no guard
    other = live.session()
    clients = live.call(
        lambda services: [services.sessions.at_work(each.id).memory.client for each in (session, branch, other)]  # type: ignore[union-attr]
    )
    assert clients == ["member m", "member m", "127.0.0.1"]
    before = live.call(streams_of)
    with live.stream(session) as stream, live.stream(other) as second:
        stream.next("frame"), second.next("frame")
        assert live.call(streams_of) == (before[0] + 1, before[1] + 1)
    until(lambda: live.call(streams_of) == before)


def streams_of(services: Services) -> tuple[int, int]:
    """Places for streams that the member and the address have."""
    taken = services.sessions._streams._taken
    return taken["member m"], taken["127.0.0.1"]
