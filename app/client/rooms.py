"""Workshops of the server, with a method for each call."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from app.client import room_requests as requests
from app.client.call import Call
from app.client.room_requests import Pass
from app.client.sessions import AsyncSender, AsyncSession, Sender, Session

P = ParamSpec("P")
T = TypeVar("T")

Build = Callable[Concatenate[Pass, P], Call[T]]


def _method(build: Build[P, T]) -> "Callable[Concatenate[Room, P], T]":
    """A method of Room that sends the call `build` makes."""

    @wraps(build)
    def method(self: "Room", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.client.send(build(Pass(self.id, self.key), *args, **kwargs))

    return method


def _async_method(build: Build[P, T]) -> "Callable[Concatenate[AsyncRoom, P], Awaitable[T]]":
    """A method of AsyncRoom that sends the call `build` makes."""

    @wraps(build)
    def method(self: "AsyncRoom", /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        return self.client.send(build(Pass(self.id, self.key), *args, **kwargs))

    return method


class Room:
    """A workshop, by its id and your key, which gives your role in it.

    projector_key: the key for a projector, if you have just started the workshop.
    """

    def __init__(self, client: Sender, room_id: str, key: str, projector_key: str | None = None) -> None:
        self.client, self.id, self.key, self.projector_key = client, room_id, key, projector_key

    info = _method(requests.info)
    change = _method(requests.change)
    end = _method(requests.end)
    qr_code = _method(requests.qr_code)
    results = _method(requests.results)
    results_page = _method(requests.results_page)
    change_member = _method(requests.change_member)
    remove_member = _method(requests.remove_member)
    push = _method(requests.push)
    lead = _method(requests.lead)
    ask = _method(requests.ask)
    set_question = _method(requests.set_question)
    delete_question = _method(requests.delete_question)
    challenge = _method(requests.challenge)
    challenge_ranking = _method(requests.challenge_ranking)
    change_challenge = _method(requests.change_challenge)
    delete_challenge = _method(requests.delete_challenge)
    member_run = _method(requests.member_run)
    member_data = _method(requests.member_data)
    member_history = _method(requests.member_history)
    me = _method(requests.me)
    rename = _method(requests.rename)
    leave = _method(requests.leave)
    my_link = _method(requests.my_link)
    my_qr_code = _method(requests.my_qr_code)
    answer = _method(requests.answer)
    run = _method(requests.run)
    run_data = _method(requests.run_data)
    run_history = _method(requests.run_history)

    def session(self) -> Session:
        """A member's own session."""
        return Session(self.client, (self.me()).session)


class AsyncRoom:
    """A workshop, by its id and your key, which gives your role in it.

    projector_key: the key for a projector, if you have just started the workshop.
    """

    def __init__(self, client: AsyncSender, room_id: str, key: str, projector_key: str | None = None) -> None:
        self.client, self.id, self.key, self.projector_key = client, room_id, key, projector_key

    info = _async_method(requests.info)
    change = _async_method(requests.change)
    end = _async_method(requests.end)
    qr_code = _async_method(requests.qr_code)
    results = _async_method(requests.results)
    results_page = _async_method(requests.results_page)
    change_member = _async_method(requests.change_member)
    remove_member = _async_method(requests.remove_member)
    push = _async_method(requests.push)
    lead = _async_method(requests.lead)
    ask = _async_method(requests.ask)
    set_question = _async_method(requests.set_question)
    delete_question = _async_method(requests.delete_question)
    challenge = _async_method(requests.challenge)
    challenge_ranking = _async_method(requests.challenge_ranking)
    change_challenge = _async_method(requests.change_challenge)
    delete_challenge = _async_method(requests.delete_challenge)
    member_run = _async_method(requests.member_run)
    member_data = _async_method(requests.member_data)
    member_history = _async_method(requests.member_history)
    me = _async_method(requests.me)
    rename = _async_method(requests.rename)
    leave = _async_method(requests.leave)
    my_link = _async_method(requests.my_link)
    my_qr_code = _async_method(requests.my_qr_code)
    answer = _async_method(requests.answer)
    run = _async_method(requests.run)
    run_data = _async_method(requests.run_data)
    run_history = _async_method(requests.run_history)

    async def session(self) -> AsyncSession:
        """A member's own session."""
        return AsyncSession(self.client, (await self.me()).session)
