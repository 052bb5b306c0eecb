"""The outbox: which messages are due to leave, and what became of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row

from fields.text import shown_line
from fields.tracking_numbers import derive_pin
from records.database import Pool, rows
from texts.letters import Details
from texts.letters.details import Language

Connection = AsyncConnection[DictRow]

NOTIFICATION = "tuntas_messages"
"""What PostgreSQL sends to tell that messages were posted."""

# Everything a text needs. `letter` is the first message of those that leave together.
# In SQL: hot: claiming and sending
READ = """
select m.id, letter, coalesce(m.report, '') as report, coalesce(m.fact, 0) as fact,
       m.recipient, m.channel, m.dedup, m.template, m.data, m.send_at,
       m.attempts, a.username, a.name, a.email,
       m.recipient <> 'reporter' and (a.id is null or a.disabled_at is not null) as disabled,
       m.office_role is not null
           and not in_office(m.recipient, m.office_role, m.office_agency, m.office_unit) as left_office,
       agencies.name as agency_name, units.name as unit_name, case when m.recipient = 'reporter' then (
           select f.data->'reporter'->'identity' from facts as f where f.report = m.report and f.number = 1
       ) end as identity, case when m.recipient = 'reporter' then (
           select jsonb_build_object('email', f.data->'email', 'phone', f.data->'phone') from facts as f
           where f.report = m.report and f.kind = 'contact_corrected'
             and (f.number < m.fact or not is_to_former(m.template))
           order by f.number desc limit 1
       ) end as corrected, case when m.recipient = 'reporter' then (
           select f.data->>'language' from facts as f
           where f.report = m.report and f.kind in ('submitted', 'contact_corrected')
             and f.data->>'language' is not null
           order by f.number desc limit 1
       ) end as language,
       m.recipient = 'reporter' and exists (
           select from report_keys as k where k.report = m.report and k.wrapped is null) as erased
from claimed join messages as m using (id)
left join accounts as a on a.id = m.recipient
left join agencies on agencies.code = m.data->>'agency'
left join units on units.agency = m.data->>'agency' and units.code = m.data->>'unit'"""

# Only the first message of a batch may be taken, and takes the others along: so no two workers ever
# share a batch. What another worker has taken is skipped, not waited for.
# In SQL: hot: claiming and sending
CLAIM = f"""
with first_ones as (
    select id, id as letter, leaves_at, recipient, channel, batch, send_at from messages as m
    where sent_at is null and given_up_at is null and leaves_at <= now() and channel = 'email'
    and not exists (
        select from messages as earlier
        where earlier.sent_at is null and earlier.given_up_at is null and earlier.id < m.id
          and (earlier.recipient, earlier.channel, earlier.batch, earlier.send_at)
              = (m.recipient, m.channel, m.batch, m.send_at))
    order by leaves_at, id limit %(most)s
    for update skip locked
), others as (
    select m.id, f.letter, f.leaves_at from messages as m
    join first_ones as f using (recipient, channel, batch, send_at)
    where m.sent_at is null and m.given_up_at is null and m.id <> f.id
    for update of m skip locked
), claimed as (
    select id, letter, leaves_at as due_at from first_ones union all select * from others
) {READ} order by due_at, letter, m.id"""  # noqa: S608  # constants

# Those that were sent together have one `sent_at`, to the microsecond.
# In SQL: hot: claiming and sending
SHOW = f"""
with claimed as (
    select m.id, coalesce((
        select min(o.id) from messages as o
        where (o.recipient, o.channel, o.batch, o.send_at) = (m.recipient, m.channel, m.batch, m.send_at)
          and o.sent_at is not distinct from m.sent_at), m.id) as letter
    from messages as m
    where m.id = any(%(ids)s) or (m.recipient, m.channel, m.batch, m.send_at) in (
        select recipient, channel, batch, send_at from messages where id = any(%(ids)s))
) {READ} order by letter, m.id"""  # noqa: S608  # constants

# In SQL: hot: claiming and sending
SENT = """
update messages set sent_at = statement_timestamp(), attempts = attempts + 1, error = null
where id = any(%s)"""
FAILED = """
update messages set attempts = attempts + 1, error = %(error)s, leaves_at = clock_timestamp() + %(pause)s,
    given_up_at = case when %(for_good)s then clock_timestamp() end
where id = any(%(ids)s)"""
TO_SUCCESSORS = """
with gone as (
    update messages set given_up_at = clock_timestamp(), error = %(error)s
    where id = %(id)s and not in_office(recipient, office_role, office_agency, office_unit) returning *
)
insert into messages
    (report, fact, recipient, channel, dedup, template, data, batch, send_at, leaves_at)
select report, fact, holder, channel, concat_ws(':', report, fact, holder, channel), template, data, batch,
       send_at, clock_timestamp()
