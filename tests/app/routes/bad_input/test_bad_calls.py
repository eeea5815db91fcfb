"""Calls with bad arguments over HTTP: every problem has the received value, the expected one and a remedy."""

from typing import Any

import httpx
import pytest

from app.client import Session
from app.routes.sessions.export import A_RUN
from tests.app.live import Live
from tests.app.problems import refused

HUGE = 10**30

OWN = {"name": "inline", "inputs": [[0, 0], [1, 1]], "targets": [[0], [1]]}

SESSION_CALLS = [
    ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/steps"), ("POST", "/reset"), ("GET", "/parameters"),
    ("PUT", "/parameters"), ("PATCH", "/parameters"), ("POST", "/predict"), ("POST", "/trace"),
    ("POST", "/gradient-check"), ("GET", "/boundary"), ("GET", "/confusion"), ("GET", "/history"), ("GET", "/export"),
    ("GET", "/data"), ("POST", "/undo"), ("PUT", "/run"),
]  # fmt: skip

GOOD_BODIES: dict[str, Any] = {
    "PATCH": {"patch": {}},
    "PUT/run": A_RUN,
    "PUT/parameters": {"layers": []},
    "PATCH/parameters": {"layer": "output", "unit": 0, "input": None, "value": 0},
    "POST/predict": {"inputs": [[0, 0]]},
    "POST/trace": {"input": [0, 0]},
}


@pytest.mark.parametrize(("method", "path"), SESSION_CALLS)
def test_an_unknown_session_is_404(live: Live, method: str, path: str) -> None:
    body = GOOD_BODIES.get(method + path)
    for session_id in ("nobody", "x" * 64, "..%2f..", "%00"):
        url = f"{live.url}/api/v1/sessions/{session_id}{path}"
        problem = refused(httpx.request(method, url, **({"json": body} if body else {})), 404)
        assert session_id == "..%2f.." or problem.type == "urn:backprop:unknown-session"


@pytest.mark.parametrize(("method", "path"), SESSION_CALLS)
def test_a_deleted_session_is_410(live: Live, method: str, path: str) -> None:
    gone = live.session()
    gone.delete()
    body = GOOD_BODIES.get(method + path)
    url = f"{live.url}/api/v1/sessions/{gone.id}{path}"
    problem = refused(httpx.request(method, url, **({"json": body} if body else {})), 410)
    assert "deleted" in problem.detail
    assert "POST /api/v1/sessions" in problem.remedy


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"count": 0}, "/count"),
        ({"count": -1}, "/count"),
        ({"count": "many"}, "/count"),
        ({"count": 1.5}, "/count"),
        ({"count": 1_000_001}, "1,000,000"),
        ({"count": HUGE}, "count"),
        ({"count": 900_000, "unit": "epoch"}, "steps"),
        ({"unit": "year"}, "'sample', 'step' or 'epoch'"),
    ],
)
def test_bad_steps(live: Live, session: Session, body: Any, named: str) -> None:
    problem = refused(httpx.post(f"{live.url}/api/v1/sessions/{session.id}/steps", json=body), 422)
    assert named in problem.detail


@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        ({}, 422, "/patch"),
        ({"patch": []}, 422, "/patch"),
        ({"patch": {"data": None}}, 422, "/data"),
        ({"patch": {"data": {"name": "nothing"}}}, 422, "circle"),
        ({"patch": {"optimizer": {"name": "adma"}}}, 422, "adam"),
        ({"patch": {"optimizer": {"momentum": 2}}}, 422, "momentum"),
        ({"patch": {"network": {"layers": [{"units": 2000}]}}, "reset": True}, 422, "1024"),
        ({"patch": {"features": ["x1"]}}, 409, "features"),
        ({"patch": {"network": {"layers": []}}}, 409, "network.layers"),
        ({"patch": {"data": {"name": "blobs"}}}, 409, "data"),
        ({"patch": {"surprise": 1}}, 422, "/surprise"),
    ],
)
def test_bad_changes(live: Live, session: Session, body: Any, status: int, named: str) -> None:
    problem = refused(httpx.patch(f"{live.url}/api/v1/sessions/{session.id}", json=body), status)
    assert named in f"{problem.detail} {problem.remedy} {problem.field}"


def weights(name: str, rows: Any, biases: Any) -> dict[str, Any]:
    return {"name": name, "weights": rows, "biases": biases}


