"""Calendar feeds: made and revoked on the account's page, and read at their secret addresses."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.caching import cacheable_file
from api.answers.problems import Malformed
from api.dependencies import AddressDep, ServicesDep
from api.forecasts import calendar_feeds
from api.pages.account import SEE_OTHER, show_account
from api.pages.forms import first_values, read_form
from api.pages.language import language_of
from api.pages.staff import StaffFrameDep
from api.routes.calendars import FEED
from api.schemas.calendar_feeds import FeedScope
from api.session_dependencies import CurrentSessionDep, OwnFormDep, SessionSignedInDep
from texts.links import pages_base

router = APIRouter(include_in_schema=False)

KEPT = 300
"""Seconds for which a calendar program need not ask again."""
Secret = Annotated[str, Path(max_length=100, pattern="^[A-Za-z0-9_-]+$")]


@router.post("/akun/kalender")
async def make_feed(
    services: ServicesDep,
    request: Request,
    current: CurrentSessionDep,
    who: SessionSignedInDep,
    zone: StaffFrameDep,
    _own: OwnFormDep,
) -> Response:
    """Makes a feed, or a new address for it, and shows the address this once: no redirect could carry it."""
    scope = _read_scope(first_values(await read_form(request)))
    language = language_of(request)
    _, path = await calendar_feeds.make_feed(services, who.actor, who.account, scope, language)
    address = pages_base(services.settings.pages_url, str(request.base_url)) + path
    return await show_account(services, request, current, who, zone, {}, new_address=address)


@router.post("/akun/kalender/cabut")
async def end_feed(
    services: ServicesDep, request: Request, who: SessionSignedInDep, _own: OwnFormDep
) -> Response:
    """Revokes a feed's address; again changes nothing."""
    await calendar_feeds.end_feed(services, who.account, _read_scope(first_values(await read_form(request))))
    return RedirectResponse("/akun?done=feed", SEE_OTHER)


@router.get("/kalender/{secret}.ics")
async def read_feed(services: ServicesDep, request: Request, address: AddressDep, secret: Secret) -> Response:
    """The feed, for calendar programs: they sign in nowhere, and know the address."""
    await services.limits.feeds.take(address)
    base = pages_base(services.settings.pages_url, str(request.base_url))
    content = await calendar_feeds.read_feed(services, secret, base)
    return cacheable_file(request, content, FEED, seconds=KEPT)


def _read_scope(sent: dict[str, str]) -> FeedScope:
    try:
        return FeedScope(sent.get("scope", ""))
    except ValueError:
        raise Malformed([{"field": "scope", "message": "must be 'mine' or 'team'"}]) from None
