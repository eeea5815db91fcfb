"""Reserve memory for requests until they are answered."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.sharing.memory import Memory

SHORT = 1 << 14
"""Bytes of a body that are not counted."""

READ_JSON = 20
"""Most bytes of memory for one byte of JSON: a digit and a comma become a number in a list, and another when validated."""


class RequestMemory:
    """Middleware that reserves memory for JSON that is received, and counts that of answers until they are sent.

    A body for which there is not enough memory is refused with MemoryFullError. Bodies of other types are read in blocks.
    """

    def __init__(self, app: ASGIApp, memory: Memory) -> None:
        self._app, self._memory = app, memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_json = b"json" in dict(scope["headers"]).get(b"content-type", b"")
        received = 0
        with self._memory.holding() as holding:

            async def reserved() -> Message:
                nonlocal received
                message = await receive()
                received += len(message.get("body", b""))
                if is_json and received > SHORT:
                    holding.resize(READ_JSON * received)
                return message

            async def counted(message: Message) -> None:
                if len(message.get("body", b"")) > SHORT:
                    holding.grow(len(message["body"]))
                await send(message)

            await self._app(scope, reserved, counted)