from gone cross join lateral holders(office_role, office_agency, office_unit, recipient) as holder
where gone.report is not null
on conflict (dedup) do update set given_up_at = null, error = null, leaves_at = excluded.leaves_at
where messages.sent_at is null and messages.error in ('left_office', 'account_disabled')"""
# In SQL: import: erasing writes it
ERASED = """
update messages set given_up_at = clock_timestamp(), error = 'erased'
where report = %s and recipient = 'reporter' and sent_at is null and given_up_at is null"""
# In SQL: function: the view `facts`
TO_CALL = """
update messages as m set channel = 'phone', given_up_at = null, leaves_at = clock_timestamp()
where m.id = any(%(ids)s) and m.recipient = 'reporter'
  and (select phone from contact_for(m.report, m.template, m.fact))"""
# In SQL: hot: claiming and sending
NEXT = """
select extract(epoch from min(leaves_at) - clock_timestamp())::float8 as seconds
from messages where sent_at is null and given_up_at is null and channel = 'email'"""


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A message with what its text needs: the account it goes to, or of the reporter the sealed `identity`,
    the contact it goes to where that was corrected, `{email, phone}`, each sealed or null, and the `language`
    of letters, null for Indonesian.

    `report` is empty, and `fact` 0, where it tells of several reports.
    `letter` is the id of the first of those that leave together. An account that is gone counts as disabled.
    `left_office`: the recipient is no longer in the office for which it was written, or is disabled.
    `erased`: the recipient is the reporter, and what the report said was erased.
    """

    id: int
    letter: int
    report: str
    fact: int
    recipient: str
    channel: str
    dedup: str
    template: str
    data: dict[str, Any]
    send_at: datetime
    attempts: int
    username: str | None
    name: str | None
    email: str | None
    disabled: bool
    left_office: bool
    agency_name: str | None
    unit_name: str | None
    identity: dict[str, Any] | None
    corrected: dict[str, Any] | None
    language: Language | None
    erased: bool

    def details(self, pages: str | None, intake_secret: bytes) -> Details:
        """What its text may speak of; `pages` is where reporters read their reports, null if nowhere. From
        the secret a new PIN is derived."""
        agency, unit = shown_line(self.agency_name), shown_line(self.unit_name)
        version = self.data.get("pin_version")
        pin = derive_pin(intake_secret, self.report, version) if version else None
        return Details.of(self.report, self.data, agency, unit, pages, pin, self.language or "id")


async def connect_outbox(url: str) -> Connection:
    """A connection for one delivery: it holds a transaction while it sends. Raises one of `SQL_AWAY`."""
    options = "-c statement_timeout=10000 -c timezone=UTC"
    return await AsyncConnection.connect(
        url, autocommit=True, connect_timeout=3, options=options, row_factory=dict_row, prepare_threshold=0
    )


async def claim_letters(connection: Connection, most: int) -> list[list[OutboxMessage]]:
    """At most so many letters that are due, each a list of messages, locked until the transaction ends."""
    cursor = await connection.execute(CLAIM, {"most": most})
    return list(_letters(await cursor.fetchall()))


async def note_sent(connection: Connection, letters: Sequence[Sequence[OutboxMessage]]) -> None:
    """Marks letters as sent."""
    if letters:
        await connection.execute(SENT, [[message.id for letter in letters for message in letter]])


async def note_failed(
    connection: Connection,
    letter: Sequence[OutboxMessage],
    error: str,
    pause: timedelta,
    *,
    for_good: bool,
    unwritable: bool = False,
) -> None:
    """Marks a letter as failed with that kind of error: to be tried again after `pause`, or never. A reporter
    whose address is `unwritable` for good is to be called, if a telephone number is known."""
    ids = [message.id for message in letter]
    await connection.execute(FAILED, {"ids": ids, "error": error, "pause": pause, "for_good": for_good})
    if for_good and unwritable:
        await connection.execute(TO_CALL, {"ids": ids})


async def pass_on_letter(connection: Connection, message: OutboxMessage) -> None:
    """Gives up a message whose recipient left the office it was for, and addresses it to whoever holds that
    office now and was not written to before."""
    error = "account_disabled" if message.disabled else "left_office"
    await connection.execute(TO_SUCCESSORS, {"id": message.id, "error": error})


async def give_up_erased(pool: Pool, report: str) -> None:
    """Gives up whatever the reporter of an erased report was still to be told. Waits until the letters that
    are being sent have left, a minute at most. Raises one of `SQL_AWAY`."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute("set local statement_timeout = '60s'")
        await connection.execute(ERASED, [report])


async def seconds_to_next(connection: Connection) -> float | None:
    """How long until the next message is due to leave, negative if it is overdue; null if there is none."""
    cursor = await connection.execute(NEXT)
    (row,) = await cursor.fetchall()
    seconds: float | None = row["seconds"]
    return seconds


async def read_letters(pool: Pool, ids: Sequence[int]) -> list[list[OutboxMessage]]:
    """The letters of which these messages are part, sent or not."""
    return list(_letters(await rows(pool, SHOW, {"ids": list(ids)})))


def _letters(found: Sequence[DictRow]) -> Iterator[list[OutboxMessage]]:
    for _, messages in groupby((OutboxMessage(**row) for row in found), key=lambda message: message.letter):
        yield list(messages)