GOOD_LAYERS = [
    weights("dense_1", [[0] * 4] * 2, [0] * 4),
    weights("dense_2", [[0] * 2] * 4, [0] * 2),
    weights("output", [[0]] * 2, [0]),
]


@pytest.mark.parametrize(
    ("layers", "named"),
    [
        ([], "dense_1"),
        (GOOD_LAYERS[:2], "output"),
        (GOOD_LAYERS[::-1], "dense_1"),
        ([weights("dense_9", [[0]], [0]), *GOOD_LAYERS[1:]], "dense_9"),
        ([weights("dense_1", [[0] * 4] * 3, [0] * 4), *GOOD_LAYERS[1:]], "dense_1.weights"),
        ([weights("dense_1", [[0] * 4, [0] * 3], [0] * 4), *GOOD_LAYERS[1:]], "row 1 of dense_1.weights"),
        ([weights("dense_1", [[0] * 4] * 2, [0] * 5), *GOOD_LAYERS[1:]], "dense_1.biases"),
        ([weights("dense_1", [], []), *GOOD_LAYERS[1:]], "dense_1.weights"),
        ([weights("dense_1", [["a"] * 4] * 2, [0] * 4), *GOOD_LAYERS[1:]], "/layers/0/weights/0/0"),
        ([weights("dense_1", 3, [0] * 4), *GOOD_LAYERS[1:]], "/layers/0/weights"),
    ],
)
def test_bad_parameters(live: Live, session: Session, layers: Any, named: str) -> None:
    response = httpx.put(f"{live.url}/api/v1/sessions/{session.id}/parameters", json={"layers": layers})
    assert named in refused(response, 422).detail


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "/layer"),
        ({"layer": "dense_1", "unit": 0, "value": 1}, "/input"),
        ({"layer": "dense_9", "unit": 0, "input": 0, "value": 1}, "unknown layer 'dense_9'"),
        ({"layer": "x" * 65, "unit": 0, "input": 0, "value": 1}, "/layer"),
        ({"layer": "dense_1", "unit": 4, "input": 0, "value": 1}, "unit 4 of dense_1, expected 0 to 3"),
        ({"layer": "dense_1", "unit": -1, "input": 0, "value": 1}, "/unit"),
        ({"layer": "dense_1", "unit": 0, "input": 2, "value": 1}, "input 2 of dense_1, expected 0 to 1"),
        ({"layer": "dense_1", "unit": 0, "input": 0.5, "value": 1}, "/input"),
        ({"layer": "dense_1", "unit": 0, "input": None, "value": "much"}, "/value"),
        ({"layer": "dense_1", "unit": 0, "input": None, "value": None}, "/value"),
    ],
)
def test_a_bad_parameter(live: Live, session: Session, body: Any, named: str) -> None:
    problem = refused(httpx.patch(f"{live.url}/api/v1/sessions/{session.id}/parameters", json=body), 422)
    assert named in problem.detail


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "/inputs"),
        ({"inputs": []}, "/inputs"),
        ({"inputs": [[]]}, "row 0"),
        ({"inputs": [[1]]}, "expected 2"),
        ({"inputs": [[1, 2], [1, 2, 3]]}, "row 1"),
        ({"inputs": [1, 2]}, "/inputs/0"),
        ({"inputs": [["a", "b"]]}, "/inputs/0/0"),
        ({"inputs": [[1, None]]}, "/inputs/0/1"),
        ({"inputs": [[0, 0]] * 700_000}, "rows × units"),
    ],
)
def test_bad_predictions(live: Live, session: Session, body: Any, named: str) -> None:
    response = httpx.post(f"{live.url}/api/v1/sessions/{session.id}/predict", json=body, timeout=60)
    assert named in refused(response, 422).detail


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "input and row"),
        ({"input": [1, 1], "row": 0}, "input and row"),
        ({"row": 0, "target": 1}, "has its own"),
        ({"row": -1}, "/row"),
        ({"row": 10**6}, "expected 0 to"),
        ({"row": 0, "split": "both"}, "/split"),
        ({"row": 0, "of": "epoch"}, "/of"),
        ({"row": 0, "layers": ["dense_2"]}, "expected dense_1, output"),
        ({"row": 0, "finite_differences": "some"}, "/finite_differences"),
        ({"input": []}, "/input"),
        ({"input": [1]}, "(2,)"),
        ({"input": [1, 2, 3]}, "(2,)"),
        ({"input": ["a", 1]}, "/input/0"),
        ({"input": [1, 1], "target": 7}, "class 7"),
        ({"input": [1, 1], "target": [1, 1]}, "(1,)"),
        ({"input": [1, 1], "target": "plus"}, "/target"),
        ({"input": [1e300, 1e300]}, "finite"),
    ],
)
def test_bad_traces(live: Live, body: Any, named: str) -> None:
    session = live.session(network={"layers": [{"units": 2, "activation": "linear"}], "initializer": {"name": "constant", "scale": 1000.0}}, features=["x1_squared", "x2"])  # fmt: skip
    problem = refused(httpx.post(f"{live.url}/api/v1/sessions/{session.id}/trace", json=body), 422)
    assert named in f"{problem.detail} {problem.errors}"


