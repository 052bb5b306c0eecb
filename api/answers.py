"""Answers in one written form, so that equal ones are equal to the byte."""

import json
from typing import Any

from fastapi.responses import JSONResponse


class Json(JSONResponse):
    """JSON with its names in order: what the record gives back has lost the order it was written in."""

    def render(self, content: Any) -> bytes:
        """The bytes."""
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode()
