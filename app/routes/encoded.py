"""Answers whose body is kept in memory in several encodings."""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from fastapi import Request, Response
from pydantic import BaseModel

REFUSED = re.compile(r"\s*;\s*q=0(\.0*)?\s*$")


def choose_encoding(accepted: str, encodings: Mapping[str, bytes]) -> str:
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
    """A JSON document that never changes while the server runs: serialized and compressed once, and sent to a client only
    if it does not have it yet."""

    encodings: Mapping[str, bytes]
    tag: str

    @classmethod
    def of(cls, model: BaseModel) -> Self:
        """Serialize and compress a model."""
        body = model.model_dump_json(by_alias=True).encode()
        return cls({"gzip": gzip.compress(body, mtime=0), "identity": body}, f'W/"{sha256(body).hexdigest()[:16]}"')

    def respond(self, request: Request) -> Response:
        """Answer a request; with 304 if the client has the document."""
        headers = {"Cache-Control": "no-cache", "ETag": self.tag}
        if request.headers.get("If-None-Match") == self.tag:
            return Response(status_code=304, headers=headers)
        return encoded_response(request, self.encodings, "application/json", headers)
