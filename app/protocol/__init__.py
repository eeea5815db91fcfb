"""The messages of the server: every request, answer, command and event as a pydantic model.

`session/` holds the bodies of calls about one session, `stream` the commands and events of the WebSocket, `problem` the
errors. A run is always an `engine.spec.run.RunSpec`. `schema/protocol.json` and the page's types are made from these.
"""
