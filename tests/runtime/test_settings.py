import base64
import stat
from pathlib import Path

import pytest

from runtime.settings import Settings, SettingsError


def test_nothing_set_gives_the_defaults_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.of_environment({})
    assert settings.data_dir == tmp_path.resolve() / ".tuntas"
    assert (settings.http_port, settings.temporal_port, settings.policy) == (8000, 7233, "default")
    assert settings.embedded_postgres is not None
    assert settings.embedded_temporal is not None
    assert settings.database_url.startswith("postgresql://postgres@/tuntas?host=")
    assert not settings.dev


def test_each_setting_is_read_from_its_variable(tmp_path: Path) -> None:
    settings = Settings.of_environment(
        {
            "TUNTAS_DATA_DIR": str(tmp_path),
            "TUNTAS_HTTP_PORT": "8080",
            "TUNTAS_DATABASE_URL": "postgresql://db/tuntas",
            "TUNTAS_DEMO_PASSWORD": "sandi",
            "TUNTAS_DEV": "true",
            "TUNTAS_POLICY": "drill",
            "TEMPORAL_ADDRESS": "temporal.example:7233",
        }
    )
    assert (
        settings.http_port,
        settings.database_url,
        settings.demo_password,
        settings.dev,
        settings.policy,
    ) == (
        8080,
        "postgresql://db/tuntas",
        "sandi",
        True,
        "drill",
    )
    assert (settings.temporal_address, settings.temporal_namespace) == ("temporal.example:7233", "tuntas")
    assert settings.embedded_postgres is None
    assert settings.embedded_temporal is None


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    settings = Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path), "TUNTAS_DATABASE_URL": ""})
    assert settings.embedded_postgres is not None


def test_a_profile_of_temporal_names_address_and_namespace(tmp_path: Path) -> None:
    file = tmp_path / "temporal.toml"
    file.write_text('[profile.default]\naddress = "cluster:7233"\nnamespace = "laporan"\n')
    settings = Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path), "TEMPORAL_CONFIG_FILE": str(file)})
    assert (settings.temporal_address, settings.temporal_namespace) == ("cluster:7233", "laporan")


def test_secrets_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    first = Settings.of_environment({"TUNTAS_DATA_DIR": str(data_dir)})
    second = Settings.of_environment({"TUNTAS_DATA_DIR": str(data_dir)})
    assert first == second
    assert len({first.intake_secret, first.signing_key, first.master_key, first.ledger_key}) == 4
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (data_dir / "secrets").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700


def test_a_secret_in_the_environment_wins_over_a_file(tmp_path: Path) -> None:
    key = bytes(range(32))
    given = {"TUNTAS_DATA_DIR": str(tmp_path), "TUNTAS_MASTER_KEY": base64.b64encode(key).decode()}
    assert Settings.of_environment(given).master_key == key
    assert not (tmp_path / "secrets" / "master_key").exists()


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path) -> None:
    Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path)})
    (tmp_path / "secrets" / "signing_key").chmod(0o640)
    with pytest.raises(SettingsError, match=r"TUNTAS_SIGNING_KEY: .*can be read by others"):
        Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("TUNTAS_HTTP_PORT", "eighty", "TUNTAS_HTTP_PORT: .*integer"),
        ("TUNTAS_TEMPORAL_PORT", "65000", "TUNTAS_TEMPORAL_PORT: .*less than"),
        ("TUNTAS_HTTP_PORT", "8233", "^TUNTAS_HTTP_PORT: 8233; .* Temporal's$"),
        ("TUNTAS_MASTER_KEY", "c2hvcnQ=", "TUNTAS_MASTER_KEY: .*32"),
        ("TUNTAS_LEDGER_KEY", "c2hvcnQ=", "TUNTAS_LEDGER_KEY: .*32"),
        ("TUNTAS_MASTER_KEY", "not base64!", "TUNTAS_MASTER_KEY: not base64"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, variable: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path), variable: value})


def test_what_is_secret_never_shows(tmp_path: Path) -> None:
    given = {
        "TUNTAS_DATA_DIR": str(tmp_path),
        "TUNTAS_DEMO_PASSWORD": "rahasia",
        "TUNTAS_SMTP_URL": "smtp://a:rahasia@b",
    }
    settings = Settings.of_environment(given)
    assert "rahasia" not in repr(settings)
    assert repr(settings.master_key) not in repr(settings)


def test_another_process_gets_the_same_settings(tmp_path: Path) -> None:
    given = {
        "TUNTAS_DATA_DIR": str(tmp_path),
        "TUNTAS_DEV": "1",
        "TEMPORAL_ADDRESS": "t:7233",
        "TUNTAS_HTTP_PORT": "81",
    }
    settings = Settings.of_environment(given)
    assert Settings.of_environment(settings.environment()) == settings


def test_the_archive_is_a_folder_of_the_data_or_where_it_is_said_to_be(tmp_path: Path) -> None:
    def archive(url: str | None = None) -> str:
        told = {"TUNTAS_ARCHIVE_URL": url} if url else {}
        return Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path), **told}).archive_url

    assert archive() == str(tmp_path / "archive")
    assert archive("/srv/archive") == "/srv/archive"
    assert archive("archive") == str(Path.cwd() / "archive")
    for url in ("s3://bucket/prefix", "file:///srv/archive"):
        assert archive(url) == url
    with pytest.raises(SettingsError, match="TUNTAS_ARCHIVE_URL: ftp:// is neither"):
        archive("ftp://somewhere")
