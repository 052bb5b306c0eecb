"""Calls: what reporters who can't be written to are still to be told by telephone, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg.rows import DictRow

from records.database import Pool, rows
from records.reports.outbox import OutboxMessage, read_letters
from records.reports.queries.scope import scope_params
from texts.letters.reporter import NEW_PIN
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

TRIES = 3
"""How often nobody answers before a message is given up."""
LATER = timedelta(hours=4)
"""How long a reporter who didn't answer is left alone."""

# The centre calls about a new PIN: who answers a report must not learn by what the answer is accepted.
IS_PIN = f"m.template = '{NEW_PIN}'"
OPEN = f"""m.channel = 'phone' and m.sent_at is null and m.given_up_at is null
and (r.sealed_at is null or r.sealed_at > now() or {IS_PIN})
and not exists (select from report_keys as k where k.report = m.report and k.wrapped is null)"""
DUE = "m.leaves_at <= now()"
# As for reading: an agency sees no anonymous reporter, and nothing further of a report that it declined.
IS_CENTRES = """(r.anonymous or r.agency is null or exists (
    select from declines as d where d.report = r.report and d.agency = r.agency))"""
IS_AGENCYS = f"not {IS_CENTRES} and r.agency = %(my_agency)s"
NOBODY_THERE = """not exists (
    select from accounts as a where a.role = 'liaison_officer' and a.disabled_at is null
    and a.agency = r.agency and a.unit = r.unit)"""
MINE = {
    Role.NATIONAL_ADMIN: f"({IS_CENTRES} or {IS_PIN})",
    Role.AGENCY_ADMIN: f"{IS_AGENCYS} and not {IS_PIN} and (r.unit is null or {NOBODY_THERE})",
    Role.LIAISON_OFFICER: f"{IS_AGENCYS} and not {IS_PIN} and r.unit = %(my_unit)s",
}

# In SQL: parts: with the conditions of `scope`
TO_MAKE = f"""
select r.report, r.state, r.title, array_agg(m.id order by m.id) as messages, min(m.send_at) as since
from messages as m join reports as r using (report)
where {OPEN} and {DUE} and {{mine}}
group by r.report, is_to_former(m.template) order by since, r.report limit %(limit)s"""  # noqa: S608  # constants
COUNT = f"""
select count(distinct m.report) as calls from messages as m join reports as r using (report)
where {OPEN} and {DUE} and {{mine}}"""  # noqa: S608  # constants
CHANGE = f"""
update messages as c set attempts = c.attempts + 1, told_by = %(me)s,
    sent_at = case when %(reached)s then statement_timestamp() end,
    error = case when not %(reached)s then 'not_reached' end,
    leaves_at = case when %(reached)s then c.leaves_at else now() + %(later)s end,
    given_up_at = case when not %(reached)s and c.attempts + 1 >= %(tries)s then now() end
from messages as m join reports as r using (report)
where c.id = m.id and m.id = any(%(messages)s) and m.report = %(report)s and {OPEN} and {{mine}}
returning c.id"""  # noqa: S608  # constants


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """A reporter to be told something, since when, with the sealed title and the `messages` to tell."""

    report: str
    state: dict[str, Any]
    title: dict[str, Any] | None
    since: datetime
    messages: list[OutboxMessage]

    @property
    def is_anonymous(self) -> bool:
        """Whether only an opened identity shows whom to call."""
        return bool(self.state["anonymous"])


async def list_phone_calls(pool: Pool, actor: Actor, *, limit: int = 50) -> list[PhoneCall]:
    """The calls that are `actor`'s to make now, one a report, the oldest first; at most `limit`."""
    if actor.role not in MINE:
        return []
    query = TO_MAKE.format(mine=MINE[actor.role])
    found: list[DictRow] = await rows(pool, query, scope_params(actor) | {"limit": limit})
    shown = await read_letters(pool, [each for row in found for each in row["messages"]]) if found else []
    waiting = {message.id: message for letter in shown for message in letter}
    return [PhoneCall(**{**row, "messages": [waiting[each] for each in row["messages"]]}) for row in found]


async def count_phone_calls(pool: Pool, actor: Actor) -> int:
    """How many reporters are `actor`'s to call now."""
    if actor.role not in MINE:
        return 0
    found = await rows(pool, COUNT.format(mine=MINE[actor.role]), scope_params(actor))
    return int(found[0]["calls"])


async def note_phone_call(
    pool: Pool, actor: Actor, report: str, messages: Sequence[int], *, reached: bool
) -> list[int]:
    """Notes that `actor` called about these messages; who was not reached is to be called again after
    `LATER`, `TRIES` times in all. Returns those that were the actor's to tell and were not told before."""
    if actor.role not in MINE:
        return []
    values = {
        "report": report,
        "messages": list(messages),
        "reached": reached,
        "later": LATER,
        "tries": TRIES,
    }
    found = await rows(pool, CHANGE.format(mine=MINE[actor.role]), scope_params(actor) | values)
    return sorted(row["id"] for row in found)
