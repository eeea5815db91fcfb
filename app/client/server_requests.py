"""The REST calls about the server, tables, expressions and classic functions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from app.client.call import API, Answer, Call, Spec, json_body
from app.protocol.catalog.catalog import Catalog
from app.protocol.expression import ExpressionAnswer
from app.protocol.glossary import Glossary, GlossaryTerm
from app.protocol.health import Health
from app.protocol.session.info import SessionAnswer, SessionsAnswer
from app.protocol.surfaces import SurfaceAnswer
from app.protocol.tables import TableAnswer, TableOptions
from engine.expression.values import Given


def health() -> Call[Health]:
    """State of the server: ready, or compiling its kernels."""
    return Call("GET", "/healthz", Answer(Health))


def catalog() -> Call[Catalog]:
    """Catalog of everything a RunSpec can use."""
    return Call("GET", f"{API}/catalog", Answer(Catalog))


def glossary() -> Call[Glossary]:
    """All terms of the glossary."""
    return Call("GET", f"{API}/glossary", Answer(Glossary))


def explain(term: str) -> Call[GlossaryTerm]:
    """The explanation of a term."""
    return Call("GET", f"{API}/glossary/{quote(term, safe='')}", Answer(GlossaryTerm))


def create(spec: Spec) -> Call[SessionAnswer]:
    """Make a session; waits while the server compiles its kernels."""
    return Call("POST", f"{API}/sessions", Answer(SessionAnswer), json_body(spec), timeout=None)


def create_all(specs: Iterable[Spec]) -> Call[SessionsAnswer]:
    """Make a session of each spec, or none if one is refused; waits while the server compiles its kernels."""
    body = {"specs": [json_body(spec) for spec in specs]}
    return Call("POST", f"{API}/sessions/batch", Answer(SessionsAnswer), body, timeout=None)


def send_table(text: str | bytes, **options: Any) -> Call[TableAnswer]:
    """Send a table, CSV or TSV, to train on; `options` are those of TableOptions. The answer's `data` go into a spec."""
    given = TableOptions(**options).model_dump(mode="json", exclude_defaults=True)
    query = {name: str(value).lower() if isinstance(value, bool) else value for name, value in given.items()}
    content = text.encode() if isinstance(text, str) else text
    return Call("POST", f"{API}/tables", Answer(TableAnswer), query=query, timeout=None, text=content)


def table(table_id: str) -> Call[TableAnswer]:
    """The summary of a table."""
    return Call("GET", f"{API}/tables/{table_id}", Answer(TableAnswer))


def delete_table(table_id: str) -> Call[None]:
    """Delete a table. Sessions already training on it are unaffected."""
    return Call("DELETE", f"{API}/tables/{table_id}", Answer(type(None)))


def differentiate(text: str, seeds: Mapping[str, Given] | None = None, **values: Given) -> Call[ExpressionAnswer]:
    """Differentiate an expression at a point, by both modes, node by node."""
    body = {"text": text, "values": values, "seeds": dict(seeds or {})}
    return Call("POST", f"{API}/expression", Answer(ExpressionAnswer), body)


def descend(surface: str, optimizers: Sequence[Mapping[str, Any]] = (), **how: Any) -> Call[SurfaceAnswer]:
    """Descend a classic function. `how` is the rest of SurfaceRequest: numbers, start, steps, resolution."""
    body = {"surface": surface, "optimizers": list(optimizers), **how}
    return Call("POST", f"{API}/surfaces/run", Answer(SurfaceAnswer), body)
