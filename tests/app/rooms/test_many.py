"""A full room: all members join at once, and the wall shows them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import httpx
import pytest

from app.deps import Services
from app.main import create_app
from app.protocol.rooms.challenges import ChallengeRequest
from app.rooms.challenges.begin import begin
from app.rooms.challenges.judge import Judge
from app.rooms.challenges.ranking import ON_PROJECTOR, ranking
from app.rooms.room import Room
from app.settings import Settings

MEMBERS, TOO_MANY = 300, 5


@asynccontextmanager
async def in_process(settings: Settings) -> AsyncIterator[tuple[httpx.AsyncClient, Services]]:
    """A client of an application in this process, and its services."""
    app = create_app(settings)
    async with app.router.lifespan_context(app) as state:
        assert state is not None

        async def served(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "state": dict(state)}, receive, send)

        transport = httpx.ASGITransport(served)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost/api/v1", timeout=None) as client:
            yield client, state["services"]


async def judged(services: Services, room: Room) -> None:
    """Set a challenge: every run is measured once, and again only if it has changed."""
    wanted = ChallengeRequest.model_validate({"goal": {"metric": "accuracy", "threshold": 0.1}})
    challenge, _ = await begin(services.rooms, room, wanted, services.settings, services.runner)
    judge = Judge({room.id: room}, services.sessions, services.runner)
    await judge.round(room, challenge)
    while len(challenge.places) < MEMBERS:  # runs that were busy are measured when they are not
        await judge.round(room, challenge)
    assert set(challenge.places.values()) == {1}
    version = challenge.version
    await judge.round(room, challenge)
    assert challenge.version == version
    assert len(ranking(room, challenge, "teacher").entries) == MEMBERS
    assert len(ranking(room, challenge, "projector").entries) == ON_PROJECTOR
    challenge.end()


@pytest.mark.slow
async def test_a_whole_school_joins_at_once() -> None:
    async with in_process(Settings(data_dir=None)) as (client, services):
        spec = {"data": {"name": "circle", "samples": 20}, "network": {"layers": [{"units": 2}]}}
        made = (await client.post("/rooms", json={"spec": spec})).json()
        room, key = made["room"]["id"], made["keys"]["teacher"]
        joins = [client.post(f"/rooms/{room}/members", json={"name": "Ada"}) for _ in range(MEMBERS + TOO_MANY)]
        answers = await asyncio.gather(*joins)
        assert sorted(each.status_code for each in answers) == [201] * MEMBERS + [409] * TOO_MANY
        joined = [each.json() for each in answers if each.status_code == 201]
        for secret in ("key", "session"):
            assert len({each[secret] for each in joined}) == MEMBERS
        names = {each["member"]["name"] for each in joined}
        assert names == {"Ada", *(f"Ada {number}" for number in range(2, MEMBERS + 1))}

        wall = services.rooms.wall(await services.rooms.get(room))
        await wall.draw(monotonic())
        entries, shown = wall.entries("teacher", 0)
        assert {each.name for each in entries} == names
        assert len(shown) == MEMBERS
        await wall.draw(monotonic())
        assert wall.entries("teacher", wall.version)[0] == [], "nothing is told twice"

        headers = {"Authorization": f"Bearer {key}"}
        pushed = await client.post(f"/rooms/{room}/push", json={"to": "all", "spec": spec}, headers=headers)
        assert len(pushed.json()["pushed"]) == MEMBERS
        await judged(services, await services.rooms.get(room))
        locked = await client.patch(f"/rooms/{room}", json={"paused": True}, headers=headers)
        assert locked.is_success
        refused = await asyncio.gather(*(client.post(f"/sessions/{each['session']}/steps", json={}) for each in joined))
        assert {each.status_code for each in refused} == {403}
        assert (await client.delete(f"/rooms/{room}", headers=headers)).status_code == 204
        assert len(services.rooms) == 0
