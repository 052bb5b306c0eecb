"""The ledger's signed heads, for everybody: whoever keeps one can tell if anything before it is changed."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.answers.json_responses import CanonicalAnswer, JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.answers.problems import Malformed, Problem
from api.dependencies import AfterQuery, LimitQuery, ServicesDep
from api.schemas.heads import Heads
from evidence.ledger import log, stored_keys, tree
from evidence.ledger.canonical_model import LARGEST
from evidence.ledger.heads import Consistency, Head
from evidence.ledger.keys import Keys
from fields.plurals import plural
from records.paging import Cursors

router = APIRouter(route_class=DeclaredRoute, tags=["Ledger"])

NO_CACHE = {"Cache-Control": "no-cache"}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
Size = Annotated[int, Path(ge=0, le=LARGEST, description="How many facts the head is over")]
Leaves = Annotated[int, Query(ge=0, le=LARGEST, description="How many facts the log had")]


@router.get("/v1/heads", response_model=Heads)
async def list_heads(
    services: ServicesDep, limit: LimitQuery = 50, after: AfterQuery = None
) -> JsonAnswer[Heads]:
    """Every head, the newest first."""
    cursors = Cursors.of("heads")
    before = cursors.read(after, int)[0] if after is not None else None
    found = await log.list_heads(services.pool, limit=limit + 1, before=before)
    page = cursors.page(found, limit, lambda last: [last.size])
    return JsonAnswer({"items": list(page.items), "next": page.next})


@router.get("/v1/heads/latest", response_model=Head)
async def read_latest_head(services: ServicesDep) -> CanonicalAnswer[Head]:
    """The newest head. One is signed for each day that had facts, after its midnight (WIB), and whenever a
    bundle or a receipt needs one."""
    return CanonicalAnswer(_there(await log.newest_head(services.pool)), headers=NO_CACHE)


@router.get("/v1/heads/keys", response_model=Keys)
async def read_ledger_keys(services: ServicesDep) -> CanonicalAnswer[Keys]:
    """The public keys that heads were and are signed by (Ed25519): the first, whose SHA-256 names the log,
    and each later one as it was announced, signed by it and by the one before."""
    known = await stored_keys.read_keys(services.pool)
    if known is None:
        raise _no_head()
    return CanonicalAnswer(known, headers=NO_CACHE)


@router.get("/v1/heads/consistency", response_model=Consistency)
async def prove_consistency(
    services: ServicesDep, first: Leaves, second: Leaves
) -> CanonicalAnswer[Consistency]:
    """The proof (RFC 9162, 2.1.4) that the log of `second` facts begins with the one of `first` facts."""
    if first > second:
        raise Malformed([{"field": "first", "message": "must not be greater than second"}])
    newest = _there(await log.newest_head(services.pool))
    if second > newest.size:
        counted = plural(newest.size, "fact")
        raise Problem(404, "beyond_log", f"The newest head is over {counted}.", size=newest.size)
    return CanonicalAnswer(await tree.prove_consistency(services.pool, first, second))


@router.get("/v1/heads/{size}", response_model=Head)
async def read_head(services: ServicesDep, size: Size) -> CanonicalAnswer[Head]:
    """The head over so many facts. It never changes."""
    return CanonicalAnswer(_there(await log.head_of_size(services.pool, size)), headers=FOR_EVER)


def _there(head: Head | None) -> Head:
    if head is None:
        raise _no_head()
    return head


def _no_head() -> Problem:
    return Problem(404, "no_such_head", "No such head was signed.")
