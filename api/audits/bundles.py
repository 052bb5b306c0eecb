"""Making a bundle for an auditor: the same for the API and for pages."""

from collections.abc import Callable

from fastapi import Response

from api.answers.problems import Problem, not_allowed, unavailable
from api.reports import lookup
from api.requests.access import Reading
from api.services import Services
from evidence.accesses.access_log import AccessAct
from evidence.bundle.errors import NotLogged, NotProvable, TooLarge
from evidence.bundle.make_bundle import Sources, make_bundle
from evidence.ledger.keys import Signer
from runtime import release
from workflows.procedure.model.enums import Role

ZIP = "application/zip"


async def make_bundle_for(
    services: Services, reading: Reading, report: str, read_reason: Callable[[], str]
) -> bytes:
    """The report's bundle, noted with the reason that `read_reason` gives or refuses. Raises 403, 404, 409
    and 503 problems, and what `read_reason` raises."""
    await lookup.view_report(services, reading, report)
    if reading.actor.role is not Role.AUDITOR:
        raise not_allowed("Only auditors take bundles along.")
    reading.reason = read_reason()
    content = await _make(services, report)
    reading.note(AccessAct.AUDIT_BUNDLE, report)
    return content


async def _make(services: Services, report: str) -> bytes:
    signer = Signer(services.settings.ledger_key)
    sources = Sources(services.client, services.pool, services.store, signer, services.subprocesses)
    try:
        return await make_bundle(sources, report, release.CODE)
    except NotProvable as refused:
        found = [{"where": where, "what": what} for where, what in refused.found]
        detail = f"No bundle of this report would be verified: {refused}. Have it replayed."
        raise Problem(409, refused.code, detail, found=found) from None
    except TooLarge as refused:
        raise Problem(409, refused.code, f"A bundle of this report would be too large: {refused}.") from None
    except NotLogged as refused:
        raise unavailable(refused.code, "The ledger does not have all of its facts yet.") from None


def answer_file(content: bytes, media_type: str, name: str) -> Response:
    """The content as a file that a browser saves under that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)
