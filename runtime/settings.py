"""Everything that can be set, read once from the environment into one frozen object."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from runtime import installation, setting_checks
from runtime.postgres import EmbeddedPostgres
from runtime.secret_files import NoSecret, read_or_make_secret
from runtime.temporal_server import EmbeddedTemporal

SECRETS = ("intake_secret", "signing_key", "master_key", "ledger_key")
NO_INSTALLATION = "name its folder by TUNTAS_DATA_DIR, or set what it runs with"
OTHER_VARIABLES = frozenset({"TUNTAS_COMMIT"})
"""Variables of ours that are no settings."""
EXTERNAL_TEMPORAL = ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE")


class SettingsError(Exception):
    """A setting that cannot be used; the message names it."""


class Settings(BaseModel):
    """The settings in force. Each is read from `TUNTAS_` and its name in capitals, unless it says otherwise.

    Secrets come from the environment (base64) or from files of mode 0600 under `data_dir`, made when first
    needed. Secrets, passwords and URLs that may hold one never show in `repr`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Path(".tuntas")
    http_host: str = "127.0.0.1"
    http_port: int = Field(8000, ge=1, le=65535)
    database_url: Annotated[str, AfterValidator(setting_checks.database)] = Field(
        repr=False
    )  # as libpq reads it; if not set, that of a server of our own
    # TEMPORAL_ADDRESS or the profile's; set: no embedded Temporal
    temporal_address: Annotated[str, AfterValidator(setting_checks.server)] | None = None
    temporal_namespace: str = "tuntas"  # TEMPORAL_NAMESPACE or the profile's
    temporal_port: int = Field(7233, ge=1, le=64535)  # of the embedded server; its web page is 1000 above

    archive_url: str = Field(
        repr=False
    )  # a folder, or s3://bucket/prefix; if not set, a folder of `data_dir`

    policy: Annotated[str, AfterValidator(setting_checks.policy)] = (
        "default"  # a file, or the name of a policy that comes with the product
    )
    dev: bool = False  # demo directory and accounts; the engine writes less carefully
    demo_password: str | None = Field(None, repr=False)
    # null: messages land in a folder of `data_dir`
    smtp_url: Annotated[str, AfterValidator(setting_checks.mail_server)] | None = Field(None, repr=False)
    mail_from: Annotated[str, AfterValidator(setting_checks.sender)] = "Tuntas <tuntas@localhost>"
    mail_domain: str | None = Field(None, pattern=r"^[A-Za-z0-9.-]+$")  # of Message-IDs; null: mail_from's
    authority: Annotated[str, AfterValidator(setting_checks.authority)] = "Tuntas"  # signs letters
    # the licence of the open data, as Open Definition names it
    open_data_licence: Literal["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "ODC-BY-1.0"] = "CC-BY-4.0"
    # MM-DD of the following year: the last day on which a yearly form is changed without a reason
    yearly_form_closes: Annotated[str, AfterValidator(setting_checks.day_of_year)] = "03-31"
    # what the pages' addresses begin with, for links in letters; null: letters have no link
    pages_url: Annotated[str, AfterValidator(setting_checks.pages)] | None = None
    # IP:port where the worker shows the engine's figures; null: nowhere
    worker_metrics: Annotated[str, AfterValidator(setting_checks.own_address)] | None = None
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$")

    intake_secret: bytes = Field(repr=False, min_length=32)
    signing_key: bytes = Field(repr=False, min_length=32)
    master_key: bytes = Field(repr=False, min_length=32, max_length=32)
    ledger_key: bytes = Field(repr=False, min_length=32, max_length=32)  # an Ed25519 key's seed

    wrong_pins: int = Field(5, ge=1)  # per report, before answers are delayed
    wrong_pin_longest_delay: int = Field(900, ge=1)  # seconds
    wrong_pins_hourly: int = Field(100, ge=1)  # per address
    new_pins_hourly: int = Field(20, ge=1)  # requests per address
    new_pins_daily: int = Field(3, ge=1)  # requests per contact
    intake_per_second: int = Field(50, ge=1)  # per address
    failed_sign_ins_per_minute: int = Field(10, ge=1)  # per address
    session_idle: int = Field(1800, ge=60)  # seconds without use after which a browser's session ends
    session_longest: int = Field(28_800, ge=60)  # seconds after which it ends in any case
    event_stream_longest: float = Field(900.0, gt=0)  # seconds after which a page opens a new event stream
    body_limit: int = Field(1_048_576, ge=1024)  # bytes of a request
    cached_workflows: int = Field(3000, ge=10, le=1_000_000)  # at least what wakes together
    continue_as_new_events: int | None = Field(None, ge=10)  # null: when the server suggests it

    _lacking: frozenset[str] = PrivateAttr(frozenset())
    _made: frozenset[str] = PrivateAttr(frozenset())

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        if not self.temporal_address and self.http_port in {self.temporal_port, self.temporal_port + 1000}:
            taken = "TUNTAS_TEMPORAL_PORT and the one 1000 above are Temporal's"
            raise ValueError(f"TUNTAS_HTTP_PORT: {self.http_port}; {taken}")
        return self

    @classmethod
    def of_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings that `environ` holds, defaults for the rest; secrets that are lacking are made. Raises
        SettingsError."""
        return cls._of(environ, make=True)

    @classmethod
    def of_installation(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of an installation that exists: nothing is made, and what `environ` does not set is
        as the servers of the data folder run with, if they do. Raises SettingsError."""
        with _naming("data_dir"):
            kept = installation.running_environment(_data_dir(environ))
        return cls._of(kept | {name: value for name, value in environ.items() if value}, make=False)

    @classmethod
    def _of(cls, environ: Mapping[str, str], *, make: bool) -> Self:
        found: dict[str, Any] = {
            name: environ[variable] for name in cls.model_fields if environ.get(variable := _variable(name))
        }
        found.update(_external_temporal(environ))
        with _naming("data_dir"):
            found["data_dir"] = _data_dir(environ)
        if not make and "database_url" not in found and not (found["data_dir"] / "secrets").exists():
            raise SettingsError(f"there is no installation in {found['data_dir']}; {NO_INSTALLATION}")
        found.setdefault("database_url", _own_postgres(found["data_dir"]).url())
        with _naming("archive_url"):
            found["archive_url"] = setting_checks.archive(found.get("archive_url"), found["data_dir"])
        kept = found["data_dir"] / "secrets"
        made = {name for name in SECRETS if make and not found.get(name) and not (kept / name).exists()}
        lacking = set()
        try:
            for name in SECRETS:
                try:
                    found[name] = read_or_make_secret(name, found.get(name), found["data_dir"], make=make)
                except NoSecret:
                    lacking.add(name)
                    found[name] = secrets.token_bytes(32)  # whoever needs it asks by `secret`
            settings = cls.model_validate(found)
        except ValidationError as error:
            raise SettingsError("; ".join(_told(problem) for problem in error.errors())) from None
        except ValueError as error:
            raise SettingsError(str(error)) from None
        settings._lacking = frozenset(lacking)  # noqa: SLF001  # of its own class
        settings._made = frozenset(made)  # noqa: SLF001
        return settings

    def secret(self, name: str) -> bytes:
        """One of the secrets, for a command. Raises SettingsError where it is neither set nor kept."""
        if name in self._lacking:
            raise SettingsError(f"{_variable(name)} is not set, nor kept in {self.data_dir / 'secrets'}")
        value: bytes = getattr(self, name)
        return value

    @property
    def made(self) -> frozenset[str]:
        """The secrets that were neither set nor kept when these settings were read, and made then."""
        return self._made

    def require_writable_data(self) -> None:
        """Makes the data folder. Raises SettingsError where it can't be written to."""
        with _naming("data_dir"):
            installation.require_writable(self.data_dir)

    @property
    def keeps_data(self) -> bool:
        """Whether a worker writes to the data folder: letters, or what it archives."""
        return self.smtp_url is None or Path(self.archive_url).is_relative_to(self.data_dir)

    @property
    def embedded_postgres(self) -> EmbeddedPostgres | None:
        """The database server that this machine runs for itself, if it does."""
        own = _own_postgres(self.data_dir)
        return own if self.database_url == own.url() else None

    @property
    def embedded_temporal(self) -> EmbeddedTemporal | None:
        """The Temporal server that this machine runs for itself, if it does."""
        if self.temporal_address:
            return None
        file = self.data_dir / "temporal.db"
        return EmbeddedTemporal(
            self.temporal_port, file, namespace=self.temporal_namespace, synced=not self.dev
        )

    def environment(self) -> dict[str, str]:
        """The variables that give another process these settings; secrets in files stay there."""
        own = self.model_dump(exclude={*SECRETS, "temporal_address", "temporal_namespace"}, exclude_none=True)
        written = {_variable(name): str(value) for name, value in own.items()}
        if self.temporal_address:
            written["TEMPORAL_ADDRESS"] = self.temporal_address
        return written | {"TEMPORAL_NAMESPACE": self.temporal_namespace}


def unknown_variables(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The variables that look like settings and are none, as mistyped ones do."""
    known = {_variable(name) for name in Settings.model_fields} | OTHER_VARIABLES
    return sorted(name for name in environ if name.startswith("TUNTAS_") and name not in known)


@contextmanager
def _naming(setting: str) -> Iterator[None]:
    """What is wrong within is wrong with that setting."""
    try:
        yield
    except ValueError as error:
        raise SettingsError(f"{_variable(setting)}: {error}") from None


def _data_dir(environ: Mapping[str, str]) -> Path:
    return setting_checks.folder(environ.get("TUNTAS_DATA_DIR") or ".tuntas")


def _told(problem: ErrorDetails) -> str:
    message = problem["msg"].removeprefix("Value error, ")
    return ": ".join([*(_named(str(name)) for name in problem["loc"]), message])


def _named(name: str) -> str:
    """The variable that a setting is read from."""
    return name.upper() if name.startswith("temporal_") and name != "temporal_port" else _variable(name)


def _variable(name: str) -> str:
    return f"TUNTAS_{name.upper()}"


def _own_postgres(data_dir: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(data_dir / "postgres", data_dir / "logs" / "postgres")


def _external_temporal(environ: Mapping[str, str]) -> dict[str, str]:
    """Address and namespace as Temporal's own variables and profiles name them; nothing if none is set."""
    named = {"temporal_namespace": environ["TEMPORAL_NAMESPACE"]} if environ.get("TEMPORAL_NAMESPACE") else {}
    if not any(environ.get(variable) for variable in EXTERNAL_TEMPORAL):
        return named
    if (file := environ.get("TEMPORAL_CONFIG_FILE")) and not Path(file).is_file():
        raise SettingsError(f"TEMPORAL_CONFIG_FILE: there is no file {file}")
    from temporalio.envconfig import ClientConfig  # here: it takes long, and commands begin by settings

    try:
        config = ClientConfig.load_client_connect_config(override_env_vars=dict(environ))
    except (RuntimeError, ValueError, OSError) as error:  # what the library raises, whatever is wrong
        raise SettingsError(f"TEMPORAL_…: {' '.join(str(error).split())}") from None
    found = {
        "temporal_address": config.get("target_host", "localhost:7233"),
        "temporal_namespace": config.get("namespace", "tuntas"),
    }
    return found | named
