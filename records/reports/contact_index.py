"""The contact index: by which e-mail address or telephone number a report is found, as keyed hashes.

Neither can be read out of it without the master key. Two reports of one contact have equal hashes (ADR 25).
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fields.telephone import telephone
from records.database import Pool, rows
from records.keys.report_key import Redacted, ReportKey
from records.keys.store import KeyDestroyed, KeyStore, UnknownReport
from workflows.procedure.model.sealed import Sealed

PURPOSE = "contact index"
"""What the index' key is derived from the master key for."""
CONTACTS = frozenset({"submitted", "contact_corrected"})
"""The kinds of facts that tell by which contact a reporter is reached."""

PAGE = 200
# In SQL: function: the view `facts`
LACKING = f"""
select f.report, jsonb_agg(jsonb_build_object('number', f.number, 'kind', f.kind, 'data', f.data)
                           order by f.number) as facts
from facts as f join report_keys as k on k.report = f.report and k.wrapped is not null
where f.kind = any(%(kinds)s) and f.report > %(after)s
  and not exists (select from report_contacts as c where c.report = f.report)
group by f.report order by f.report limit {PAGE}"""  # noqa: S608  # a constant
FILL = """
select set_contact(report, contact) from jsonb_to_recordset(%s::jsonb) as n(report text, contact jsonb)"""


class ContactIndex:
    """Makes the index' entries under a key of its own, derived from the master key."""

    def __init__(self, pool: Pool, keys: KeyStore) -> None:
        self._pool = pool
        self._keys = keys
        self._secret = keys.derived(PURPOSE)

    def hash_contact(self, contact: str) -> str:
        """The hash of an address, or of a number in E.164; the case of letters makes no difference."""
        return hmac.digest(self._secret, contact.casefold().encode(), "sha256").hex()

    async def entry_of(self, report: str, facts: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
        """The entry after these facts, `{email, phone, facts}`; null where its texts were erased, or none of
        the facts tells a contact. Raises KeyUnavailable."""
        telling = [each for each in facts if each["kind"] in CONTACTS]
        if not telling:
            return None
        try:
            return self._entry(await self._keys.of(report), telling)
        except (KeyDestroyed, UnknownReport):
            return None

    async def fill(self) -> int:
        """Makes what is lacking, as after a migration, from the recorded facts; returns of how many reports.

        Raises KeyUnavailable, SealBroken, and psycopg's errors.
        """
        made, after = 0, ""
        while page := await rows(self._pool, LACKING, {"kinds": list(CONTACTS), "after": after}):
            after = page[-1]["report"]
            keys = await self._keys.of_all(each["report"] for each in page)
            entries = [
                {"report": each["report"], "contact": self._entry(keys[each["report"]], each["facts"])}
                for each in page
                if each["report"] in keys
            ]
            await rows(self._pool, FILL, [json.dumps(entries)])
            made += len(entries)
        return made

    def _entry(self, key: ReportKey, facts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
        """Null where the contact was redacted."""
        last = facts[-1]
        try:
            email, phone = _open_contact(key, last)
        except Redacted:
            return None
        return {
            "email": self.hash_contact(email) if email else None,
            "phone": self.hash_contact(_as_kept_now(phone)) if phone else None,
            "facts": last["number"],
        }


def _open_contact(key: ReportKey, fact: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The e-mail address and the telephone number that a fact tells. Raises Redacted."""
    data = fact["data"]
    if fact["kind"] == "submitted":
        who = json.loads(key.open(Sealed.model_validate(data["reporter"]["identity"])))
        return who.get("email"), who.get("phone")
    email, phone = (
        key.open(Sealed.model_validate(data[name])) if data[name] else None for name in ("email", "phone")
    )
    return email, phone


def _as_kept_now(phone: str) -> str:
    """The number in E.164: reports from before 0.2.0 may have it as it was written."""
    try:
        return telephone(phone).number
    except ValueError:
        return phone
