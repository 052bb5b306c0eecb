"""`tuntas statistics report`: a monthly report made on the machine itself, without the API."""

from api.answers.problems import Malformed
from api.figures.asking import scope_exists
from api.monthly_report.asking import MONTH
from api.monthly_report.document import compose
from api.monthly_report.reading import Source, read_content
from api.monthly_report.typesetting import NotInstalled, require_installed, typeset
from records.database import Pool
from records.directory.in_memory import Directory
from records.figures.scopes import UnknownScope, parse_scope


class NotMade(Exception):
    """Why the report can't be made, as a sentence; `is_misuse`: what was asked for can't be meant."""

    def __init__(self, why: str, *, is_misuse: bool) -> None:
        super().__init__(why)
        self.is_misuse = is_misuse


async def make_report(pool: Pool, authority: str, code: str, month: str) -> tuple[bytes, bool]:
    """The PDF of the scope of that code, and whether it is final. All reports may be read here. Raises
    NotMade, and one of `SQL_AWAY`."""
    try:
        require_installed()
    except NotInstalled as lacking:
        raise NotMade(str(lacking), is_misuse=False) from None
    if not MONTH.fullmatch(month):
        raise NotMade(f"{month} is no month. Write it like 2026-10.", is_misuse=True)
    directory = Directory(pool)
    await directory.refresh()
    try:
        scope = parse_scope(code)
    except UnknownScope:
        scope = None
    if scope is None or not scope_exists(directory, scope):
        raise NotMade(f"There is no {code.replace(':', ' ', 1)}.", is_misuse=True)
    try:
        content = await read_content(Source(pool, directory, None), scope, month)
    except Malformed as refused:
        (error,) = refused.members["errors"]
        raise NotMade(f"{month} {error['message']}.", is_misuse=False) from None
    return typeset(compose(content, directory, authority), content.made_at), content.is_final