def test_finite_differences_of_too_many_parameters_are_refused(live: Live) -> None:
    session = live.session(network={"layers": [{"units": 90}, {"units": 60}]})
    url = f"{live.url}/api/v1/sessions/{session.id}/trace"
    problem = refused(httpx.post(url, json={"row": 0, "finite_differences": True}), 422)
    assert "5,791 parameters, expected at most 5,000" in problem.detail
    assert "fewer layers" in problem.remedy
    assert httpx.post(url, json={"row": 0, "finite_differences": True, "layers": ["output"]}).status_code == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [({"samples": 0}, "/samples"), ({"components": "all"}, "/components"), ({"samples": 10**6}, "/samples")],
)
def test_bad_gradient_checks(live: Live, session: Session, body: Any, named: str) -> None:
    response = httpx.post(f"{live.url}/api/v1/sessions/{session.id}/gradient-check", json=body)
    assert named in refused(response, 422).detail


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/boundary?resolution=0", "resolution"),
        ("/boundary?resolution=513", "512"),
        ("/boundary?resolution=many", "resolution"),
        ("/boundary?unit=dense_9:0", "dense_1:0 to dense_1:3"),
        ("/boundary?unit=dense_1:4", "dense_1:0 to dense_1:3"),
        ("/boundary?unit=dense_1", "dense_1:0 to dense_1:3"),
        ("/boundary?unit=dense_1:-1", "dense_1:0 to dense_1:3"),
        ("/boundary?unit=dense_1:²", "dense_1:0 to dense_1:3"),
        ("/history?since=yesterday", "since"),
        ("/export?format=exe", "'spec', 'json', 'npz' or 'python'"),
    ],
)
def test_bad_questions(live: Live, session: Session, path: str, named: str) -> None:
    problem = refused(httpx.get(f"{live.url}/api/v1/sessions/{session.id}{path}"), 422)
    assert named in f"{problem.detail} {problem.errors}"


def test_a_boundary_needs_two_inputs(live: Live) -> None:
    own = {"name": "inline", "inputs": [[0, 0, 1], [1, 1, 0]], "targets": [[0], [1]]}
    session = live.client.create({"data": own})
    problem = refused(httpx.get(f"{live.url}/api/v1/sessions/{session.id}/boundary"), 422)
    assert "3 inputs" in problem.detail


def test_a_confusion_matrix_needs_classes(live: Live) -> None:
    session = live.session(data={"name": "reg_plane", "samples": 50})
    problem = refused(httpx.get(f"{live.url}/api/v1/sessions/{session.id}/confusion"), 422)
    assert "expected a classification" in problem.detail
    assert "R²" in problem.remedy


def test_nothing_to_undo_is_409(live: Live, session: Session) -> None:
    problem = refused(httpx.post(f"{live.url}/api/v1/sessions/{session.id}/undo"), 409)
    assert problem.type == "urn:backprop:nothing-to-undo"


def test_a_boundary_of_a_large_network_is_coarse(live: Live) -> None:
    session = live.session(network={"layers": [{"units": 300}, {"units": 300}]})
    refused(httpx.get(f"{live.url}/api/v1/sessions/{session.id}/boundary?resolution=512"), 422)
    assert len(session.boundary(resolution=16).values) == 16


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/v1", "/api/v1/nothing", "/static/nothing.js", "/static/../app/cli.py"]
)
def test_an_unknown_path_is_404(live: Live, path: str) -> None:
    assert refused(httpx.get(live.url + path), 404).instance is not None


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/api/v1/sessions"), ("POST", "/healthz"), ("DELETE", "/"), ("POST", "/static/icon.svg")],
)
def test_a_wrong_method_is_405(live: Live, method: str, path: str) -> None:
    refused(httpx.request(method, live.url + path), 405)
