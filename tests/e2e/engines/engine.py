"""A browser engine other than Chromium's, as a test drives it."""

from contextlib import AbstractContextManager
from typing import Any, Protocol, Self

WIDTH, HEIGHT = 1440, 900
"""Viewport in pixels."""


class Engine(AbstractContextManager[Any], Protocol):
    """A running browser with one page."""

    def __enter__(self) -> Self: ...

    def open(self, url: str) -> None:
        """Open a page and wait until it is loaded."""

    def press(self, key: str) -> None:
        """Press and release a key."""

    def point(self, x: float, y: float) -> None:
        """Move the mouse to a place of the window, in pixels."""

    def evaluate(self, expression: str) -> Any:
        """Value of a JavaScript expression, awaited if it is a promise; None, a bool, a number or a string."""

    def screenshot(self) -> bytes:
        """What the page shows, as PNG."""

    def complaints(self) -> list[str]:
        """Errors and warnings of the pages so far, where the browser reports them."""
