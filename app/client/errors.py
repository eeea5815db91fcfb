"""Errors that the server answers with, as exceptions."""

import httpx

from app.protocol.problem import Problem


class ProblemError(Exception):
    """The server refused a call; `problem` says why, and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.title} ({problem.status}): {problem.detail} {problem.remedy}")
        self.problem = problem

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status


class SessionLostError(ProblemError):
    """The session does not exist, or no longer exists."""


class ShapeChangeError(ProblemError):
    """The change needs new parameters: send it with `reset=True`."""


ERRORS: dict[str, type[ProblemError]] = {
    "urn:backprop:unknown-session": SessionLostError,
    "urn:backprop:session-gone": SessionLostError,
    "urn:backprop:shape-change": ShapeChangeError,
}
"""Type of a problem -> the exception it is raised as; others are raised as ProblemError."""


def problem_error(response: httpx.Response) -> ProblemError:
    """The exception for an error response."""
    try:
        problem = Problem.model_validate_json(response.content)
    except ValueError:  # another server, such as a proxy
        detail = response.text[:200] or "(no text)"
        remedy = "Check the address, and any proxy in between."
        status = response.status_code
        problem = Problem(type="about:blank", title=response.reason_phrase, status=status, detail=detail, remedy=remedy)
    return ERRORS.get(problem.type, ProblemError)(problem)
