"""Sessions of the server, with a method for each call."""

import warnings
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from app.client import session_requests as requests
from app.client.call import Call
from app.protocol.session.history import CheckpointsAnswer

P = ParamSpec("P")
T = TypeVar("T")

Build = Callable[Concatenate[str, P], Call[T]]


class Sender(Protocol):
    """Sends calls to a server."""

    def send(self, call: Call[T]) -> T:
        """Send a call and read its answer."""


class AsyncSender(Protocol):
    """Sends calls to a server, with `await`."""

    async def send(self, call: Call[T]) -> T:
        """Send a call and read its answer."""


def _method(build: Build[P, T]) -> "Callable[Concatenate[Session, P], T]":
    """A method of Session that sends the call `build` makes."""

    @wraps(build)
    def method(self: "Session", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.client.send(build(self.id, *args, **kwargs))

    return method


def _async_method(build: Build[P, T]) -> "Callable[Concatenate[AsyncSession, P], Awaitable[T]]":
    """A method of AsyncSession that sends the call `build` makes."""

    @wraps(build)
    def method(self: "AsyncSession", /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        return self.client.send(build(self.id, *args, **kwargs))

    return method


class Session:
    """A session of the server, by its id."""

    def __init__(self, client: Sender, session_id: str) -> None:
        self.client, self.id = client, session_id

    info = _method(requests.info)
    change = _method(requests.change)
    fit = _method(requests.fit)
    delete = _method(requests.delete)
    train = _method(requests.train)
    reset = _method(requests.reset)
    undo = _method(requests.undo)
    load = _method(requests.load)
    parameters = _method(requests.parameters)
    set_parameters = _method(requests.set_parameters)
    set_parameter = _method(requests.set_parameter)
    predict = _method(requests.predict)
    trace = _method(requests.trace)
    through_time = _method(requests.through_time)
    through_time_of = _method(requests.through_time_of)
    generate = _method(requests.generate)
    check_gradient = _method(requests.check_gradient)
    boundary = _method(requests.boundary)
    confusion = _method(requests.confusion)
    data = _method(requests.data)
    history = _method(requests.history)
    checkpoints = _method(requests.checkpoints)
    checkpoint_frame = _method(requests.checkpoint_frame)
    return_to = _method(requests.return_to)
    export = _method(requests.export)
    landscape = _method(requests.landscape)
    parameter_history = _method(requests.parameter_history)

    def branch(self, step: int) -> "Session":
        """Make a session that continues from a checkpoint of this one."""
        return Session(self.client, self.client.send(requests.branch(self.id, step)).id)

    def moments(self) -> CheckpointsAnswer:
        """Deprecated name of `checkpoints`."""
        warnings.warn("Session.moments is now Session.checkpoints", DeprecationWarning, stacklevel=2)
        return self.checkpoints()


class AsyncSession:
    """A session of the server, by its id."""

    def __init__(self, client: AsyncSender, session_id: str) -> None:
        self.client, self.id = client, session_id

    info = _async_method(requests.info)
    change = _async_method(requests.change)
    fit = _async_method(requests.fit)
    delete = _async_method(requests.delete)
    train = _async_method(requests.train)
    reset = _async_method(requests.reset)
    undo = _async_method(requests.undo)
    load = _async_method(requests.load)
    parameters = _async_method(requests.parameters)
    set_parameters = _async_method(requests.set_parameters)
    set_parameter = _async_method(requests.set_parameter)
    predict = _async_method(requests.predict)
    trace = _async_method(requests.trace)
    through_time = _async_method(requests.through_time)
    through_time_of = _async_method(requests.through_time_of)
    generate = _async_method(requests.generate)
    check_gradient = _async_method(requests.check_gradient)
    boundary = _async_method(requests.boundary)
    confusion = _async_method(requests.confusion)
    data = _async_method(requests.data)
    history = _async_method(requests.history)
    checkpoints = _async_method(requests.checkpoints)
    checkpoint_frame = _async_method(requests.checkpoint_frame)
    return_to = _async_method(requests.return_to)
    export = _async_method(requests.export)
    landscape = _async_method(requests.landscape)
    parameter_history = _async_method(requests.parameter_history)

    async def branch(self, step: int) -> "AsyncSession":
        """Make a session that continues from a checkpoint of this one."""
        return AsyncSession(self.client, (await self.client.send(requests.branch(self.id, step))).id)

    async def moments(self) -> CheckpointsAnswer:
        """Deprecated name of `checkpoints`."""
        warnings.warn("AsyncSession.moments is now AsyncSession.checkpoints", DeprecationWarning, stacklevel=2)
        return await self.checkpoints()
