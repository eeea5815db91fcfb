"""Errors over HTTP and on the stream: RFC 9457, application/problem+json, with a remedy."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

PROBLEM_JSON = "application/problem+json"


class FieldProblem(BaseModel):
    """One wrong field of a request."""

    pointer: str = Field(description="JSON pointer into the body, or the name of a query parameter or path part")
    detail: str
    received: Any = Field(None, description="the value; of a long one the beginning")


class Problem(BaseModel):
    """An error, with received and expected values and a remedy."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:backprop:shape-change",
                    "title": "The change needs new parameters",
                    "status": 409,
                    "detail": "network.layers would change the shape of the parameters",
                    "remedy": 'Send the change with "reset": true, which restarts from initial weights.',
                    "field": "network.layers",
                }
            ]
        }
    )

    type: str = Field(description="URN that names the kind of problem")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    remedy: str = Field(description="what to do")
    instance: str | None = Field(None, description="the path of the request")
    field: str | None = Field(None, description="the wrong field of the body, the spec or the run file")
    position: int | None = Field(
        None, ge=0, description="the wrong character in the text of an expression, counted from 0"
    )
    errors: list[FieldProblem] | None = Field(
        None, description="the wrong fields, if the request is not valid: at most 20, of a list the first"
    )
