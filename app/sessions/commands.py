"""What a command of the stream does. Each but `ack` is answered by one event that echoes its id."""

from app.protocol.stream import Ack, AnyCommand, Pause, Play, Reset, Set, Step, ViewCommand
from app.sessions.audience import Stream
from app.sessions.session import Session
from engine.probes import View


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
            await session.advance(command.count, command.unit)
            session.answer(stream, command.id)
        case Reset():
            await session.reset(command.seed, stream, command.id)
        case Set():
            await session.change(command.patch, command.reset, stream, command.id)
        case ViewCommand():
            stream.show(View(command.resolution, command.neuron_resolution, command.neurons_per_layer))
            session.answer(stream, command.id)
