"""That a program has the secrets which its installation was set up with."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from commands.terminal import MISUSED, fail

if TYPE_CHECKING:
    from runtime.settings import Settings

GIVE = (
    "give the installation's own, which are set, or in `secrets` of the data folder, where it was set up;"
    " if one is lost: `tuntas setup --replace-secret NAME`"
)


@contextmanager
def secrets_are_known() -> Iterator[None]:
    """While it lasts, other secrets are said in one line, and end the program with `MISUSED`."""
    from records.installation.known_secrets import OtherSecrets

    try:
        yield
    except OtherSecrets as others:
        fail(f"{others}; {GIVE}", MISUSED)


def require_known(settings: "Settings") -> None:
    """Ends the program with `MISUSED` where it would serve with other secrets. Where SQL is away that is told
    by the first key that is asked for."""
    from records.database import SQL_AWAY, pool_of
    from records.installation.known_secrets import check_secrets

    async def ask() -> None:
        async with pool_of(settings.database_url, size=1) as pool:
            await check_secrets(pool, settings)

    with secrets_are_known():
        try:
            asyncio.run(ask())
        except SQL_AWAY:
            return
