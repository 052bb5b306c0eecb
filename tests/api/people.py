"""Those who serve and those who report, as tests speak for them."""

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

from httpx import AsyncClient, Response

FORM: dict[str, Any] = {
    "title": "Lampu jalan padam",
    "text": "Sudah dua minggu lampu jalan di depan sekolah padam.",
    "class": "complaint",
    "category": "infrastruktur",
    "occurred_on": "2026-01-05",
    "location": {"region": "ID-AC", "address": "Jalan Melati 3", "latitude": 5.55, "longitude": 95.32},
    "channel": "web",
    "anonymous": False,
    "confidential": False,
    "reporter": {"name": "Warga Contoh", "email": "warga@contoh.invalid", "national_id": "1234567890123456"},
}
FORWARD: dict[str, Any] = {
    "kind": "forward",
    "agency": "kemenkes",
    "class": "complaint",
    "supervisory": False,
    "category": "kesehatan",
}
TEXT = "Terima kasih, lampu sudah diperbaiki hari ini."
REASON = "alasan yang cukup panjang"


@dataclass
class Report:
    """A report that was sent in, with whatever is needed to go on with it."""

    http: AsyncClient
    people: "People"
    number: str
    pin: str
    task: str | None

    @property
    def url(self) -> str:
        return f"/v1/reports/{self.number}"

    async def decide(self, who: str, kind: str, key: str | None = None, **fields: Any) -> Response:
        """A staff decision on the task as last seen; the answer's task is the next one."""
        task = fields.pop("task", self.task)
        body = {"task": task, "decision": {"kind": kind, **fields}}
        headers = await self.people.headers(who) | {"Idempotency-Key": key or secrets.token_hex(8)}
        response = await self.http.post(f"{self.url}/decisions", json=body, headers=headers)
        return self._seen(response)

    async def forward(self, **changed: Any) -> Response:
        return await self.decide("pusat", **FORWARD | changed)

    async def reply(self, kind: str, key: str | None = None, **fields: Any) -> Response:
        """A reporter's decision."""
        headers = {"Report-Pin": self.pin, "Idempotency-Key": key or secrets.token_hex(8)}
        body = {"decision": {"kind": kind, **fields}}
        return self._seen(await self.http.post(f"{self.url}/replies", json=body, headers=headers), True)

    async def get(self, who: str, path: str = "", **params: Any) -> Response:
        return await self.people.get(who, f"{self.url}{path}", **params)

    async def track(self) -> Response:
        return await self.http.get(f"{self.url}/track", headers={"Report-Pin": self.pin})

    async def facts(self, who: str = "auditor", **params: Any) -> list[dict[str, Any]]:
        response = await self.get(who, "/facts", **params)
        assert response.status_code == 200, response.text
        items: list[dict[str, Any]] = response.json()["items"]
        return items

    async def recorded(self) -> "Report":
        """The report once the record, which follows a moment later, has all of its facts."""
        async with asyncio.timeout(30):
            state = (await self.get("auditor", source="live")).json()
            while (await self.get("auditor", source="record")).json().get("facts") != state["facts"]:
                await asyncio.sleep(0.05)
        return self

    def _seen(self, response: Response, reporter: bool = False) -> Response:
        if response.status_code == 200:
            task = response.json()["task"]
            self.task = task["id"] if task else None if not reporter else self.task
        return response


@dataclass
class People:
    http: AsyncClient
    password: str
    _tokens: dict[str, str] = field(default_factory=dict)

    async def headers(self, who: str) -> dict[str, str]:
        if who not in self._tokens:
            form = {"username": who, "password": self.password}
            response = await self.http.post("/v1/token", data=form)
            assert response.status_code == 200, response.text
            self._tokens[who] = response.json()["access_token"]
        return {"Authorization": f"Bearer {self._tokens[who]}"}

    async def get(self, who: str, path: str, **params: Any) -> Response:
        return await self.http.get(path, params=params, headers=await self.headers(who))

    async def submit(self, **changed: Any) -> Report:
        headers = {"Idempotency-Key": secrets.token_hex(8)}
        response = await self.http.post("/v1/reports", json=FORM | changed, headers=headers)
        assert response.status_code == 201, response.text
        told = response.json()
        return Report(self.http, self, told["tracking_number"], told["pin"], told["task"]["id"])
