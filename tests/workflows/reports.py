"""Reports driven on a real engine without HTTP: intake, decisions, and what became of them."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from records.directory.in_memory import Directory
from records.keys.report_key import ReportKey
from records.keys.store import KeyStore
from runtime.search_attributes import REPORT_CLASS, TRACKING_NUMBER
from workflows.inputs import ReportInput
from workflows.inspection import KNOWN
from workflows.procedure.model.decisions import DECISION
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.policy import load_policy
from workflows.procedure.model.requests import Answer, DecisionRequest, LookedUp
from workflows.procedure.model.submission import Intake, Submission
from workflows.procedure.rules.intake import reporter_of
from workflows.report import Report

PUSAT = Actor(Role.NATIONAL_ADMIN, "a_pusat")
ADMIN = Actor(Role.AGENCY_ADMIN, "a_admin", "kemenkes")
OFFICER = Actor(Role.LIAISON_OFFICER, "a_penghubung", "kemenkes", "layanan")
PLANTED = "Siti Rahmawati binti Harun"
IDENTITY = f'{{"name":"{PLANTED}","email":"siti@example.org"}}'
LONG = f"Puskesmas tutup sejak Senin, kata {PLANTED}, dan tidak ada yang menjawab."


@dataclass
class OneReport:
    """A report under way."""

    number: str
    key: ReportKey
    handle: WorkflowHandle[Report, str]
    directory: Directory

    async def decide(self, actor: Actor, task: str | None, kind: str, **fields: Any) -> Answer:
        """Decides by Update; free text is sealed on the way. Raises WorkflowUpdateFailedError."""
        return await self.send(self.request(actor, task, kind, **fields))

    async def send(self, request: DecisionRequest, update_id: str | None = None) -> Answer:
        """Sends the request by Update, again while the engine is too busy: it takes ten at once a report."""
        while True:
            try:
                answer: Answer = await self.handle.execute_update(
                    "decide",
                    request,
                    id=update_id or request.key + request.content[:8],
                    result_type=Answer,
                )
            except WorkflowUpdateFailedError as refused:
                cause = refused.cause
                if not isinstance(cause, ApplicationError) or cause.type != KNOWN:
                    raise
                return Answer(**cause.details[0])
            except RPCError as error:
                if error.status is not RPCStatusCode.RESOURCE_EXHAUSTED:
                    raise
                await asyncio.sleep(0.05)
            else:
                return answer

    def request(
        self,
        actor: Actor,
        task: str | None,
        kind: str,
        *,
        key: str | None = None,
        received_at: datetime | None = None,
        **fields: Any,
    ) -> DecisionRequest:
        """The decision as the API would send it; `key` is new unless given."""
        decision = DECISION.validate_python({"kind": kind, **fields}, context={"seal": self.key.seal})
        looked_up = LookedUp(
            agency=self.directory.profile(fields.get("agency", "")),
            unit=self.directory.unit(actor.agency or "", fields.get("unit") or fields.get("to") or ""),
        )
        content = sha256(repr((task, kind, sorted(fields.items()))).encode()).hexdigest()
        at = received_at or datetime.now(UTC)
        return DecisionRequest(actor, task, decision, at, key or secrets.token_hex(16), content, looked_up)

    async def look(self) -> dict[str, Any]:
        """The state as the API asks for it; waits for a worker."""
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await self.handle.execute_update("look", None)
        assert isinstance(refused.value.cause, ApplicationError)
        seen: dict[str, Any] = refused.value.cause.details[0]["state"]
        return seen

    async def live(self) -> dict[str, Any]:
        """The state as the workflow has it."""
        found: dict[str, Any] = (await self.handle.query(Report.live))["state"]
        return found

    async def straight(self, *, pause: float = 0) -> None:
        """Plays the straight way from submission to confirmation, with `pause` seconds before each step."""
        number = self.number
        for sequence, (actor, kind, fields) in enumerate(STRAIGHT, 1):
            await asyncio.sleep(pause)
            by = actor or reporter_of(number)
            await self.decide(by, f"{number}-{sequence}", kind, **fields)


FORWARD: dict[str, Any] = {
    "agency": "kemenkes",
    "class": "complaint",
    "supervisory": False,
    "category": "kesehatan",
}


STRAIGHT: list[tuple[Actor | None, str, dict[str, Any]]] = [
    (PUSAT, "forward", FORWARD),
    (ADMIN, "dispose", {"unit": "layanan"}),
    (OFFICER, "respond", {"text": LONG, "final": True}),
    (None, "confirm", {"rating": 5}),
]
"""The straight way's decisions; null is the reporter."""


class Reports:
    """Starts reports."""

    def __init__(self, client: Client, keys: KeyStore, directory: Directory, task_queue: str) -> None:
        self._client = client
        self._keys = keys
        self._directory = directory
        self._task_queue = task_queue

    async def submit(
        self, *, policy: str = "default", continue_after: int | None = None, text: str = LONG, **changed: Any
    ) -> OneReport:
        """Submits a complaint; `changed` are further fields of the form."""
        number = f"T{secrets.token_hex(7)}".upper()  # longer than one whose last character checks the others
        key = await self._keys.create(number)
        form = {
            "title": f"Puskesmas tutup ({PLANTED})",
            "text": text,
            "class": "complaint",
            "channel": "web",
            "anonymous": False,
            "confidential": False,
            "reporter": {"identity": IDENTITY, "email": True, "phone": False},
            **changed,
        }
        submission = Submission.model_validate(form, context={"seal": key.seal})
        intake = Intake(
            number, submission, datetime.now(UTC), "c" * 64, load_policy(policy), self._directory.centre()
        )
        handle = await self._client.start_workflow(
            Report.run,
            ReportInput(intake, continue_after=continue_after),
            id=number,
            task_queue=self._task_queue,
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(TRACKING_NUMBER, number),
                    SearchAttributePair(REPORT_CLASS, submission.report_class.value),
                ]
            ),
        )
        return OneReport(number, key, handle, self._directory)
