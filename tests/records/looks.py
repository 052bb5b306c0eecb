"""A small access ledger, as tests read it and tamper with it."""

from evidence.accesses import access_log
from evidence.accesses.access_log import Access, AccessAct
from records.database import Pool, rows
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

AUDITOR = Actor(Role.AUDITOR, "a-1")
OFFICER = Actor(Role.LIAISON_OFFICER, "o-1", "kemenkes", "layanan")
ALL = "select index, at, actor, act, reports, reason, previous, digest from accesses order by index"


async def entries(pool: Pool) -> list[Access]:
    return [Access(**row) for row in await rows(pool, ALL)]


async def three(pool: Pool) -> None:
    await access_log.note_access(pool, OFFICER, AccessAct.READ_PERSONAL, ["A", "B"])
    await access_log.note_access(
        pool, AUDITOR, AccessAct.AUDIT_BUNDLE, ["A"], "Permintaan Ombudsman, surat 12/2026"
    )
    await access_log.note_access(pool, AUDITOR, AccessAct.READ_ACCESSES, [])
