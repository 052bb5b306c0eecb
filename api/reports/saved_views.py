"""Saved views of lists: kept by who works with them, each for themselves or for their office.

What a view finds is judged anew for whoever opens it: it is an address, and shows nobody more than they may
see.
"""

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from psycopg.errors import QueryCanceled

from api.answers.problems import Malformed, Problem, not_allowed
from api.reports import listing, worklist
from api.reports.filter_query import Fault, find_gone, parse_query
from api.reports.filters import ReportFilter, TaskFilter
from api.schemas.views import ChangedView, ListName, NewView, View
from api.services import Services
from records.database import Busy
from records.reports import saved_views
from records.reports.saved_views import NameTaken, SavedView, ViewContent, ViewReader
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

MODELS: Mapping[str, type[TaskFilter | ReportFilter]] = {"tasks": TaskFilter, "reports": ReportFilter}
NOT_KEPT = {"after", "limit", "q", "text"}
"""Places in a list, and words: those may name a reporter, and a view is under no report's key."""


async def list_views(services: Services, actor: Actor) -> list[View]:
    """All that `actor` sees, with what the pinned ones find now."""
    found = await saved_views.list_views(services.pool, _reader(actor))
    return await asyncio.gather(*(_present(services, actor, each) for each in found))


async def save_view(services: Services, actor: Actor, sent: NewView) -> View:
    """Keeps it; again with the same name and filters it does nothing. Raises Malformed, 403 and 409
    `view_name_taken` or `too_many_views`."""
    require_sharer(actor, shared=sent.shared)
    content = _check_content(services, actor, sent.of, sent)
    seen = await saved_views.list_views(services.pool, _reader(actor))
    owned = [each for each in seen if (each.account is None) is sent.shared]
    same = next((each for each in owned if (each.of, each.name) == (sent.of, sent.name)), None)
    if same is not None and same.query == content.query:
        return await _present(services, actor, same)
    if len(owned) >= saved_views.MOST:
        raise _too_many(f"There are {saved_views.MOST} views. Delete one of them first.", saved_views.MOST)
    _require_place(owned, sent.of, pinned=sent.pinned)
    try:
        made = await saved_views.add_view(services.pool, _reader(actor), sent.of, content, shared=sent.shared)
    except NameTaken:
        raise _name_taken() from None
    return await _present(services, actor, made)


async def change_view(services: Services, actor: Actor, id_: int, sent: ChangedView) -> View:
    """Changes one that `actor` sees. Raises Malformed, 403, 404 `no_such_view` and the same 409s."""
    seen = await saved_views.list_views(services.pool, _reader(actor))
    before = next((each for each in seen if each.id == id_), None)
    if before is None:
        raise _no_such_view()
    require_sharer(actor, shared=before.account is None)
    is_new_query = sent.query != before.query
    content = (
        _check_content(services, actor, before.of, sent)
        if is_new_query
        else ViewContent(sent.name, before.query, sent.pinned, sent.position)
    )
    others = [each for each in seen if each.account == before.account and each.id != id_]
    _require_place(others, before.of, pinned=sent.pinned and not before.pinned)
    try:
        changed = await saved_views.change_view(services.pool, _reader(actor), id_, content)
    except NameTaken:
        raise _name_taken() from None
    if changed is None:
        raise _no_such_view()
    return await _present(services, actor, changed)


async def delete_view(services: Services, actor: Actor, id_: int) -> None:
    """Deletes one that `actor` sees. Raises 403 and 404 `no_such_view`."""
    seen = await saved_views.list_views(services.pool, _reader(actor))
    found = next((each for each in seen if each.id == id_), None)
    if found is None:
        raise _no_such_view()
    require_sharer(actor, shared=found.account is None)
    await saved_views.delete_view(services.pool, _reader(actor), id_)


def may_share(actor: Actor) -> bool:
    """Whether `actor` makes and changes the views of their office: all but auditors and operators, who
    have none."""
    return actor.role not in {Role.AUDITOR, Role.OPERATOR}


def require_sharer(actor: Actor, *, shared: bool) -> None:
    """Raises 403 where the view is an office's and `actor` may not change those."""
    if shared and not may_share(actor):
        raise not_allowed("The views of an office are made by those who work in it.")


def _check_content(services: Services, actor: Actor, of: str, sent: ChangedView) -> ViewContent:
    """What is kept of what was sent, with the filters in one written form. Raises Malformed."""
    pairs = [pair for pair in dict.fromkeys(parse_qsl(sent.query)) if pair[1].strip()]
    if any(name in {"q", "text"} for name, _ in pairs):
        message = "must not search for words: they may name people"
        raise Malformed([{"field": "query", "message": message}])
    pairs = [pair for pair in pairs if pair[0] not in NOT_KEPT]
    parsed = parse_query(MODELS[of], pairs)
    faults = [*parsed.faults, *find_gone(services, actor, parsed.which)]
    if faults:
        raise Malformed([{"field": f"query.{each.field}", "message": each.message} for each in faults])
    return ViewContent(sent.name, urlencode(pairs), sent.pinned, sent.position)


def _require_place(owned: list[SavedView], of: str, *, pinned: bool) -> None:
    most = saved_views.MOST_PINNED
    if pinned and sum(each.pinned and each.of == of for each in owned) >= most:
        raise _too_many(f"{most} views of this list are pinned. Unpin one of them first.", most)


async def _present(services: Services, actor: Actor, view: SavedView) -> View:
    parsed = parse_query(MODELS[view.of], parse_qsl(view.query))
    faults: list[Fault] = [*parsed.faults, *find_gone(services, actor, parsed.which)]
    author = services.directory.account(view.created_by)
    of: ListName = "tasks" if view.of == "tasks" else "reports"
    return {
        "id": view.id,
        "of": of,
        "name": view.name,
        "query": view.query,
        "shared": view.account is None,
        "pinned": view.pinned,
        "position": view.position,
        "created_by_name": author.name if author else None,
        "count": await _count(services, actor, parsed.which) if view.pinned else None,
        "faults": [{"filter": each.field, "value": each.value} for each in faults],
    }


async def _count(services: Services, actor: Actor, which: TaskFilter | ReportFilter) -> int | None:
    """How much it finds; null where that takes too long, or where the list is not `actor`'s."""
    try:
        if isinstance(which, TaskFilter):
            return await worklist.count_found(services, actor, which)
        return await listing.count_found(services, actor, which)
    except (Problem, Busy, QueryCanceled):
        return None


def _reader(actor: Actor) -> ViewReader:
    return ViewReader(actor.id, actor.agency, actor.unit)


def _no_such_view() -> Problem:
    return Problem(404, "no_such_view", "There is no such view, or it is not yours.")


def _name_taken() -> Problem:
    return Problem(409, "view_name_taken", "There is another view of that name.")


def _too_many(detail: str, most: int) -> Problem:
    return Problem(409, "too_many_views", detail, most=most)
