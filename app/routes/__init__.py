"""The HTTP and WebSocket handlers: thin, typed, one module a subject."""
