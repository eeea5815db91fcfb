"""What a command of the stream does. Each but `ack` is answered by one event that echoes its id."""

from app.protocol.stream import Ack, AnyCommand, Pause, Play, Reset, Set, SetParameter, Step, Undo, ViewCommand
from app.sessions.changes import plan as changes
from app.sessions.clients import Stream
from app.sessions.session import Session
from engine.inspect.probes.observation import View


async def obey(session: Session, stream: Stream, command: AnyCommand) -> None:
    """Do what a client commands. Raises what the session raises; nothing is changed then."""
    match command:
        case Ack():
            session.acknowledge(stream, command.frame)
        case Play():
            session.play(command.unit, command.per_second, stream, command.id)
        case Pause():
            await session.pause(stream, command.id)
        case Step():
            training = await session.advance(command.count, command.unit)
            session.answer(stream, command.id, training.seconds)
        case Reset():
            await session.alter(changes.reset(command.seed), stream, command.id)
        case Set():
            await session.alter(changes.patch(command.patch, command.reset, command.adapt), stream, command.id)
        case SetParameter():
            await session.alter(changes.parameter(command), stream, command.id)
        case Undo():
            await session.undo(stream, command.id)
        case ViewCommand():
            wanted = command.resolution, command.neuron_resolution, command.neurons_per_layer, command.confusion
            stream.show(View(*wanted))
            session.answer(stream, command.id)
