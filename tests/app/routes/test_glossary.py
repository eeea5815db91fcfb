"""The glossary over REST and with the client."""

import httpx
import pytest

from app.client import AsyncClient, Client, ProblemError
from tests.app.live import Live


def test_the_glossary_is_served_compressed(live: Live) -> None:
    answer = httpx.get(f"{live.url}/api/v1/glossary").raise_for_status()
    assert answer.headers["content-encoding"] == "gzip"
    with Client(live.url) as client:
        assert [term["id"] for term in answer.json()["terms"]] == [term.id for term in client.glossary().terms]


@pytest.mark.parametrize("name", ["saturated", "Learning rate", "η", "mean ± std", "Wengert list"])
def test_a_term_is_explained_by_any_of_its_names(live: Live, name: str) -> None:
    with Client(live.url) as client:
        term = client.explain(name)
    assert str(term).startswith(f"{term.title}\n\n{term.text}")


async def test_the_async_client_explains_too(live: Live) -> None:
    async with AsyncClient(live.url) as client:
        assert (await client.explain("adam")).source == "Kingma & Ba 2015, algorithm 1"
        assert len((await client.glossary()).terms) > 100


@pytest.mark.parametrize("name", ["saturatd", "a/b", "<b>", "%", "x" * 150])
def test_an_unknown_term_is_a_problem(live: Live, name: str) -> None:
    with Client(live.url) as client, pytest.raises(ProblemError) as caught:
        client.explain(name)
    assert caught.value.problem.status == 404
    assert caught.value.problem.type.endswith("unknown-term")


def test_a_name_that_is_too_long_is_refused(live: Live) -> None:
    assert httpx.get(f"{live.url}/api/v1/glossary/{'x' * 300}").status_code == 422
