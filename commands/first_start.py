"""What `tuntas up` does and says once the database is there, before anybody can sign in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records.installation.first_admin import FirstStart
    from runtime.settings import Settings

GIVEN = """
First administrator (national admin); the password is shown only now, and has to be changed after signing in:
  name      {username}
  password  {password}
"""
LACKING = (
    "no national admin can sign in: enable one or load one, then run"
    " `tuntas directory password NAME --one-time` at a terminal; the first administrator's name is {username}"
)


async def first_start(settings: "Settings", say: Callable[[str], None], *, at_terminal: bool) -> None:
    """Closes the demo's accounts, and makes the first administrator where there is none; a password is given
    `at_terminal` only, for elsewhere what is said is kept in logs. Raises one of `SQL_AWAY`."""
    from records.database import pool_of
    from records.installation.first_admin import prepare_first_admin

    async with pool_of(settings.database_url, size=1) as pool:
        done = await prepare_first_admin(pool, give=at_terminal)
    for line in first_start_lines(done):
        say(line)


def first_start_lines(done: "FirstStart") -> list[str]:
    """What people are told of it."""
    from fields.plurals import plural
    from records.installation.first_admin import USERNAME

    lines = []
    if done.closed:
        were = "was" if len(done.closed) == 1 else "were"
        lines.append(f"{plural(len(done.closed), 'demo account')} with the shared password {were} disabled")
    if done.password:
        lines.append(GIVEN.format(username=USERNAME, password=done.password))
    if done.lacks_admin:
        lines.append(LACKING.format(username=USERNAME))
    return lines
