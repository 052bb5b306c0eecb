"""Pages as small as they can be, on sessions and the guard of writes; and a browser that uses them."""

from typing import Annotated, Any

from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient, Response

from api.answers.problems import Problem, install_handlers, problem_response
from api.dependencies import ServicesDep
from api.requests import sessions
from api.services import Services
from api.session_dependencies import (
    CurrentSessionDep,
    FormTokenDep,
    OwnFormDep,
    SessionPasswordChangerDep,
    SessionReporterDep,
    SessionSignedInDep,
    UnusedSessionDep,
)

SITE = "https://lapor.example.id"
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
Field = Annotated[str, Form()]


def make_pages(services: Services) -> FastAPI:
    """An application with a page for each thing that one does with a session."""
    app = FastAPI()
    app.state.services = services
    install_handlers(app, _respond)
    _reading_pages(app)
    _writing_pages(app)
    return app


async def _respond(_request: Request, problem: Problem) -> JSONResponse:
    return problem_response(problem)


def _reading_pages(app: FastAPI) -> None:
    @app.get("/form")
    async def form(token: FormTokenDep) -> JSONResponse:
        answer = JSONResponse({"token": token.token})
        token.write(answer)
        return answer

    @app.get("/who")
    async def who(who: SessionSignedInDep) -> Any:
        return {"actor": who.actor, "account": who.account}

    @app.get("/password")
    async def password(who: SessionPasswordChangerDep) -> Any:
        return {"must": who.account.must_change_password}

    @app.get("/events")
    async def events(current: UnusedSessionDep) -> Any:
        return {"there": current is not None}

    @app.get("/laporan/{tn}")
    async def report(reporter: SessionReporterDep) -> Any:
        return {"actor": reporter}

    @app.get("/sessions")
    async def listed(services: ServicesDep, current: CurrentSessionDep) -> Any:
        assert current is not None
        return [
            {"id": each.session.id, "browser": each.session.browser, "current": each.is_current}
            for each in await sessions.list_own_sessions(services, current)
        ]


def _writing_pages(app: FastAPI) -> None:
    @app.post("/sign-in")
    async def sign_in(
        services: ServicesDep, request: Request, _own: OwnFormDep, username: Field, password: Field
    ) -> JSONResponse:
        started = await sessions.sign_in(services, request, username, password)
        answer = JSONResponse({})
        sessions.write_session(services, request, answer, started)
        return answer

    @app.post("/open")
    async def open_report(
        services: ServicesDep, request: Request, _own: OwnFormDep, number: Field, pin: Field
    ) -> JSONResponse:
        started = await sessions.open_report(services, request, number, pin)
        answer = JSONResponse({})
        sessions.write_session(services, request, answer, started)
        return answer

    @app.post("/write")
    async def write(_who: SessionSignedInDep, _own: OwnFormDep) -> Any:
        return {"written": True}

    @app.post("/password")
    async def change(
        services: ServicesDep,
        request: Request,
        _own: OwnFormDep,
        current: CurrentSessionDep,
        old: Field,
        new: Field,
    ) -> JSONResponse:
        assert current is not None
        started = await sessions.change_password(services, request, current, old, new)
        answer = JSONResponse({})
        sessions.write_session(services, request, answer, started)
        return answer

    @app.post("/sessions/{id_}/end")
    async def end(services: ServicesDep, current: CurrentSessionDep, _own: OwnFormDep, id_: int) -> Any:
        assert current is not None
        return {"ended": await sessions.end_own_session(services, current, id_)}

    @app.post("/sign-out")
    async def sign_out(services: ServicesDep, request: Request, _own: OwnFormDep) -> JSONResponse:
        await sessions.sign_out(services, request)
        answer = JSONResponse({})
        sessions.delete_session(services, request, answer)
        return answer


class Browser:
    """One browser with cookies of its own, which sends what browsers send from a page of the site."""

    def __init__(self, app: FastAPI, site: str = SITE, agent: str = FIREFOX) -> None:
        transport = ASGITransport(app, raise_app_exceptions=False)
        self.client = AsyncClient(transport=transport, base_url=site, headers={"User-Agent": agent})

    async def token(self) -> str:
        """The token of a form on a page that is loaded now."""
        token: str = (await self.client.get("/form")).json()["token"]
        return token

    async def send(self, path: str, form_token: str | None = None, **fields: str) -> Response:
        """Sends a form of the site, with the token of a page that is loaded just before if none is given."""
        fields["form_token"] = form_token or await self.token()
        return await self.client.post(path, data=fields, headers={"Sec-Fetch-Site": "same-origin"})

    async def sign_in(self, username: str, password: str) -> Response:
        return await self.send("/sign-in", username=username, password=password)

    @property
    def value(self) -> str | None:
        """What its session's cookie holds."""
        return self.client.cookies.get("__Host-tuntas") or self.client.cookies.get("tuntas")

    async def code(self, path: str = "/who") -> tuple[int, str | None]:
        """The answer to a GET, as status and problem's code."""
        answer = await self.client.get(path)
        return answer.status_code, answer.json().get("code") if answer.status_code >= 400 else None
