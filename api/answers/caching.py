"""Answers that are kept for a while, and asked for again by their tag (RFC 9110, 13)."""

from hashlib import sha256
from typing import TypeVar

from fastapi import Request, Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import Responses

Content = TypeVar("Content")

NOT_CHANGED: Responses = {304: {"description": "As `If-None-Match` names it; without a body"}}
"""For the `responses` of a route that answers with `cacheable`."""


def cacheable(request: Request, content: Content, *, seconds: int) -> JsonAnswer[Content] | Response:
    """The answer with a tag of its content, which anybody may keep for so many seconds; 304 where the request
    names that tag."""
    answer = JsonAnswer(content)
    tag = f'"{sha256(answer.body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={seconds}"}
    if _names(request.headers.get("If-None-Match", ""), tag):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


def cacheable_file(request: Request, content: bytes, media_type: str, *, seconds: int) -> Response:
    """A file with a tag of its content, which only whoever asks may keep for so many seconds; 304 where the
    request names that tag."""
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"private, max-age={seconds}"}
    if _names(request.headers.get("If-None-Match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _names(sent: str, tag: str) -> bool:
    """Whether the header names the tag; weak tags are as good as strong ones here."""
    return any(each.strip().removeprefix("W/") in {tag, "*"} for each in sent.split(","))
