"""The style sheet and the scripts, under names that carry a hash of their content.

The style sheet is written in parts, `static/style/*.css`, and served as one: a page needs one request for it.
"""

import hashlib
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response

from api.answers.problems import Problem

FOLDER = files("api.pages") / "static"
STYLE = "tuntas.css"
TYPES = {".css": "text/css", ".js": "text/javascript"}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The name changes with the content."""

router = APIRouter(include_in_schema=False)


def _load_assets() -> dict[str, tuple[str, bytes]]:
    """Each file by its plain name: its hashed name and its content."""
    parts = sorted((FOLDER / "style").iterdir(), key=lambda part: part.name)
    contents = {STYLE: b"\n".join(part.read_bytes() for part in parts if part.name.endswith(".css"))}
    contents |= {file.name: file.read_bytes() for file in FOLDER.iterdir() if file.name.endswith(".js")}
    return {name: (_hashed(name, content), content) for name, content in contents.items()}


def _hashed(name: str, content: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{suffix}"


ASSETS = _load_assets()
SERVED = dict(ASSETS.values())


def asset_path(name: str) -> str:
    """The path that serves the file of that plain name. Raises KeyError."""
    return f"/assets/{ASSETS[name][0]}"


@router.get("/assets/{name}")
async def read_asset(name: str) -> Response:
    """One file; a name of an earlier release is not found."""
    if name not in SERVED:
        raise Problem(404, "no_such_page", "Not Found")
    return Response(SERVED[name], media_type=TYPES[f".{name.rpartition('.')[2]}"], headers=FOR_EVER)
