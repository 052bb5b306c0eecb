"""A process whose secrets are not its installation's does not begin: nobody could read what it took."""

import asyncio
import base64
import secrets
from pathlib import Path

import pytest

from api.services import Services
from records.database import pool_of, rows
from records.installation import known_secrets
from records.installation.known_secrets import OtherSecrets
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore, KeyUnavailable
from runtime.ports import free_port
from runtime.settings import Settings
from tests import alone
from tests.api.people import FORM, People
from tests.commands.conftest import Tuntas, told

temporal_client, engine = alone.temporal_client, alone.engine

NAMES = ("TUNTAS_INTAKE_SECRET", "TUNTAS_MASTER_KEY", "TUNTAS_SIGNING_KEY")


def later(settings: Settings) -> Settings:
    """The same settings, as a process reads them that does not make the secrets itself."""
    return Settings.of_environment(settings.environment())


def other() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@pytest.mark.parametrize("program", ["api", "worker", "setup"])
def test_a_program_that_made_secrets_of_its_own_ends_at_once_and_names_them(
    prepared: None, tuntas: Tuntas, tmp_path: Path, engine: dict[str, str], program: str
) -> None:
    code, said = told(
        tuntas(program, TUNTAS_DATA_DIR=str(tmp_path), TUNTAS_HTTP_PORT=str(free_port()), **engine)
    )
    assert (code, "Traceback" in said) == (64, False), said
    assert all(name in said for name in NAMES)
    assert "not what this installation was set up with" in said


@pytest.mark.parametrize("name", NAMES)
def test_one_that_was_mistyped_is_named(
    prepared: None, tuntas: Tuntas, engine: dict[str, str], name: str
) -> None:
    code, said = told(tuntas("api", **engine | {name: other(), "TUNTAS_HTTP_PORT": str(free_port())}))
    assert code == 64, said
    assert [each for each in NAMES if each in said] == [name]


def test_a_secret_that_was_lost_is_replaced_on_purpose(
    prepared: None, tuntas: Tuntas, settings: Settings, engine: dict[str, str]
) -> None:
    new = {"TUNTAS_SIGNING_KEY": other()} | engine
    assert told(tuntas("setup", **new))[0] == 64
    assert told(tuntas("setup", "--replace-secret", "ledger_key", **new))[0] == 64, (
        "it has a command of its own"
    )
    assert told(tuntas("setup", "--replace-secret", "master_key", **new))[0] == 64, "only what was named"
    assert told(tuntas("setup", "--replace-secret", "signing_key", **new))[0] == 0
    assert told(tuntas("setup", **new))[0] == 0
    assert told(tuntas("setup", **engine))[0] == 64, "the old one is another one now"
    assert told(tuntas("setup", "--replace-secret", "signing_key", **engine))[0] == 0


async def test_a_record_from_before_whose_reports_are_sealed_under_another_master_key_is_not_taken_over(
    people: People, services: Services, settings: Settings
) -> None:
    await people.submit()
    await rows(services.pool, "delete from known_secrets")
    wrong = later(settings).model_copy(update={"master_key": secrets.token_bytes(32)})
    async with pool_of(settings.database_url, size=1) as pool:
        with pytest.raises(OtherSecrets, match="TUNTAS_MASTER_KEY"):
            await prepare_database(wrong)
        assert await rows(pool, "select name from known_secrets") == []
        await known_secrets.check_secrets(
            pool, wrong
        )  # it was set up by an earlier release: nothing is known
        await prepare_database(later(settings))
        with pytest.raises(OtherSecrets):
            await known_secrets.check_secrets(pool, wrong)


async def test_secrets_that_setup_made_itself_are_not_taken_for_those_of_a_record_from_before(
    people: People,
    services: Services,
    tuntas: Tuntas,
    settings: Settings,
    tmp_path: Path,
    engine: dict[str, str],
) -> None:
    await people.submit()
    await rows(services.pool, "delete from known_secrets")
    given = engine | {
        "TUNTAS_DATA_DIR": str(tmp_path),
        "TUNTAS_MASTER_KEY": base64.b64encode(settings.master_key).decode(),
    }
    code, said = told(tuntas("setup", **given))
    assert code == 64, said
    assert [each for each in NAMES if each in said] == ["TUNTAS_INTAKE_SECRET", "TUNTAS_SIGNING_KEY"]
    assert await rows(services.pool, "select name from known_secrets") == []
    await prepare_database(later(settings))


async def test_a_process_that_began_before_setup_is_held_to_what_setup_notes(
    people: People, services: Services
) -> None:
    await rows(services.pool, "delete from known_secrets")
    wrong = services.settings.model_copy(update={"master_key": secrets.token_bytes(32)})
    keys = KeyStore(services.pool, LocalWrapper(wrong.master_key), checked=wrong)
    await keys.forget_destroyed()
    await prepare_database(later(services.settings))
    with pytest.raises(KeyUnavailable):
        await keys.create("LPR-NEW")


async def test_of_two_that_set_up_at_once_with_secrets_of_their_own_one_is_refused(
    settings: Settings, services: Services
) -> None:
    await rows(services.pool, "delete from known_secrets")
    await rows(services.pool, "delete from report_keys")
    made = {name: secrets.token_bytes(32) for name in known_secrets.NAMES}
    other = settings.model_copy(update=made)
    done = await asyncio.gather(
        *(known_secrets.note_secrets(services.pool, each) for each in (later(settings), other)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["NoneType", "OtherSecrets"]
    await rows(services.pool, "delete from known_secrets")
    await known_secrets.note_secrets(services.pool, later(settings))


async def test_one_that_began_while_sql_was_away_takes_no_report(
    people: People, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = services.settings.model_copy(update={"master_key": secrets.token_bytes(32)})
    monkeypatch.setattr(services.keys, "_unchecked", wrong)
    answer = await people.http.post("/v1/reports", json=FORM)
    assert (answer.status_code, answer.json()["code"]) == (503, "key_unavailable")
    monkeypatch.setattr(services.keys, "_unchecked", services.settings)
    assert (await people.http.post("/v1/reports", json=FORM)).status_code == 201
