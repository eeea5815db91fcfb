"""An experiment with a full room."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from app.rooms import member
from app.settings import Settings
from tests.app.rooms.test_many import MEMBERS, in_process

SPEC = {"data": {"name": "circle", "samples": 20}, "network": {"layers": [{"units": 2}]}}
MOST_BYTES = 8_000
"""Of the event that tells everybody how all runs are doing."""


@pytest.mark.slow
async def test_an_experiment_works_with_a_full_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member, "AWAY_SECONDS", 600.0)
    async with in_process(Settings(data_dir=None)) as (client, services):
        made = (await client.post("/rooms", json={"spec": SPEC})).json()
        room, headers = made["room"]["id"], {"Authorization": f"Bearer {made['keys']['teacher']}"}
        await asyncio.gather(*(client.post(f"/rooms/{room}/members", json={}) for _ in range(MEMBERS)))
        values = {"first": 0.001, "last": 10, "count": 9, "scale": "log"}
        asked = {"spec": SPEC, "vary": "learning_rate", "values": values, "epochs": 20}
        dealt = await client.post(f"/rooms/{room}/experiments", json=asked, headers=headers)
        assert dealt.status_code == 201, dealt.text
        path = f"/rooms/{room}/experiments/{dealt.json()['experiment']['id']}"
        await client.patch(path, json={"state": "running"}, headers=headers)
        done: Any = {"state": "running"}
        while done["state"] != "over":
            await asyncio.sleep(0.2)
            done = (await client.get(path, headers=headers)).json()
        assert {each["state"] for each in done["runs"]} == {"finished"}
        assert sum(not each["server"] for each in done["runs"]) == len(done["runs"]) == MEMBERS
        assert set(Counter(each["value"] for each in done["runs"]).values()) == {33, 34}
        event = (await services.rooms.get(room)).experiments.event()
        assert event is not None
        assert len(event) < MOST_BYTES
