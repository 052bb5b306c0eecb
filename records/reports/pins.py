"""Which PIN opens a report, by its version, and new PINs on their way to reporters.

A new PIN is sent to the contact on record. It takes the place of the former one when somebody uses it: until
then both open the report, so that whoever asks for one in a reporter's name locks nobody out (ADR 25).

Each function raises one of `SQL_AWAY`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.sql.functions import now
from sqlmodel import col

from fields.tracking_numbers import FIRST_PIN
from records.database import POINT, Pool, rows
from records.statements import columns, compile_statement
from records.tables import ReportPin
from texts.letters.reporter import NEW_PIN

MOST = 5
"""For how many reports of one contact, the latest ones, a request sends new PINs."""

COLUMNS = columns(ReportPin.report, ReportPin.version, ReportPin.sent, ReportPin.changed_at)
READ = compile_statement(select(*COLUMNS).where(col(ReportPin.report) == bindparam("report")))
CHANGED = compile_statement(select(*COLUMNS).where(col(ReportPin.changed_at) >= bindparam("since")))
ACCEPT = compile_statement(
    update(ReportPin)
    .where(col(ReportPin.report) == bindparam("of_report"), col(ReportPin.sent) == bindparam("accepted"))
    .values(version=col(ReportPin.sent), sent=None, changed_at=now())
)
# A PIN that waits to be used is sent again, and one that waits to be sent is not sent twice.
# In SQL: function: the outbox is written with triggers, and it tells by NOTIFY
SEND = """
with found as (
    select r.report, r.facts, r.stage, r.agency, r.unit
    from report_contacts as c join reports as r using (report)
    where (c.email = %(email)s or c.phone = %(phone)s) and (%(report)s::text is null or r.report = %(report)s)
    order by r.submitted_at desc, r.report limit %(most)s
), pins as (
    insert into report_pins as p (report, sent) select report, 2 from found
    on conflict (report) do update set sent = coalesce(p.sent, p.version + 1), changed_at = now()
    returning report, sent
), posted as (
    insert into messages (report, fact, recipient, channel, dedup, template, data, send_at, leaves_at)
    select report, facts, 'reporter', 'email', format('%%s:%%s:pin:%%s', report, facts, gen_random_uuid()),
           %(template)s, jsonb_build_object(
               'stage', stage, 'agency', agency, 'unit', unit, 'pin_version', sent,
               'at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), now(), now()
    from found join pins using (report)
    where not exists (
        select from messages as m where m.report = found.report and m.template = %(template)s
        and m.sent_at is null and m.given_up_at is null)
    returning 1
)
select pg_notify('tuntas_messages', '') from (select count(*) as posts from posted) as told where posts > 0"""


@dataclass(frozen=True, slots=True)
class PinVersions:
    """The version of a report's PIN in force and, until it is used, of a newer one that was sent."""

    version: int = FIRST_PIN
    sent: int | None = None


async def read_pins(pool: Pool, report: str) -> PinVersions:
    """The versions of that report's PINs, whether or not there is one."""
    found = await rows(pool, READ, {"report": report}, within=POINT)
    return PinVersions(found[0]["version"], found[0]["sent"]) if found else PinVersions()


async def list_changed_pins(pool: Pool, since: datetime) -> Sequence[tuple[str, PinVersions, datetime]]:
    """The reports whose PINs changed since then, and when."""
    found = await rows(pool, CHANGED, {"since": since})
    return [
        (each["report"], PinVersions(each["version"], each["sent"]), each["changed_at"]) for each in found
    ]


async def accept_sent_pin(pool: Pool, report: str, version: int) -> None:
    """Puts the sent PIN in force, since its recipient used it. The former one opens nothing any more."""
    await rows(pool, ACCEPT, {"of_report": report, "accepted": version}, within=POINT)


async def send_new_pins(pool: Pool, *, email: str | None, phone: str | None, report: str | None) -> None:
    """Sends a new PIN for each of the latest reports with that hashed contact (`contact_index`), of `report`
    alone if given. To whom it goes the message itself knows: the contact on record."""
    values = {"email": email, "phone": phone, "report": report, "most": MOST, "template": NEW_PIN}
    await rows(pool, SEND, values, within=POINT)
