"""Problems that the server answers with."""

import httpx

from app.protocol.problem import PROBLEM_JSON, Problem


def refused(response: httpx.Response, status: int) -> Problem:
    """The problem of a refused request; asserts that it is complete."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == PROBLEM_JSON
    problem = Problem.model_validate_json(response.content)
    assert problem.status == status
    assert problem.type.startswith("urn:backprop:")
    assert problem.detail
    assert problem.remedy
    return problem
