import base64
import fcntl
import stat
from pathlib import Path

import pytest

from runtime import installation
from runtime.settings import Settings, SettingsError, unknown_variables


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
    assert first.model_dump() == second.model_dump()
    assert (len(first.made), second.made) == (4, frozenset())
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


POLICY_ERRORS: dict[str, tuple[bytes, str]] = {
    "broken.json": (b"{", "TUNTAS_POLICY: .*broken.json|Expecting|line 1"),
    "lacking.json": (b"{}", r"^TUNTAS_POLICY: .*lacking\.json: \w+: Field required; \d+ more$"),
    "binary.json": (b"\xff\xfe", r"^TUNTAS_POLICY: .*binary\.json is not UTF-8$"),
}


@pytest.mark.parametrize("name", POLICY_ERRORS)
def test_a_policy_that_can_not_be_read_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    content, told = POLICY_ERRORS[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingsError, match=told) as refused:
        Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path), "TUNTAS_POLICY": str(tmp_path / name)})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TUNTAS_POLICY", "nope"),
        ("TUNTAS_POLICY", "x" * 5000),
        ("TUNTAS_SMTP_URL", "foo"),
        ("TUNTAS_SMTP_URL", "http://mail.example:25"),
        ("TUNTAS_SMTP_URL", "smtp://user:hunter2@mail.example:smtp"),
        ("TUNTAS_SMTP_URL", "smtp://[::1"),
        ("TUNTAS_SMTP_URL", "smtp://mail.example:99999"),
        ("TUNTAS_MAIL_FROM", "Tuntas"),
        ("TUNTAS_MAIL_FROM", "Tuntas <tuntas@>"),
        ("TUNTAS_AUTHORITY", "Dinas\nBcc: a@b.id"),
        ("TUNTAS_AUTHORITY", "=?utf-8?q?Dinas?="),
        ("TUNTAS_AUTHORITY", "\u200b"),
        ("TUNTAS_AUTHORITY", "x" * 201),
        ("TUNTAS_PAGES_URL", "lapor.example.org"),
        ("TUNTAS_PAGES_URL", "ftp://lapor.example.org"),
        ("TUNTAS_PAGES_URL", "https://lapor.example.org/a b"),
        ("TUNTAS_PAGES_URL", "https://lapor.example.org/\nhttps://b.example.org"),
        ("TUNTAS_PAGES_URL", "https://admin:hunter2@lapor.example.org"),
        ("TUNTAS_PAGES_URL", "https://lapor.example.org/?bahasa=id"),
        ("TUNTAS_PAGES_URL", "https://[::1"),
        ("TUNTAS_DATABASE_URL", "foo"),
        ("TUNTAS_DATABASE_URL", "mysql://user:hunter2@db/tuntas"),
        ("TUNTAS_DATABASE_URL", "postgresql://user:hunter2@db:five/tuntas"),
        ("TUNTAS_DATABASE_URL", "postgresql://user:hunter2@db/tuntas?sslmod=require"),
        ("TUNTAS_ARCHIVE_URL", "ftp://archive"),
        ("TUNTAS_ARCHIVE_URL", "s3://"),
        ("TUNTAS_WORKER_METRICS", "9464"),
        ("TUNTAS_WORKER_METRICS", "localhost:9464"),
        ("TUNTAS_DATA_DIR", "~nobody-of-that-name/data"),
        ("TUNTAS_DATA_DIR", "/dev/null/data"),
        ("TUNTAS_INTAKE_SECRET", "rahasia-é"),
        ("TUNTAS_SIGNING_KEY", "c2hvcnQ="),
        ("TUNTAS_LOG_LEVEL", "loud"),
        ("TUNTAS_DEV", "perhaps"),
        ("TUNTAS_CACHED_WORKFLOWS", "1e30"),
        ("TUNTAS_BODY_LIMIT", "-1"),
        ("TUNTAS_CONTINUE_AS_NEW_EVENTS", "0"),
        ("TEMPORAL_ADDRESS", "temporal"),
        ("TEMPORAL_ADDRESS", "temporal:99999"),
        ("TEMPORAL_ADDRESS", "http://temporal:7233"),
        ("TEMPORAL_CONFIG_FILE", "/no/such/file.toml"),
        ("TEMPORAL_CONFIG_FILE", "/etc/passwd"),
        ("TEMPORAL_PROFILE", "nobody's"),
    ],
)
def test_whatever_can_not_be_used_is_named_in_one_line(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path), variable: value})
    told = str(refused.value)
    assert told.startswith((f"{variable}: ", "TEMPORAL_…: " if variable.startswith("TEMPORAL") else variable))
    assert "\n" not in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TUNTAS_SMTP_URL", "smtps://tuntas%40example.org:kata%2Fsandi@mail.example.org"),
        ("TUNTAS_SMTP_URL", "starttls://[2001:db8::1]:587"),
        ("TUNTAS_MAIL_FROM", "laporan@example.org"),
        ("TUNTAS_DATABASE_URL", "host=/run/postgresql dbname=tuntas"),
        ("TUNTAS_DATABASE_URL", "postgresql://a:b@one:5432,two:5433/tuntas?target_session_attrs=read-write"),
        ("TUNTAS_WORKER_METRICS", "[::]:9464"),
        ("TEMPORAL_ADDRESS", "[::1]:7233"),
        ("TUNTAS_POLICY", "drill"),
        ("TUNTAS_AUTHORITY", "Inspektorat Provinsi D.I. Yogyakarta (PPID)"),
        ("TUNTAS_PAGES_URL", "https://lapor.example.org:8443"),
        ("TUNTAS_PAGES_URL", "https://[2001:db8::1]/lapor"),
    ],
)
def test_what_can_be_used_is_taken(tmp_path: Path, variable: str, value: str) -> None:
    Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path), variable: value})


