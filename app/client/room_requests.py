"""The REST calls about one workshop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.client.call import API, Answer, Call, Spec, T, json_body
from app.protocol.rooms.challenges import Challenge, ChallengeRanking, ChallengeState, Metric, Ranking
from app.protocol.rooms.experiments import ExperimentAnswer, ExperimentMetric, Value, ValueRange, Varied
from app.protocol.rooms.lessons import LessonPrediction, PredictionState
from app.protocol.rooms.members import JoinAnswer, MemberAnswer
from app.protocol.rooms.push import ChallengeMade, ExperimentMade, PushAnswer
from app.protocol.rooms.questions import Question, QuestionKind, QuestionState
from app.protocol.rooms.room import Invitation, RoomAnswer, RoomFound, RoomLink, RoomMade
from app.protocol.session.data import PointData
from app.protocol.session.history import HistoryAnswer
from app.protocol.session.info import SessionAnswer

NONE = type(None)


@dataclass(frozen=True)
class Pass:
    """The id of a room, and a key to it."""

    room: str
    key: str


def start(
    name: str = "", spec: Spec | None = None, *, view: str = "playground", lesson: str | None = None
) -> Call[RoomMade]:
    """Start a workshop; members begin with the spec, by default the circle, in a view or lesson."""
    body = {"name": name, "spec": None if spec is None else json_body(spec), "view": view, "lesson": lesson}
    return Call("POST", f"{API}/rooms", Answer(RoomMade), body)


def find(code: str) -> Call[RoomFound]:
    """Find a room by its code."""
    return Call("GET", f"{API}/rooms/codes/{code}", Answer(RoomFound))


def invitation(room: str) -> Call[Invitation]:
    """The part of a room that is visible before joining."""
    return Call("GET", f"{API}/rooms/{room}/invitation", Answer(Invitation))


def join(room: str, name: str = "") -> Call[JoinAnswer]:
    """Join a room; waits while the server compiles its kernels."""
    return Call("POST", f"{API}/rooms/{room}/members", Answer(JoinAnswer), {"name": name}, timeout=None)


def _room(method: str, given: Pass, rest: str, read: type[T], body: Any = None, **more: Any) -> Call[T]:
    return Call(method, f"{API}/rooms/{given.room}{rest}", Answer(read), body, key=given.key, **more)


# -- everybody ---------------------------------------------------------------------------------------------------------


def info(given: Pass) -> Call[RoomAnswer]:
    """The room, as far as your role may see it."""
    return _room("GET", given, "", RoomAnswer)


def experiment(given: Pass, experiment: str) -> Call[ExperimentAnswer]:
    """An experiment with its runs. Only the teacher sees whose they are."""
    return _room("GET", given, f"/experiments/{experiment}", ExperimentAnswer)


# -- the teacher -------------------------------------------------------------------------------------------------------


def change(given: Pass, /, **changes: Any) -> Call[RoomAnswer]:
    """Change the room; the names are those of RoomChange: open, locked, paused, message, shown, …"""
    return _room("PATCH", given, "", RoomAnswer, changes)


def end(given: Pass) -> Call[None]:
    """End the workshop. Members keep their sessions; what is personal is deleted."""
    return _room("DELETE", given, "", NONE)


def qr_code(given: Pass, link: int = 0) -> Call[bytes]:
    """The QR code of a link as SVG; `link` is its place in the room's `links`."""
    return _room("GET", given, "/qr.svg", bytes, query={"link": link})


def results(given: Pass) -> Call[bytes]:
    """The results as a zip: tables, the members' runs, and a page to keep."""
    return _room("GET", given, "/results.zip", bytes, timeout=None)


def results_page(given: Pass) -> Call[bytes]:
    """The results as one HTML page that opens offline."""
    return _room("GET", given, "/results.html", bytes, timeout=None)


def change_member(
    given: Pass, member: str, *, admitted: bool | None = None, name: str | None = None
) -> Call[RoomAnswer]:
    """Admit or rename a member."""
    return _room("PATCH", given, f"/members/{member}", RoomAnswer, {"admitted": admitted, "name": name})


