"""The words of the server: every request, answer, command and event as a pydantic model.

`rest` holds the REST bodies, `stream` the commands and events of the WebSocket, `problem` the one shape of an error.
A run itself is `engine.spec.run.RunSpec` everywhere. `schema/protocol.json` and the page's types are made from these.
"""