def test_nothing_is_made_for_a_command_where_there_is_no_installation(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^there is no installation in .*TUNTAS_DATA_DIR"):
        Settings.of_installation({"TUNTAS_DATA_DIR": str(tmp_path / "data")})
    database = {"TUNTAS_DATABASE_URL": "postgresql://db/tuntas"}
    elsewhere = Settings.of_installation(database | {"TUNTAS_DATA_DIR": str(tmp_path / "data")})
    with pytest.raises(SettingsError, match=r"^TUNTAS_MASTER_KEY is not set"):
        elsewhere.secret("master_key")
    assert not (tmp_path / "data").exists()
    made = Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path / "data")})
    found = Settings.of_installation({"TUNTAS_DATA_DIR": str(tmp_path / "data")})
    assert found.model_dump() == made.model_dump()


def test_a_command_has_the_ports_of_the_servers_that_run_and_its_own_where_they_are_set(
    tmp_path: Path,
) -> None:
    given = {"TUNTAS_DATA_DIR": str(tmp_path)}
    servers = Settings.of_environment(given | {"TUNTAS_HTTP_PORT": "8080", "TUNTAS_TEMPORAL_PORT": "17233"})
    installation.keep_environment(tmp_path, servers.environment())
    assert Settings.of_installation(given).temporal_port == 7233, "they don't run"
    with (tmp_path / "run" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert Settings.of_installation(given).model_dump() == servers.model_dump()
        assert Settings.of_installation(given | {"TUNTAS_TEMPORAL_PORT": "27233"}).temporal_port == 27233
    assert stat.S_IMODE((tmp_path / "run" / "settings.json").stat().st_mode) == 0o600


def test_a_variable_that_is_no_setting_is_found() -> None:
    assert unknown_variables(
        {"TUNTAS_SMTP_ULR": "x", "TUNTAS_SMTP_URL": "x", "TUNTAS_COMMIT": "x", "HOME": "/"}
    ) == ["TUNTAS_SMTP_ULR"]


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
    assert Settings.of_environment(settings.environment()).model_dump() == settings.model_dump()


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
