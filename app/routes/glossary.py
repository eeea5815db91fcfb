"""The glossary."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.deps import ServicesDep
from app.errors import documented
from app.glossary.glossary import find
from app.protocol.glossary import Glossary, GlossaryTerm
from app.routes import API

router = APIRouter(prefix=API, tags=["catalog"])

Name = Annotated[str, Path(max_length=200, description="id, title or synonym of the term, in upper or lower case")]


@router.get("/glossary", operation_id="get_glossary", summary="Get the glossary", response_model=Glossary)
async def get_glossary(request: Request, services: ServicesDep) -> Response:
    """Every term with its explanation, formulas, picture and related terms, by subject."""
    return services.glossary_answer.respond(request)


@router.get(
    "/glossary/{term:path}",
    operation_id="get_term",
    summary="Get the explanation of a term",
    responses=documented(404, 422),
)
async def get_term(term: Name, services: ServicesDep) -> GlossaryTerm:
    """One term of the glossary, found by its id, its title or a synonym: `saturated`, `learning rate` or `η`."""
    return find(services.glossary, term)
