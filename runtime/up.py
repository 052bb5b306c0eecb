"""The whole product on one machine, for a small installation: `tuntas up`."""

from collections.abc import Callable

from runtime.one_machine import Hook, describe_addresses, run_servers
from runtime.settings import Settings, SettingsError

WELCOME = """{addresses}
Ctrl-C ends everything.
"""


async def up(settings: Settings, say: Callable[[str], None], first: Hook) -> None:
    """Run every server, as `one_machine.run` does, without a demo. Raises SettingsError where one is asked
    for."""
    if settings.dev:
        raise SettingsError("TUNTAS_DEV: `tuntas up` has no demo; `tuntas dev` has")
    settings.require_writable_data()
    await run_servers(settings, say, WELCOME.format(addresses=describe_addresses(settings)), first)
