"""Calls as methods, declared once for the objects of both clients: with `await` and without."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, Self, TypeVar, overload

from app.client.call import Call

P = ParamSpec("P")
T = TypeVar("T")
Subject = TypeVar("Subject")


class Sender(Protocol):
    """Sends calls to a server."""

    def send(self, call: Call[T]) -> T:
        """Send a call and read its answer."""


class AsyncSender(Protocol):
    """Sends calls to a server, with `await`."""

    async def send(self, call: Call[T]) -> T:
        """Send a call and read its answer."""


class Blocking(Protocol):
    """An object of a Client."""

    client: Sender


class Awaiting(Protocol):
    """The protocol of objects that belong to an `AsyncClient`."""

    client: AsyncSender


class Method(Generic[Subject, P, T]):
    """A method that sends the call which `build` makes of the object's `subject` and the arguments."""

    def __init__(self, build: Callable[Concatenate[Subject, P], Call[T]]) -> None:
        self._build, self.__doc__ = build, build.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...

    @overload
    def __get__(self, owner: Blocking, kind: type) -> Callable[P, T]: ...

    @overload
    def __get__(self, owner: Awaiting, kind: type) -> Callable[P, Awaitable[T]]: ...

    def __get__(self, owner: Any, kind: type) -> Any:
        if owner is None:
            return self

        @wraps(self._build)
        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            return owner.client.send(self._build(owner.subject, *args, **kwargs))

        return method
