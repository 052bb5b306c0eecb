"""The whole product on one machine with a demo: `tuntas dev`."""

import secrets
from collections.abc import Callable
from functools import partial

from httpx import HTTPError

from runtime import installation
from runtime.demo.office import NotAsTold, open_office
from runtime.demo.samples import fill_if_empty
from runtime.one_machine import describe_addresses, own_address, run_servers
from runtime.secret_files import kept_text
from runtime.settings import Settings, SettingsError

WELCOME = """{addresses}
Demo accounts, one password for all: {password}
  pusat, pimpinan.pusat, auditor, operator
  admin.A, pimpinan.A, penghubung.A.U   with agency A: kemenkes, pemprov-aceh, pemkab-jayapura
                                        and unit U: layanan, umum
Ctrl-C ends everything.
"""


async def dev(settings: Settings, say: Callable[[str], None]) -> None:
    """Run every server, as `one_machine.run` does, with the demo directory. Raises SettingsError for the
    folder of an installation that is no demo."""
    settings.require_writable_data()
    if installation.kept_environment(settings.data_dir).get("TUNTAS_DEV") == str(False):
        raise SettingsError(
            f"TUNTAS_DATA_DIR: {settings.data_dir} is of `tuntas up` and takes no demo; name another folder"
        )
    settings = _with_demo(settings)
    password = settings.demo_password
    welcome = WELCOME.format(addresses=describe_addresses(settings), password=password)
    await run_servers(settings, say, welcome, then=partial(_fill, settings, say))


async def _fill(settings: Settings, say: Callable[[str], None]) -> None:
    """Sends reports in where there is none, and says so."""
    assert settings.demo_password is not None, "the demo has a password"
    try:
        async with open_office(own_address(settings), settings.demo_password) as office:
            first = await fill_if_empty(office)
    except (NotAsTold, HTTPError) as error:
        say(f"no sample reports: {error}")
        return
    if first is not None:
        track = f"{own_address(settings)}/lacak"
        say(f"sample reports are in; track one: {track}, {first.number}, PIN {first.pin}")


def _with_demo(settings: Settings) -> Settings:
    """The demo's password is kept, so that it is the same at the next start. Letters link to this machine."""
    password = settings.demo_password
    if password is None:
        password = kept_text("demo_password", settings.data_dir, secrets.token_urlsafe(9))
    pages = settings.pages_url or own_address(settings)
    return settings.model_copy(update={"dev": True, "demo_password": password, "pages_url": pages})
