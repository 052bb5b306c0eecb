"""The style sheets and the scripts, under names that carry a hash of their content.

Style sheets are written in parts and served as one each: `static/style/*.css` for every page, and
`static/staff/*.css` for what only those who serve are shown, so that a reporter's first view stays light.
"""

import hashlib
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response

from api.answers.problems import Problem

FOLDER = files("api.pages") / "static"
STYLES = {"tuntas.css": "style", "staff.css": "staff"}
"""The style sheets, and the folder of each one's parts."""
TYPES = {".css": "text/css", ".js": "text/javascript"}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The name changes with the content."""

router = APIRouter(include_in_schema=False)


def _load_assets() -> dict[str, tuple[str, bytes]]:
    """Each file by its plain name: its hashed name and its content."""
    contents = {name: _join_parts(folder) for name, folder in STYLES.items()}
    contents |= {file.name: file.read_bytes() for file in FOLDER.iterdir() if file.name.endswith(".js")}
    return {name: (_hashed(name, content), content) for name, content in contents.items()}


def _join_parts(folder: str) -> bytes:
    parts = sorted((FOLDER / folder).iterdir(), key=lambda part: part.name)
    return b"\n".join(part.read_bytes() for part in parts if part.name.endswith(".css"))


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