def remove_member(given: Pass, member: str) -> Call[None]:
    """Remove a member, whose session stays theirs."""
    return _room("DELETE", given, f"/members/{member}", NONE)


def push(
    given: Pass,
    to: Literal["all"] | Sequence[str] = "all",
    *,
    spec: Spec | None = None,
    parameters: Sequence[float] | None = None,
    run: bool = False,
    view: str | None = None,
    lesson: str | None = None,
) -> Call[PushAnswer]:
    """Give members a spec, weights, your own run, a view or a lesson. `refused` tells who could not receive it."""
    body = {
        "to": to if to == "all" else list(to),
        "spec": None if spec is None else json_body(spec),
        "parameters": None if parameters is None else [*map(float, parameters)],
        "run": run,
        "view": view,
        "lesson": lesson,
    }
    return _room("POST", given, "/push", PushAnswer, body, timeout=None)


def lead(given: Pass, session: str | None) -> Call[None]:
    """Let members follow a session of yours, by its id; None ends that."""
    return _room("PUT", given, "/run", NONE, {"session": session})


def ask(
    given: Pass,
    kind: QuestionKind,
    text: str,
    *,
    choices: Sequence[str] = (),
    answer: float | None = None,
    tolerance: float = 0.0,
    points: int = 1,
) -> Call[Question]:
    """Ask the room a question. `answer`: the right one; of a choice its place from 0."""
    body = {"kind": kind, "text": text, "choices": list(choices), "answer": answer}
    return _room("POST", given, "/questions", Question, {**body, "tolerance": tolerance, "points": points})


def set_question(given: Pass, question: str, state: QuestionState) -> Call[Question]:
    """Close a question, reveal its answer, or open it again."""
    return _room("PATCH", given, f"/questions/{question}", Question, {"state": state})


def delete_question(given: Pass, question: str) -> Call[None]:
    """Delete a question and its answers."""
    return _room("DELETE", given, f"/questions/{question}", NONE)


def challenge(
    given: Pass,
    metric: Metric,
    threshold: float,
    *,
    text: str = "",
    ranking: Ranking = "time",
    spec: Spec | None = None,
    features: Sequence[str] | None = None,
    seconds: int | None = None,
) -> Call[ChallengeMade]:
    """Set the room a challenge, which begins at once. `spec`: the run that everybody begins with; None: everybody keeps
    theirs. `refused` of the answer lists members who could not be given it."""
    body = {
        "text": text,
        "goal": {"metric": metric, "threshold": threshold},
        "ranking": ranking,
        "spec": None if spec is None else json_body(spec),
        "features": None if features is None else list(features),
        "seconds": seconds,
    }
    return _room("POST", given, "/challenges", ChallengeMade, body, timeout=None)


def challenge_ranking(given: Pass, challenge: str) -> Call[ChallengeRanking]:
    """A challenge with its ranking."""
    return _room("GET", given, f"/challenges/{challenge}", ChallengeRanking)


def change_challenge(
    given: Pass,
    challenge: str,
    *,
    state: ChallengeState | None = None,
    more_seconds: int | None = None,
    shown: bool | None = None,
) -> Call[Challenge]:
    """End a challenge, give it more time, resume it, or hide it on the projector."""
    body = {"state": state, "more_seconds": more_seconds, "shown": shown}
    return _room("PATCH", given, f"/challenges/{challenge}", Challenge, body)


def delete_challenge(given: Pass, challenge: str) -> Call[None]:
    """Delete a challenge and its ranking."""
    return _room("DELETE", given, f"/challenges/{challenge}", NONE)


def deal_experiment(
    given: Pass,
    spec: Spec,
    vary: Varied,
    values: Sequence[Value] | ValueRange | Mapping[str, Any],
    *,
    epochs: int,
    repeats: int = 1,
    metric: ExperimentMetric = "test_loss",
    text: str = "",
) -> Call[ExperimentMade]:
    """Deal a class experiment: the run of `spec`, with a different one of the `values` for each member."""
    body = {
        "spec": json_body(spec),
        "vary": vary,
        "values": json_body(values) if isinstance(values, ValueRange | Mapping) else list(values),
        "epochs": epochs,
        "repeats": repeats,
        "metric": metric,
        "text": text,
    }
    return _room("POST", given, "/experiments", ExperimentMade, body, timeout=None)


