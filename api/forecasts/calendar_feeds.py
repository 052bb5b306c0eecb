"""Calendar feeds of due days (RFC 5545), read at an address that nobody can guess, and its owner revokes."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from icalendar import Calendar, Event

from api.answers.problems import not_allowed, not_found
from api.reports.listing import due_clock
from api.reports.worklist import list_scopes
from api.requests.identity import actor_of_account
from api.schemas.calendar_feeds import CalendarFeed, FeedScope
from api.services import Services
from records import calendar_feeds
from records.directory.accounts import Account
from records.reports.queries.worklist import Scope, Todo, list_tasks
from texts.calendar_feed import NAMES, describe_due_day, summarise_due_day
from texts.formats import InBoth
from texts.links import open_link
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Stage
from workflows.procedure.model.facts import Actor

MOST_EVENTS = 2000
"""The earliest due of a feed: calendar programs take no more well."""
REFRESH = timedelta(hours=1)
"""How often a calendar program should look again."""
SECRET_BYTES = 32


def scopes_of(actor: Actor) -> list[FeedScope]:
    """Which feeds somebody may have: of the tasks that they are shown."""
    shown = list_scopes(actor)
    return [each for each in FeedScope if Scope(each.value) in shown]


async def list_feeds(services: Services, account: Account) -> list[CalendarFeed]:
    """The account's feeds, without their addresses."""
    return [_present(each) for each in await calendar_feeds.list_feeds(services.pool, account.id)]


async def make_feed(
    services: Services, actor: Actor, account: Account, scope: FeedScope, language: str
) -> tuple[CalendarFeed, str]:
    """A feed and the path of its address, which is told this once. A former address of that scope ends.
    Raises 403 for a scope that is not theirs."""
    if scope not in scopes_of(actor):
        raise not_allowed("There is no such feed for your role.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = await calendar_feeds.make_feed(services.pool, account.id, scope.value, language, secret)
    if made is None:
        raise not_found()
    return _present(made), f"/kalender/{secret}.ics"


async def end_feed(services: Services, account: Account, scope: FeedScope) -> None:
    """Ends a feed; without one it does nothing."""
    await calendar_feeds.end_feed(services.pool, account.id, scope.value)


async def read_feed(services: Services, secret: str, base: str) -> bytes:
    """The feed at an address. `base` is what the addresses of reports begin with. Raises 404 for an address
    that is not, or no longer, in force, and for a scope that is no longer its owner's."""
    feed = await calendar_feeds.find_feed(services.pool, secret)
    account = services.directory.account(feed.account) if feed else None
    if feed is None or account is None or account.disabled or account.must_change_password:
        raise not_found()
    actor, scope = actor_of_account(account), FeedScope(feed.scope)
    if scope not in scopes_of(actor):
        raise not_found()
    page = await list_tasks(services.lists, actor, limit=MOST_EVENTS, scope=Scope(scope.value))
    # Thousands of events take a good part of a second.
    return await asyncio.to_thread(format_feed, services, page.items, scope, feed.language, base)


def format_feed(
    services: Services, tasks: Sequence[Todo], scope: FeedScope, language: str, base: str
) -> bytes:
    """One all-day event for each task that is due. Its UID is the task's, whatever becomes of its due day.
    Equal tasks give equal bytes."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Tuntas//Tenggat//ID")
    calendar.add("CALSCALE", "GREGORIAN")
    name = _in(language, NAMES[scope.value])
    for key in ("NAME", "X-WR-CALNAME"):
        calendar.add(key, name)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", f"PT{REFRESH.seconds // 3600}H")
    for task in tasks:
        if (event := _make_event(services, task, language, base)) is not None:
            calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _make_event(services: Services, task: Todo, language: str, base: str) -> Event | None:
    clock = due_clock(task)
    if clock is None:
        return None
    day = date.fromisoformat(clock["due_on"])
    where = services.directory.unit_name(task.agency, task.unit)
    event = Event()
    event.add("UID", f"{task.id}@tuntas")
    event.add("DTSTAMP", task.opened_at)
    event.add("SEQUENCE", task.state["facts"])
    event.add("DTSTART", day)
    event.add("DTEND", day + timedelta(days=1))
    event.add("SUMMARY", _in(language, summarise_due_day(task.report, clock["name"])))
    event.add("DESCRIPTION", _in(language, describe_due_day(Stage(task.stage), where)))
    event.add("URL", open_link(base, task.report))
    event.add("TRANSP", "TRANSPARENT")
    return event


def _in(language: str, text: InBoth) -> str:
    return text["en"] if language == "en" else text["id"]


def _present(feed: calendar_feeds.CalendarFeed) -> CalendarFeed:
    return {
        "scope": FeedScope(feed.scope),
        "language": "en" if feed.language == "en" else "id",
        "made_at": instants.format_instant(feed.made_at),
    }
