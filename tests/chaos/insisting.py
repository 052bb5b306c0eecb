"""People who insist: they send again, under the same key, until they are told what came of it."""

import asyncio
import json
import random
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt

from api.requests.bodies import content_hmac
from fields import tracking_numbers
from runtime.settings import Settings

PATIENCE = 150.0  # seconds after which a decision that is not confirmed counts as stuck
LONGEST_PAUSE = 2.0  # seconds between two tries, whatever the server asks for
ONE_TRY = 40.0  # seconds; the API itself tries for 25
DOUBLED = 0.15  # how many are sent twice at once, and how many again afterwards


class Stuck(AssertionError):
    """Nobody said within `PATIENCE` what came of it."""


class Unexpected(AssertionError):
    """An answer that is neither the one hoped for nor an invitation to try again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A decision that was acknowledged: `key` and `content` as its facts carry them; `fact` its last one's
    number, null where it was handed over only (202)."""

    report: str
    kind: str
    key: str
    content: str
    fact: int | None
    at: float  # monotonic, when it was acknowledged
    took: float  # seconds from the first try


@dataclass
class Log:
    """Everything that was acknowledged, and what went otherwise."""

    submitted: dict[str, str] = field(default_factory=dict)  # tracking number: content
    decided: list[Sent] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    tries: int = 0
    repeats: int = 0


class People:
    """Everybody of the demo directory and all reporters, over one HTTP client."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings, seed: int) -> None:
        self._http, self._secret, self._dice = http, settings.intake_secret, random.Random(seed)
        self._password = settings.demo_password
        self._tokens: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self.log = Log()

    async def sign_in(self, *names: str) -> None:
        """Signs in those who serve."""
        for name in names:
            form = {"username": name, "password": self._password}
            answer = (await self._http.post("/v1/token", data=form)).raise_for_status().json()
            self._tokens[name] = answer["access_token"]
            claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
            self._ids[name] = claims["sub"]

    async def submit(self, body: Mapping[str, Any]) -> tuple[str, str]:
        """A new report's number and PIN."""
        key = secrets.token_hex(8)
        headers, same = {"Idempotency-Key": key}, ("tracking_number", "pin")
        _, told = await self._twice("/v1/reports", body, headers, 201, same)
        number: str = told["tracking_number"]
        self.log.submitted[number] = content_hmac(self._secret, body)
        return number, told["pin"]

    async def decide(
        self, who: str, number: str, body: Mapping[str, Any], *, later: bool = False, expect: int = 200
    ) -> Any:
        """A decision of somebody who serves."""
        headers = {"Authorization": f"Bearer {self._tokens[who]}"}
        return await self._decide(self._ids[who], number, "decisions", body, headers, later, expect)

    async def reply(self, number: str, pin: str, body: Mapping[str, Any]) -> Any:
        """A decision of the reporter."""
        return await self._decide(number, number, "replies", body, {"Report-Pin": pin}, False, 200)

    async def nudge(self, number: str, task: str, agency: str | None) -> None:
        """The harmless decision: the owner's supervisor asks how it is going."""
        body = {"task": task, "decision": {"kind": "nudge", "note": "bagaimana kabarnya, mohon info"}}
        await self.decide(f"pimpinan.{agency or 'pusat'}", number, body)

    async def look(self, number: str, source: str | None = None) -> Any:
        """The report as the auditor sees it."""
        headers = {"Authorization": f"Bearer {self._tokens['auditor']}"}
        params = {"source": source} if source else {}
        _, told = await self._insist("GET", f"/v1/reports/{number}", headers, params=params)
        return told

    async def _decide(
        self,
        actor: str,
        number: str,
        door: str,
        body: Mapping[str, Any],
        headers: dict[str, str],
        later: bool,
        expect: int,
    ) -> Any:
        key = secrets.token_hex(8)
        headers = headers | {"Idempotency-Key": key} | ({"Prefer": "respond-async"} if later else {})
        begun = time.monotonic()
        same = () if later or expect != 200 else ("facts", "stage", "task")
        path = f"/v1/reports/{number}/{door}"
        expect = 202 if later else expect
        _, told = await self._twice(path, body, headers, expect, same)
        if expect < 300:
            hashed = tracking_numbers.keyed(self._secret, "key", actor, key).hex()
            content = content_hmac(self._secret, {"task": body.get("task"), "decision": body["decision"]})
            now, fact = time.monotonic(), None if later else told["facts"]
            kind = body["decision"]["kind"]
            self.log.decided.append(Sent(number, kind, hashed, content, fact, now, now - begun))
        return told

    async def _twice(
        self, path: str, body: Mapping[str, Any], headers: dict[str, str], expect: int, same: tuple[str, ...]
    ) -> tuple[int, Any]:
        """Sends it, now and then twice at once or once more after; all must be answered alike."""
        drawn = self._dice.random()
        sends = [self._insist("POST", path, headers, json=body) for _ in range(2 if drawn < DOUBLED else 1)]
        answers = list(await asyncio.gather(*sends))
        if drawn > 1 - DOUBLED:
            answers.append(await self._insist("POST", path, headers, json=body))
        self.log.repeats += len(answers) - 1
        shown = [(status, *(told.get(name) for name in same)) for status, told in answers]
        if any(each != shown[0] for each in shown):
            self.log.odd.append(f"{path} {json.dumps(body)}: answered differently to one key: {shown}")
        status, told = answers[0]
        if status != expect:
            raise Unexpected(f"{path} {json.dumps(body)}: {status} instead of {expect}: {json.dumps(told)}")
        return status, told

    async def _insist(self, method: str, path: str, headers: dict[str, str], **sent: Any) -> tuple[int, Any]:
        """Sends it until there is an answer that is one."""
        limit = time.monotonic() + PATIENCE
        last = "nothing yet"
        while time.monotonic() < limit:
            self.log.tries += 1
            pause = self._dice.uniform(0.2, LONGEST_PAUSE / 2)
            try:
                answer = await self._http.request(method, path, headers=headers, timeout=ONE_TRY, **sent)
            except httpx.TransportError as error:
                last = f"{type(error).__name__} {error}"
            else:
                if answer.status_code not in (429, 503):
                    if answer.status_code >= 500:
                        self.log.odd.append(f"{method} {path}: {answer.status_code} {answer.text}")
                    else:
                        return answer.status_code, answer.json()
                last = f"{answer.status_code} {answer.text}"
                pause = min(float(answer.headers.get("Retry-After", 1)), LONGEST_PAUSE)
            await asyncio.sleep(pause)
        raise Stuck(f"{method} {path} {json.dumps(sent)}: not told within {PATIENCE} s; last: {last}")
