"""Acts that rename, merge or abolish agencies and units: previewed, entered, followed; the same for
programs and pages (ADR 34)."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.answers.problems import Malformed, Problem, not_allowed
from api.directory.rights import KEEPERS, require_keeper
from api.requests.access import Reading
from api.schemas.successions import PlannedSuccession, ShownSuccession, Successions, TransferredReports
from api.services import Services
from records.paging import Cursors
from records.successions import acts, enacting, preview, transfers, views
from records.successions.acts import Act, Progress
from records.successions.answers import PreviewAnswer, ProgressAnswer
from records.successions.enacting import SuccessionRefused
from records.successions.transfers import Outcome
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

IS_MISSING = "is missing"
NOT_OF_IT = "is not said of an act of this kind"
CONFLICTS = ("succession_known", "succession_changed")


def read_act(planned: PlannedSuccession) -> Act:
    """What was sent, as an act. Raises Malformed where the kind needs something else."""
    needs = {"rename": "name", "merge": "into"}.get(planned.kind)
    given = {"name": planned.name, "into": planned.into, "units": planned.units or None}
    if needs is not None and given[needs] is None:
        raise Malformed([{"field": needs, "message": IS_MISSING}])
    allowed = {needs} | ({"units"} if planned.kind == "merge" and planned.unit is None else set())
    for name, value in given.items():
        if value is not None and name not in allowed:
            raise Malformed([{"field": name, "message": NOT_OF_IT}])
    is_of_unit, units = planned.unit is not None, dict(planned.units)
    if is_of_unit and planned.kind != "rename":
        units = {str(planned.unit): planned.into}
    into = None if is_of_unit else planned.into
    return Act(planned.number, planned.agency, planned.effective_on, planned.unit, into, units, planned.name)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except SuccessionRefused as refused:
        status = 409 if refused.code in CONFLICTS else 422
        raise Problem(status, refused.code, refused.detail) from None


async def preview_act(reading: Reading, act: Act) -> PreviewAnswer:
    """What the act would do; nothing is changed. Whoever reads not all reports is told how many deadlines
    move, and not of which. Raises 403, 409 and 422 problems."""
    require_keeper(reading.actor)
    services = reading.services
    with _refusals():
        foreseen = await preview.preview_succession(services.pool, services.directory, act)
    told = views.present_preview(foreseen)
    if not watches_all(reading.actor):
        return {**told, "moves": []}
    await reading.lists({each["tracking_number"] for each in told["moves"]})
    return told


async def enact(reading: Reading, act: Act, expected: str) -> tuple[ProgressAnswer, bool]:
    """The act on record, and whether it was entered just now: the same one again changes nothing. Raises 403,
    409 and 422 problems; `succession_changed` where it would not do what the digest `expected` is of."""
    actor, services = reading.actor, reading.services
    require_keeper(actor)
    with _refusals():
        seen = services.directory, expected
        made, is_new = await enacting.enact_succession_once(services.pool, act, author=actor.id, seen=seen)
    await services.directory.refresh()
    return views.present_progress(made), is_new


async def list_acts(
    services: Services,
    actor: Actor,
    *,
    limit: int,
    after: str | None = None,
    of: tuple[str, str | None] | None = None,
) -> Successions:
    """Acts, the newest first; only those `of` an agency or its unit, if given. Whoever belongs to an agency
    is told of those that take from it or give to it. Raises BadCursor or WrongCursor."""
    own = None if _sees_all(actor) else actor.agency or ""
    cursors = Cursors.of("successions", own, of)
    before = cursors.read(after, int)[0] if after is not None else None
    found = await acts.list_successions(services.pool, limit=limit + 1, before=before, concerning=own, of=of)
    page = cursors.page(found, limit, lambda last: [last.id])
    return {"items": [views.present_progress(each) for each in page.items], "next": page.next}


async def read_progress(services: Services, actor: Actor, id_: int) -> ShownSuccession:
    """How far the act has come. Raises a 404 problem where there is none, or it is not `actor`'s to see."""
    found = await _find(services, actor, id_)
    return {**views.present_progress(found), "reasons": await acts.count_reasons(services.pool, id_)}


async def list_reports(
    reading: Reading, id_: int, *, limit: int, after: str | None = None, outcome: Outcome | None = None
) -> TransferredReports:
    """What came of each report of the act, for whoever reads all reports. Raises 403 and 404 problems."""
    services = reading.services
    await _find(services, reading.actor, id_)
    if not watches_all(reading.actor):
        raise not_allowed("Which reports an act moves is for the centre and auditors to see.")
    cursors = Cursors.of("transfers", id_, outcome)
    last = cursors.read(after, str)[0] if after is not None else ""
    found = await transfers.list_transfers(services.pool, id_, limit=limit + 1, after=last, outcome=outcome)
    page = cursors.page(found, limit, lambda each: [each.report])
    await reading.lists(each.report for each in page.items)
    return {"items": [views.present_transfer(each) for each in page.items], "next": page.next}


def _sees_all(actor: Actor) -> bool:
    return actor.role in KEEPERS or watches_all(actor)


async def _find(services: Services, actor: Actor, id_: int) -> Progress:
    found = await acts.read_succession(services.pool, id_)
    is_seen = found is not None and (
        _sees_all(actor) or (actor.agency is not None and actor.agency in (found.agency, found.successor))
    )
    if found is None or not is_seen:
        raise Problem(404, "unknown_succession", "There is no such act.")
    return found
