"""Keep old paths of calls working."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter

Handler = TypeVar("Handler", bound=Callable[..., Any])


def renamed(
    router: APIRouter, method: str, path: str, operation_id: str, *, old_path: str, old_id: str, **options: Any
) -> Callable[[Handler], Handler]:
    """Decorator that registers a call under its path, and as deprecated under the path that it had before."""

    def register(handler: Handler) -> Handler:
        options["methods"] = [method]
        router.add_api_route(path, handler, operation_id=operation_id, **options)
        router.add_api_route(old_path, handler, operation_id=old_id, deprecated=True, **options)
        return handler

    return register
