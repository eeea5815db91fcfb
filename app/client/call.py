"""A REST call as a value: what to send, and how to read the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import httpx
from pydantic import BaseModel

from app.client.errors import problem_error
from engine.spec.run import RunSpec

T = TypeVar("T")

API = "/api/v1"

Spec = RunSpec | Mapping[str, Any]


@dataclass(frozen=True)
class Answer(Generic[T]):
    """Reads an answer of type T."""

    model: type[T]

    def __call__(self, response: httpx.Response) -> T:
        """Read the answer. Raises ProblemError for an error response."""
        if response.is_error:
            raise problem_error(response)
        if self.model is bytes:
            return response.content  # type: ignore[return-value]  # T is bytes
        if issubclass(self.model, BaseModel):
            return self.model.model_validate_json(response.content)
        return None  # type: ignore[return-value]  # T is None


@dataclass(frozen=True)
class Call(Generic[T]):
    """A request, and how to read its answer."""

    method: str
    path: str
    read: Answer[T]
    body: Any = None
    query: Mapping[str, str | int | Sequence[str]] = field(default_factory=dict)
    timeout: float | None = 60.0
    text: bytes | None = None
    """The text of a table, instead of a JSON body."""
    key: str | None = None
    """The key to a workshop."""

    def arguments(self) -> dict[str, Any]:
        """Arguments for httpx's `request`."""
        body: dict[str, Any] = {} if self.body is None else {"json": self.body}
        if self.text is not None:
            body = {"content": self.text, "headers": {"Content-Type": "text/csv"}}
        if self.key is not None:
            body["headers"] = {"Authorization": f"Bearer {self.key}"}
        return {"method": self.method, "url": self.path, "params": dict(self.query), "timeout": self.timeout, **body}


def json_body(model: BaseModel | Mapping[str, Any]) -> Any:
    """A model or mapping as a JSON document."""
    return model.model_dump(mode="json") if isinstance(model, BaseModel) else dict(model)
