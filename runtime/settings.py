"""Everything that can be set, read once from the environment into one frozen object."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from temporalio.envconfig import ClientConfig

from runtime.postgres import EmbeddedPostgres
from runtime.secret_files import secret
from runtime.temporal_server import EmbeddedTemporal

SECRETS = ("intake_secret", "signing_key", "master_key", "ledger_key")
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
    database_url: str = Field(repr=False)  # as libpq reads it; if not set, that of a server of our own
    temporal_address: str | None = None  # TEMPORAL_ADDRESS or the profile's; set: no embedded Temporal
    temporal_namespace: str = "tuntas"  # TEMPORAL_NAMESPACE or the profile's
    temporal_port: int = Field(7233, ge=1, le=64535)  # of the embedded server; its web page is 1000 above

    archive_url: str = Field(
        repr=False
    )  # a folder, or s3://bucket/prefix; if not set, a folder of `data_dir`

    policy: str = "default"  # a file, or the name of a policy that comes with the product
    dev: bool = False  # demo directory and accounts, messages readable over HTTP
    demo_password: str | None = Field(None, repr=False)
    smtp_url: str | None = Field(None, repr=False)  # null: messages land in a folder of `data_dir`
    mail_from: str = "Tuntas <tuntas@localhost>"
    mail_domain: str | None = Field(None, pattern=r"^[A-Za-z0-9.-]+$")  # of Message-IDs; null: mail_from's
    worker_metrics: str | None = None  # host:port where the worker shows the engine's figures; null: nowhere
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$")

    intake_secret: bytes = Field(repr=False, min_length=32)
    signing_key: bytes = Field(repr=False, min_length=32)
    master_key: bytes = Field(repr=False, min_length=32, max_length=32)
    ledger_key: bytes = Field(repr=False, min_length=32, max_length=32)  # an Ed25519 key's seed

    wrong_pins: int = Field(5, ge=1)  # per report, before answers are delayed
    wrong_pin_longest_delay: int = Field(900, ge=1)  # seconds
    wrong_pins_hourly: int = Field(100, ge=1)  # per address
    intake_per_second: int = Field(50, ge=1)  # per address
    failed_sign_ins_per_minute: int = Field(10, ge=1)  # per address
    body_limit: int = Field(1_048_576, ge=1024)  # bytes of a request
    cached_workflows: int = Field(3000, ge=10)  # at least what wakes together
    continue_as_new_events: int | None = Field(None, ge=10)  # null: when the server suggests it

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        if not self.temporal_address and self.http_port in {self.temporal_port, self.temporal_port + 1000}:
            taken = "TUNTAS_TEMPORAL_PORT and the one 1000 above are Temporal's"
            raise ValueError(f"TUNTAS_HTTP_PORT: {self.http_port}; {taken}")
        return self

    @classmethod
    def of_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings that `environ` holds, defaults for the rest. Raises SettingsError."""
        found: dict[str, Any] = {
            name: environ[variable] for name in cls.model_fields if environ.get(variable := _variable(name))
        }
        found.update(_external_temporal(environ))
        found["data_dir"] = Path(found.get("data_dir", ".tuntas")).expanduser().resolve()
        found.setdefault("database_url", _own_postgres(found["data_dir"]).url())
        found["archive_url"] = _archive(found.get("archive_url"), found["data_dir"])
        try:
            for name in SECRETS:
                found[name] = secret(name, found.get(name), found["data_dir"])
            return cls.model_validate(found)
        except ValidationError as error:
            raise SettingsError("; ".join(_told(problem) for problem in error.errors())) from None
        except ValueError as error:
            raise SettingsError(str(error)) from None

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
        return EmbeddedTemporal(self.temporal_port, file, namespace=self.temporal_namespace)

    def environment(self) -> dict[str, str]:
        """The variables that give another process these settings; secrets in files stay there."""
        own = self.model_dump(exclude={*SECRETS, "temporal_address", "temporal_namespace"}, exclude_none=True)
        written = {_variable(name): str(value) for name, value in own.items()}
        if self.temporal_address:
            written["TEMPORAL_ADDRESS"] = self.temporal_address
        return written | {"TEMPORAL_NAMESPACE": self.temporal_namespace}


def _archive(url: str | None, data_dir: Path) -> str:
    """Where finished reports are sealed; a folder by its whole path. Raises SettingsError."""
    scheme = urlsplit(url or "").scheme
    if scheme not in {"", "file", "s3"}:
        raise SettingsError(f"TUNTAS_ARCHIVE_URL: {scheme}:// is neither a folder nor s3://bucket/prefix")
    return url if url and scheme else str(Path(url or data_dir / "archive").expanduser().resolve())


def _told(problem: ErrorDetails) -> str:
    message = problem["msg"].removeprefix("Value error, ")
    return ": ".join([*(_variable(str(name)) for name in problem["loc"]), message])


def _variable(name: str) -> str:
    return f"TUNTAS_{name.upper()}"


def _own_postgres(data_dir: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(data_dir / "postgres", data_dir / "logs" / "postgres")


def _external_temporal(environ: Mapping[str, str]) -> dict[str, str]:
    """Address and namespace as Temporal's own variables and profiles name them; nothing if none is set."""
    named = {"temporal_namespace": environ["TEMPORAL_NAMESPACE"]} if environ.get("TEMPORAL_NAMESPACE") else {}
    if not any(environ.get(variable) for variable in EXTERNAL_TEMPORAL):
        return named
    config = ClientConfig.load_client_connect_config(override_env_vars=dict(environ))
    found = {
        "temporal_address": config.get("target_host", "localhost:7233"),
        "temporal_namespace": config.get("namespace", "tuntas"),
    }
    return found | named
