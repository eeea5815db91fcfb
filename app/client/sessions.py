"""Sessions of the server, with a method for each call."""

import warnings

from app.client import session_requests as requests
from app.client.method import AsyncSender, Method, Sender
from app.protocol.session.history import CheckpointsAnswer


class SessionCalls:
    """The calls about a session."""

    def __init__(self, session_id: str) -> None:
        self.id = self.subject = session_id

    info = Method(requests.info)
    change = Method(requests.change)
    fit = Method(requests.fit)
    delete = Method(requests.delete)
    train = Method(requests.train)
    reset = Method(requests.reset)
    undo = Method(requests.undo)
    load = Method(requests.load)
    parameters = Method(requests.parameters)
    set_parameters = Method(requests.set_parameters)
    set_parameter = Method(requests.set_parameter)
    predict = Method(requests.predict)
    trace = Method(requests.trace)
    through_time = Method(requests.through_time)
    through_time_of = Method(requests.through_time_of)
    generate = Method(requests.generate)
    check_gradient = Method(requests.check_gradient)
    boundary = Method(requests.boundary)
    confusion = Method(requests.confusion)
    data = Method(requests.data)
    history = Method(requests.history)
    checkpoints = Method(requests.checkpoints)
    checkpoint_frame = Method(requests.checkpoint_frame)
    return_to = Method(requests.return_to)
    export = Method(requests.export)
    landscape = Method(requests.landscape)
    parameter_history = Method(requests.parameter_history)


class Session(SessionCalls):
    """A session of the server, by its id."""

    def __init__(self, client: Sender, session_id: str) -> None:
        super().__init__(session_id)
        self.client = client

    def branch(self, step: int) -> "Session":
        """Make a session that continues from a checkpoint of this one."""
        return Session(self.client, self.client.send(requests.branch(self.id, step)).id)

    def moments(self) -> CheckpointsAnswer:
        """Deprecated name of `checkpoints`."""
        warnings.warn("Session.moments is now Session.checkpoints", DeprecationWarning, stacklevel=2)
        return self.checkpoints()


class AsyncSession(SessionCalls):
    """A session of the server, by its id."""

    def __init__(self, client: AsyncSender, session_id: str) -> None:
        super().__init__(session_id)
        self.client = client

    async def branch(self, step: int) -> "AsyncSession":
        """Make a session that continues from a checkpoint of this one."""
        return AsyncSession(self.client, (await self.client.send(requests.branch(self.id, step))).id)

    async def moments(self) -> CheckpointsAnswer:
        """Deprecated name of `checkpoints`."""
        warnings.warn("AsyncSession.moments is now AsyncSession.checkpoints", DeprecationWarning, stacklevel=2)
        return await self.checkpoints()
