"""Nobody receives a secret of others: everything that each caller gets in a busy workshop is searched for them."""

from contextlib import ExitStack

from tests.app.live import Live
from tests.app.rooms.workshop import Caller, Workshop, start

ANSWER = 0.123456789
"""An answer that stands nowhere else."""

GETS = ("", "/me", "/invitation", "/qr.svg", "/run", "/run/history", "/run/data", "/me/link", "/me/qr.svg", "/nothing")


def ask_everything(caller: Caller, others: list[Caller], question: str) -> None:
    """Make every call that reads, and several that are refused."""
    for path in GETS:
        caller.call("GET", path)
    for other in others:
        for path in ("", "/data", "/history"):
            caller.call("GET", f"/members/{other.id}{path}")
        caller.call("PATCH", f"/members/{other.id}", {"name": "x"})
    caller.call("POST", "/push", {"to": [other.id for other in others], "view": "flow"})
    caller.call("PUT", f"/questions/{question}/answer", {"value": "x"})
    caller.call("PATCH", "", {"shown": others[0].session})


def secrets_of(caller: Caller) -> dict[str, str]:
    """What nobody else may receive."""
    return {"key": caller.key, "session": caller.session} if caller.session else {"key": caller.key}


def test_no_caller_receives_a_secret_of_another(live: Live) -> None:
    here: Workshop = start(live)
    members = [here.join(name) for name in ("Ada", "Grace", "Mary Hidden")]
    own = live.session()
    here.teacher.do("PUT", "/run", {"session": own.id})
    here.teacher.do("PATCH", "", {"names_hidden": True, "shown": members[0].id})
    question = here.teacher.do("POST", "/questions", {"kind": "number", "text": "?", "answer": 0.75})["id"]
    callers = [here.teacher, here.projector, *members]
    with ExitStack() as held:
        streams = [held.enter_context(each.events()) for each in callers]
        watched = held.enter_context(here.projector.events(f"/members/{members[0].id}/stream"))
        led = held.enter_context(members[1].events("/run/stream"))
        members[2].do("PUT", f"/questions/{question}/answer", {"value": ANSWER})
        live.client.session(members[0].session).train(3, "step")
        for caller in callers:
            ask_everything(caller, [each for each in members if each is not caller], question)
        for events in streams:
            events.next("room", lambda event: any(each["answered"] for each in event["room"]["questions"]))
        for events in streams[:2]:
            events.next("wall", lambda event: any(each["step"] == 3 for each in event["members"]))
        for events in (watched, led):
            events.next("session")
    received = {id(each): [*each.answers, *events.heard] for each, events in zip(callers, streams, strict=True)}
    received[id(here.projector)] += watched.heard
    received[id(members[1])] += led.heard
    for caller in callers:
        texts = received[id(caller)]
        assert len(texts) > 10
        for other in callers:
            if other is not caller:
                for name, secret in secrets_of(other).items():
                    assert not any(secret in text for text in texts), (caller.id, name, other.id)
        if caller is not here.teacher:
            assert not any(own.id in text for text in texts), "the teacher's session"
            assert not any('"answer":0.75' in text for text in texts), "the right answer before it is revealed"
            assert not any("Hidden" in text for text in texts) or caller is members[2], "a hidden name"
            others_answer = caller is not members[2] and any(str(ANSWER) in text for text in texts)
            assert not others_answer, "an answer before it is revealed"
