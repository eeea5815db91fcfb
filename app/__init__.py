"""The server: FastAPI over the engine, sessions, the stream, the Python client and the command line."""
