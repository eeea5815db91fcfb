"""Answers whose body is kept in memory in several encodings."""

import gzip
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from fastapi import Request, Response
from pydantic import BaseModel

REFUSED = re.compile(r"\s*;\s*q=0(\.0*)?\s*$")


def choose_encoding(accepted: str, encodings: Iterable[str]) -> str:
    """First of the encodings that an Accept-Encoding header accepts by name, or else "identity"."""
    names = {part.partition(";")[0].strip().lower() for part in accepted.split(",") if not REFUSED.search(part)}
    return next((encoding for encoding in encodings if encoding in names), "identity")


def encoded_response(
    request: Request, encodings: Mapping[str, bytes], media_type: str, headers: Mapping[str, str]
) -> Response:
    """Answer with a body in the first encoding that the client accepts; "identity" must be among them."""
    encoding = choose_encoding(request.headers.get("Accept-Encoding", ""), encodings)
    response = Response(encodings[encoding], media_type=media_type, headers={"Vary": "Accept-Encoding", **headers})
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    return response


@dataclass(frozen=True)
class FixedAnswer:
    """A document that never changes while the server runs: serialized and compressed once, and sent to a client only if
    it does not have it yet."""

    encodings: Mapping[str, bytes]
    media_type: str
    tag: str

    @classmethod
    def of(cls, body: bytes, media_type: str) -> Self:
        """Compress a document."""
        encodings = {"gzip": gzip.compress(body, mtime=0), "identity": body}
        return cls(encodings, media_type, f'W/"{sha256(body).hexdigest()[:16]}"')

    @classmethod
    def of_model(cls, model: BaseModel) -> Self:
        """Serialize and compress a model as JSON."""
        return cls.of(model.model_dump_json(by_alias=True).encode(), "application/json")

    def respond(self, request: Request, headers: Mapping[str, str] | None = None) -> Response:
        """Answer a request; with 304 if the client has the document."""
        own = {"Cache-Control": "no-cache", "ETag": self.tag, **(headers or {})}
        if request.headers.get("If-None-Match") == self.tag:
            return Response(status_code=304, headers={"Vary": "Accept-Encoding", **own})
        return encoded_response(request, self.encodings, self.media_type, own)
