"""The API's documentation, served from here: no other server is asked for anything."""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from api.answers.problems import Problem

router = APIRouter(include_in_schema=False)

SWAGGER_UI = files("fastapi_swagger") / "resources"
"""Swagger UI 5. The package's own code, which the page would need scripts of its own for, isn't used."""
FILES = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon-32x32.png": "image/png",
}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tuntas API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="stylesheet" href="/docs/page.css">
<link rel="icon" href="/docs/favicon-32x32.png"></head>
<body><div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
"""
STYLE = """/* No answer has links. */
.swagger-ui table.responses-table > * > tr > .response-col_links { display: none }
@media (max-width: 640px) {
  .swagger-ui .wrapper, .swagger-ui .opblock-body .opblock-section-header {
    padding-left: 8px; padding-right: 8px
  }
  .swagger-ui .responses-inner { padding: 8px }
  .swagger-ui table.responses-table, .swagger-ui table.responses-table > * > tr { display: block }
  .swagger-ui table.responses-table > thead { display: none }
  .swagger-ui table.responses-table > * > tr > td:not(.response-col_links) {
    display: block; width: auto; padding: 4px 0
  }
  .swagger-ui .response-control-media-type, .swagger-ui .response-controls { flex-wrap: wrap }
}
"""
START = """SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#ui", deepLinking: true, docExpansion: "none", validatorUrl: null
});
"""
"""The page begins as a list of subjects. Where 150 lines or more are open, Swagger UI draws only those on the
screen, and the browser's own search finds nothing of the rest."""
POLICY = (  # `data:` for the icons in its style sheet
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@router.get("/docs")
async def page() -> HTMLResponse:
    """The page."""
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})


@router.get("/docs/start.js")
async def start() -> Response:
    """What begins it; apart, so that the page needs no script of its own."""
    return Response(START, media_type="text/javascript")


@router.get("/docs/page.css")
async def style() -> Response:
    """What a narrow screen needs beside Swagger UI's own style."""
    return Response(STYLE, media_type="text/css")


@router.get("/docs/{name}")
async def asset(name: str) -> Response:
    """One of its files."""
    if name not in FILES:
        raise Problem(404, "no_such_page", "Not Found")
    cached = {"Cache-Control": "public, max-age=86400"}
    return Response((SWAGGER_UI / name).read_bytes(), media_type=FILES[name], headers=cached)
