"""The Python client as teacher, member and projector."""

import asyncio

import pytest

from app.client import AsyncClient, ProblemError, Room
from tests.app.live import CIRCLE, Live


def test_a_whole_workshop_from_python(live: Live) -> None:
    client = live.client
    room = client.start_room("Monday", CIRCLE, view="flow")
    assert room.projector_key is not None
    screen, ada = client.room(room.id, room.projector_key), client.join_room(room.id, "Ada")
    assert client.invitation(client.find_room(room.info().code or "")).members == 1
    (member,) = room.info().members
    assert (member.id, member.name) == (ada.info().me, "Ada")
    assert (screen.info().role, ada.me().view) == ("projector", "flow")
    assert ada.rename("Countess").member.name == "Countess"
    assert room.change_member(member.id, name="Ada").members[0].name == "Ada"
    for picture in (room.qr_code(), screen.qr_code(1), ada.my_qr_code()):
        assert b"<svg" in picture
    assert ada.key in ada.my_link().url

    own = live.session()
    own.train(2, "step")
    room.lead(own.id)
    assert (ada.run().step, ada.run_history().step[-1], len(ada.run_data(3).inputs)) == (2, 2, 6)
    room.change(shown=member.id, locked=["data"])
    assert screen.member_run(member.id).id == member.id
    assert len(room.member_data(member.id, 2).inputs) == 4
    assert room.push([member.id], run=True).pushed == [member.id]
    assert ada.session().info().step == room.member_history(member.id).step[-1] == 2
    room.push(parameters=[0] * own.info().parameter_count)
    room.lead(None)

    question = room.ask("choice", "Which?", choices=["a", "b"], answer=0, points=2)
    ada.answer(question.id, 0)
    assert room.set_question(question.id, "revealed").counts
    assert ada.info().questions[0].score == 2
    room.delete_question(question.id)

    made = room.challenge("accuracy", 0.5, text="Go", ranking="neurons", spec=CIRCLE, features=["x1", "x2"], seconds=60)
    assert (made.refused, made.challenge.goal.threshold, made.challenge.seconds) == ([], 0.5, 60)
    assert room.change_challenge(made.challenge.id, more_seconds=30).seconds == 90
    assert screen.challenge_ranking(made.challenge.id).entries[0].name == "Ada"
    assert room.change_challenge(made.challenge.id, state="over").state == ada.info().challenges[0].state == "over"
    room.delete_challenge(made.challenge.id)
    dealt = room.deal_experiment(CIRCLE, "units", [2, 3], epochs=1, text="Width").experiment
    assert (ada.experiment(dealt.id).mine is not None, dealt.runs[0].member) == (True, member.id)
    assert room.start_experiment(dealt.id).state == "running"
    room.delete_experiment(dealt.id)
    dealt = room.deal_experiment(CIRCLE, "seed", {"first": 0, "last": 9, "count": 10}, epochs=1).experiment
    assert room.end_experiment(dealt.id).state == "over"
    assert dealt.shown
    assert not room.show_experiment(dealt.id, False).shown
    assert [each.id for each in room.info().experiments] == [dealt.id]

    client.join_room(room.id).leave()
    room.remove_member(member.id)
    with pytest.raises(ProblemError, match="Join the workshop first"):
        ada.me()
    room.end()
    with pytest.raises(ProblemError, match="no such workshop"):
        room.info()


def test_the_other_client_is_the_same_with_await(live: Live) -> None:
    async def workshop() -> str:
        async with AsyncClient(live.url) as client:
            room = await client.start_room(spec=CIRCLE)
            found = await client.find_room((await room.info()).code or "")
            ada = await client.join_room(found, "Ada")
            await (await ada.session()).train(1)
            assert (await client.invitation(found)).members == 1
            assert Room(live.client, found, room.key).info().name == "Workshop"
            again = client.room(found, ada.key)
            name = (await again.me()).member.name
            await room.end()
            return name

    assert asyncio.run(workshop()) == "Ada"
