import pytest
from sqlalchemy import ClauseElement, bindparam, func, insert, select, update
from sqlmodel import col

from records.database import Pool, rows
from records.statements import columns, compile_statement
from records.tables import Agency, LedgerHead, Report

IN_STAGE = select(col(Report.report)).where(
    col(Report.stage) == "merged", col(Report.report) > bindparam("after")
)


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        (
            IN_STAGE.limit(bindparam("limit")),
            "SELECT reports.report FROM reports WHERE reports.stage = 'merged'"
            " AND reports.report > %(after)s::TEXT LIMIT %(limit)s",
        ),
        (
            select(*columns(Report.report, Report.report_class)),
            "SELECT reports.report, reports.class FROM reports",
        ),
        (
            update(LedgerHead).where(col(LedgerHead.size) == bindparam("size")).values(head=bindparam("new")),
            "UPDATE ledger_heads SET head=%(new)s::JSONB WHERE ledger_heads.size = %(size)s::BIGINT",
        ),
        (select(func.now().label("o'clock")), 'SELECT now() AS "o\'clock"'),
    ],
)
def test_statements_have_constants_in_them_and_placeholders_for_what_is_given(
    statement: ClauseElement, text: str
) -> None:
    assert " ".join(compile_statement(statement).split()) == text


async def test_compiled_statements_run_with_values_by_name(pool: Pool) -> None:
    add = compile_statement(insert(Agency), "code", "name", "region")
    for code, name in (("K1", "100% 'quoted' %(name)s"), ("K2", "Other")):
        assert await rows(pool, add, {"code": code, "name": name, "region": "ID"}) == []
    is_first = col(Agency.name) == "100% 'quoted' %(name)s"
    found = await rows(pool, compile_statement(select(Agency).where(is_first)))
    assert found == [
        {"code": "K1", "name": "100% 'quoted' %(name)s", "region": "ID", "approval": False, "active": True}
    ]
