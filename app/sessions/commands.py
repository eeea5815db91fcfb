"""Execute the commands of the stream. Each but `ack` is answered by one event that echoes its id."""

from app.conversion import detail_of
from app.errors import AppError
from app.protocol.stream import Ack, AnyCommand, Pause, Play, Reset, Set, SetParameter, Step, Undo, ViewCommand
from app.sessions.changes import plan
from app.sessions.clients import StreamClient
from app.sessions.session import Session


class ReadOnlyError(AppError):
    """The stream only shows a run of somebody else."""

    status, kind, title = 403, "read-only", "This stream is read only"


async def execute(session: Session, client: StreamClient, command: AnyCommand) -> None:
    """Execute a client's command. Raises ReadOnlyError and what the session raises; nothing is changed then."""
    if client.shown_as is not None and not isinstance(command, ViewCommand | Ack):
        detail = f"Received the command {command.type} for a run that you may only look at, expected view or ack."
        raise ReadOnlyError(detail, "Leave the run to the person whose run it is.")
    match command:
        case Ack():
            session.acknowledge(client, command.frame)
        case Play():
            session.play(command.unit, command.per_second, client, command.id)
        case Pause():
            await session.pause(client, command.id)
        case Step():
            training = await session.advance(command.count, command.unit)
            session.answer(client, command.id, training.seconds)
        case Reset():
            await session.alter(plan.reset(command.seed), client, command.id)
        case Set():
            await session.alter(plan.patch(command.patch, command.reset, command.adapt), client, command.id)
        case SetParameter():
            await session.alter(plan.parameter(command), client, command.id)
        case Undo():
            await session.undo(client, command.id)
        case ViewCommand():
            client.set_detail(detail_of(command))
            session.answer(client, command.id)