def start_experiment(given: Pass, experiment: str) -> Call[ExperimentAnswer]:
    """Start all runs of a dealt experiment at once."""
    return _room("PATCH", given, f"/experiments/{experiment}", ExperimentAnswer, {"state": "running"})


def end_experiment(given: Pass, experiment: str) -> Call[ExperimentAnswer]:
    """End an experiment before all its runs have finished."""
    return _room("PATCH", given, f"/experiments/{experiment}", ExperimentAnswer, {"state": "over"})


def show_experiment(given: Pass, experiment: str, shown: bool = True) -> Call[ExperimentAnswer]:
    """Show an experiment on the projector and to members, or hide it."""
    return _room("PATCH", given, f"/experiments/{experiment}", ExperimentAnswer, {"shown": shown})


def delete_experiment(given: Pass, experiment: str) -> Call[None]:
    """Delete an experiment and its results."""
    return _room("DELETE", given, f"/experiments/{experiment}", NONE)


def set_prediction(
    given: Pass, lesson: str, step: int, state: PredictionState, *, number: int = 1
) -> Call[LessonPrediction]:
    """Reveal what the class has predicted in a step of a lesson, or hide it again."""
    body = {"lesson": lesson, "step": step, "number": number, "state": state}
    return _room("PATCH", given, "/predictions", LessonPrediction, body)


def member_run(given: Pass, member: str) -> Call[SessionAnswer]:
    """A member's run, under the member's id."""
    return _room("GET", given, f"/members/{member}", SessionAnswer)


def member_data(given: Pass, member: str, rows: int | None = None) -> Call[PointData]:
    """The samples of a member's run; `rows`: most samples of each split."""
    return _room("GET", given, f"/members/{member}/data", PointData, query={} if rows is None else {"rows": rows})


def member_history(given: Pass, member: str, since: int = -1) -> Call[HistoryAnswer]:
    """The metrics of a member's run after a step."""
    return _room("GET", given, f"/members/{member}/history", HistoryAnswer, query={"since": since})


# -- a member ----------------------------------------------------------------------------------------------------------


def me(given: Pass) -> Call[MemberAnswer]:
    """Your name and the id of your session."""
    return _room("GET", given, "/me", MemberAnswer)


def rename(given: Pass, name: str) -> Call[MemberAnswer]:
    """Change your name. If another member has it, a number is added."""
    return _room("PATCH", given, "/me", MemberAnswer, {"name": name})


def leave(given: Pass) -> Call[None]:
    """Leave the workshop; your session stays yours."""
    return _room("DELETE", given, "/me", NONE)


def my_link(given: Pass) -> Call[RoomLink]:
    """A link for a second device, which contains your key."""
    return _room("GET", given, "/me/link", RoomLink)


def my_qr_code(given: Pass) -> Call[bytes]:
    """The QR code of that link as SVG."""
    return _room("GET", given, "/me/qr.svg", bytes)


def answer(given: Pass, question: str, value: float) -> Call[None]:
    """Answer a question: with the index of a choice, a number, or -1, 0 or 1 for a sign."""
    return _room("PUT", given, f"/questions/{question}/answer", NONE, {"value": value})


def predict(given: Pass, lesson: str, step: int, choice: int, *, number: int = 1) -> Call[None]:
    """Predict in a step of a lesson: choice `choice` from 0 of the predict block `number` from 1."""
    body = {"lesson": lesson, "step": step, "number": number, "choice": choice}
    return _room("PUT", given, "/me/predictions", NONE, body)


def run(given: Pass) -> Call[SessionAnswer]:
    """The run that the teacher shows."""
    return _room("GET", given, "/run", SessionAnswer)


def run_data(given: Pass, rows: int | None = None) -> Call[PointData]:
    """Its samples; `rows`: most samples of each split."""
    return _room("GET", given, "/run/data", PointData, query={} if rows is None else {"rows": rows})


def run_history(given: Pass, since: int = -1) -> Call[HistoryAnswer]:
    """Its metrics after a step."""
    return _room("GET", given, "/run/history", HistoryAnswer, query={"since": since})
