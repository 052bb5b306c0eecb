"""Those who act on reports over HTTP, whatever release answers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from httpx import AsyncClient, Response

Json = dict[str, Any]

AUDITOR = "auditor"
CENTRE = "pusat"
TEXT = "Sudah dua minggu lampu jalan di depan sekolah padam dan warga sulit lewat."
REASON = "alasan yang cukup panjang"
FORM: Json = {
    "title": "Lampu jalan padam",
    "text": TEXT,
    "class": "complaint",
    "category": "infrastruktur",
    "location": {"region": "ID-AC", "address": "Jalan Melati 3"},
    "channel": "web",
    "anonymous": False,
    "confidential": False,
    "reporter": {"name": "Siti Aminah", "email": "siti@contoh.invalid"},
}


class NotAsExpected(AssertionError):
    """The API answered something else than the play says."""


@dataclass(slots=True)
class Sent:
    """The last decision that was answered with 200, as it was sent: to be sent again."""

    who: str
    body: Json
    key: str
    facts: int


@dataclass(slots=True)
class Report:
    """A report and what its people need to act on it. `state` is the auditor's view, as last seen."""

    people: "People"
    name: str
    number: str
    pin: str
    state: Json = field(default_factory=dict)
    sent: Sent | None = None
    acts: int = 0

    @property
    def agency(self) -> str:
        """Who holds it."""
        return str(self.state["agency"])

    async def decide(self, who: str, kind: str, **fields: Any) -> None:
        """A decision on the open task. Raises NotAsExpected if it does not stand."""
        key, body = self._key(), self._body(kind, fields)
        self.state = expect(await self._send(who, key, body), 200)
        self.sent = Sent(who, body, key, self.state["facts"])

    async def send_later(self, who: str, kind: str, **fields: Any) -> None:
        """A decision whose sender does not wait for what comes of it. Raises NotAsExpected."""
        prefer = {"Prefer": "respond-async"}
        expect(await self._send(who, self._key(), self._body(kind, fields), prefer), 202)

    async def send_again(self) -> int:
        """Repeats the last decision under its key; returns the number of facts that the answer names."""
        assert self.sent is not None
        told = expect(await self._send(self.sent.who, self.sent.key, self.sent.body), 200)
        return int(told["facts"])

    async def is_refused(self, who: str, kind: str, code: str, **fields: Any) -> None:
        """A decision that is to be refused with `code`. Raises NotAsExpected if it isn't."""
        _require(await self._send(who, self._key(), self._body(kind, fields)), code)

    async def reply(self, kind: str, **fields: Any) -> None:
        """The reporter's decision. Raises NotAsExpected if it does not stand."""
        expect(await self._reply(kind, fields), 200)
        await self.look()

    async def reply_is_refused(self, kind: str, code: str, **fields: Any) -> None:
        """A reporter's decision that is to be refused with `code`. Raises NotAsExpected if it isn't."""
        _require(await self._reply(kind, fields), code)

    async def look(self, **params: Any) -> Json:
        """The auditor's view; kept as `state` unless another instant or source is asked for."""
        seen = await self.people.get(AUDITOR, f"/v1/reports/{self.number}", **params)
        if not params:
            self.state = seen
        return seen

    async def facts(self) -> list[Json]:
        """Its facts as their digests cover them, oldest first."""
        path, found, after = f"/v1/reports/{self.number}/facts", list[Json](), Json()
        while True:
            page = await self.people.get(AUDITOR, path, form="sealed", limit=200, **after)
            found += page["items"]
            if page["next"] is None:
                return found
            after = {"after": page["next"]}

    async def forward(self, agency: str = "kemenkes") -> None:
        """The centre forwards it."""
        fields = {"class": "complaint", "supervisory": False, "category": "infrastruktur"}
        await self.decide(CENTRE, "forward", agency=agency, **fields)

    async def dispose(self, unit: str = "layanan") -> None:
        """The agency's admin disposes it to a unit."""
        await self.decide(f"admin.{self.agency}", "dispose", unit=unit)

    async def officer(self, kind: str, **fields: Any) -> None:
        """A decision of the unit's officer."""
        await self.decide(f"penghubung.{self.agency}.{self.state['unit']}", kind, **fields)

    async def respond(self, *, final: bool = True) -> None:
        """The unit's officer answers."""
        await self.officer("respond", text=TEXT, final=final)

    def _key(self) -> str:
        self.acts += 1
        return f"{self.name}-{self.number}-{self.acts}"

    def _body(self, kind: str, fields: Mapping[str, Any]) -> Json:
        task = self.state["task"]
        return {"task": task and task["id"], "decision": {"kind": kind, **fields}}

    async def _send(self, who: str, key: str, body: Json, more: Mapping[str, str] | None = None) -> Response:
        headers = await self.people.headers(who) | {"Idempotency-Key": key} | dict(more or {})
        path = f"/v1/reports/{self.number}/decisions"
        return await self.people.http.post(path, json=body, headers=headers)

    async def _reply(self, kind: str, fields: Mapping[str, Any]) -> Response:
        headers = {"Report-Pin": self.pin, "Idempotency-Key": self._key()}
        body = {"decision": {"kind": kind, **fields}}
        return await self.people.http.post(f"/v1/reports/{self.number}/replies", json=body, headers=headers)


@dataclass(slots=True)
class People:
    """Everybody of the demo directory, and all reporters."""

    http: AsyncClient
    password: str
    _tokens: dict[str, str] = field(default_factory=dict)

    async def submit(self, name: str, *, looks: bool = True, **changed: Any) -> Report:
        """A report that is sent in; the test calls it `name`. Nobody looks at it where no worker is there."""
        headers = {"Idempotency-Key": f"submit-{name}"}
        told = expect(await self.http.post("/v1/reports", json=FORM | changed, headers=headers), 201)
        report = Report(self, name, told["tracking_number"], told["pin"])
        if looks:
            await report.look()
        return report

    async def get(self, who: str, path: str, **params: Any) -> Json:
        """What `who` reads there. Raises NotAsExpected."""
        return expect(await self.http.get(path, params=params, headers=await self.headers(who)), 200)

    async def post(self, who: str, path: str, body: Json, status: int = 200) -> Json:
        """What `who` is told who sends `body` there. Raises NotAsExpected."""
        return expect(await self.http.post(path, json=body, headers=await self.headers(who)), status)

    async def headers(self, who: str) -> dict[str, str]:
        """Those that say who asks; whoever acts is signed in when first asked for."""
        if who not in self._tokens:
            form = {"username": who, "password": self.password}
            told = expect(await self.http.post("/v1/token", data=form), 200)
            self._tokens[who] = told["access_token"]
        return {"Authorization": f"Bearer {self._tokens[who]}"}


def expect(answer: Response, status: int) -> Json:
    """The answer's content. Raises NotAsExpected where its status is another."""
    if answer.status_code != status:
        request = f"{answer.request.method} {answer.request.url.path} {answer.request.content.decode()}"
        raise NotAsExpected(f"{request}: {answer.status_code} {answer.text}")
    told: Json = answer.json()
    return told


def _require(answer: Response, code: str) -> None:
    if answer.json().get("code") != code:
        raise NotAsExpected(f"was to be refused with {code}: {answer.status_code} {answer.text}")
