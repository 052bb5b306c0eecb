"""Where each number of a policy comes from: data beside the policies, by policy, version and number.

Sources are no part of a policy: open reports carry theirs, and their histories replay, as they are. Those of
the policies that come with the product are in `policy_sources.json`. An operator's own policy `NAME.json` may
have a file `NAME.sources.json` beside it, of the same form.
"""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from workflows.procedure.model.policy import Policy

Basis = Literal["act", "regulation", "practice", "product", "policy"]
"""An act of parliament; a regulation; the national service's published practice; a choice of this product,
where the rules have no number; only the policy as a whole names a source."""


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Phrase(_Document):
    """The same in Indonesian and English."""

    id: str
    en: str


class Source(_Document):
    """Where a number comes from. It is `confirmed` where official or several independent texts agree;
    otherwise compare it with the act before you rely on it."""

    basis: Basis
    confirmed: bool
    reference: str | None
    note: Phrase


class SourcesOfPolicy(_Document):
    """The sources of one version of a policy: by the names of `texts.policy_limits`."""

    policy: str
    version: str
    sources: Mapping[str, Source]


class SourceTable(RootModel[tuple[SourcesOfPolicy, ...]]):
    """All versions that a file has sources for."""

    @classmethod
    def shipped(cls) -> Self:
        """The table that comes with the product."""
        file = resources.files("texts").joinpath("policy_sources.json")
        return cls.model_validate_json(file.read_text("utf-8"))


class BadSources(ValueError):
    """The file beside an operator's policy is no table of sources."""


def load_sources(policy: Policy, named: str) -> Mapping[str, Source]:
    """The sources of `policy`, which `TUNTAS_POLICY` names `named`; empty where there are none. Raises
    BadSources."""
    own = Path(named)
    beside = own.with_suffix(".sources.json")
    table = _read_table(beside) if own.is_file() and beside.is_file() else SourceTable.shipped()
    for each in table.root:
        if (each.policy, each.version) == (policy.name, policy.version):
            return each.sources
    return {}


def _read_table(file: Path) -> SourceTable:
    try:
        return SourceTable.model_validate_json(file.read_text("utf-8"))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "it"
        raise BadSources(f"{file}: {where}: {error.errors()[0]['msg']}") from None
    except (UnicodeDecodeError, OSError):
        raise BadSources(f"{file} can't be read as UTF-8") from None


def source_of(sources: Mapping[str, Source], policy: Policy, name: str) -> Source:
    """The source of the number of that name; the policy's own where it has none."""
    as_a_whole = Phrase(
        id="Kebijakan ini menyebut sumbernya hanya secara keseluruhan.",
        en="This policy names its source as a whole only.",
    )
    known = sources.get(name)
    return known or Source(basis="policy", confirmed=False, reference=policy.source, note=as_a_whole)
