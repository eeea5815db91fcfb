"""The HTTP and WebSocket handlers: thin, typed, one module a subject."""

API = "/api/v1"
"""Prefix of the paths of all calls."""
