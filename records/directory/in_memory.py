"""Agencies, units, accounts and calendars in memory, so that nobody waits for SQL to look one up."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Self

from psycopg.rows import DictRow
from sqlalchemy import select
from sqlmodel import col

from calendars import NATIONAL, Decree, Snapshot, standing_decrees
from fields.answer_fields import PlaceNames
from records import tables
from records.database import POINT, Pool, rows
from records.decrees.stored_calendars import DECREES, NEWEST
from records.directory.accounts import ACCOUNTS, Account
from records.directory.former_names import FormerName, FormerNames, read_former_names
from records.statements import compile_statement
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.submission import Profile
from workflows.procedure.model.tasks import Owner
from workflows.procedure.model.vacancy import Vacancy, VacancyReason
from workflows.procedure.rules.office import is_in_office

VERSION = compile_statement(select(col(tables.DirectoryVersion.version)))
AGENCIES = compile_statement(select(tables.Agency))
UNITS = compile_statement(select(tables.AgencyUnit))
EVERY_ACCOUNT = compile_statement(ACCOUNTS)


class DirectoryUnavailable(Exception):
    """SQL has been away ever since this process started."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency; an inactive one is sent nothing more, but goes on being named."""

    code: str
    name: str
    region: str
    approval: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of an agency."""

    agency: str
    code: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class _Copy:
    """The directory as of one version."""

    version: int
    agencies: dict[str, Agency]
    units: dict[tuple[str, str], Unit]
    former_names: FormerNames
    accounts: dict[str, Account]
    by_username: dict[str, Account]
    offices: frozenset[tuple[str, str | None, str | None]]
    calendars: dict[str, Snapshot]
    decrees: list[Decree]

    @classmethod
    async def read(cls, pool: Pool, version: int) -> Self:
        agencies = [Agency(**row) for row in await rows(pool, AGENCIES)]
        units = [Unit(**row) for row in await rows(pool, UNITS)]
        accounts = [Account(**row) for row in await rows(pool, EVERY_ACCOUNT)]
        calendars: list[DictRow] = await rows(pool, NEWEST)
        decrees: list[DictRow] = await rows(pool, DECREES)
        withdrawn = {row["number"] for row in decrees if row["withdrawn"]}
        return cls(
            version,
            {agency.code: agency for agency in agencies},
            {(unit.agency, unit.code): unit for unit in units},
            await read_former_names(pool),
            {account.id: account for account in accounts},
            {account.username: account for account in accounts},
            frozenset(_office(each.role, each.agency, each.unit) for each in accounts if not each.disabled),
            {row["region"]: Snapshot.of_wire(row["snapshot"]) for row in calendars},
            standing_decrees([Decree.model_validate(row["content"]) for row in decrees], withdrawn),
        )


def _office(role: str, agency: str | None, unit: str | None) -> tuple[str, str | None, str | None]:
    """What an account holds; only liaison officers hold a unit's."""
    return role, agency, unit if role == Role.LIAISON_OFFICER else None


class Directory:
    """The last copy of the directory; all but `refresh` answer from memory.

    Until the first copy is there they raise DirectoryUnavailable.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._copy: _Copy | None = None
        self._refreshing = asyncio.Lock()

    async def refresh(self) -> None:
        """Fetches a new copy if anything changed. Raises one of `SQL_AWAY`; the old copy stays."""
        async with self._refreshing:  # or a slow reader puts an older copy in the place of a newer one
            # The version is read first: what changes meanwhile is then fetched again next time, never missed.
            version = (await rows(self._pool, VERSION, within=POINT))[0]["version"]
            if self._copy is None or self._copy.version != version:
                self._copy = await _Copy.read(self._pool, version)

    async def catch_up_with(self, account: Account) -> None:
        """Fetches a new copy if `account`, as just read, is not in this one. Raises one of `SQL_AWAY`."""
        if self._copy is None or self._copy.accounts.get(account.id) != account:
            await self.refresh()

    def profile(self, agency: str, *, even_inactive: bool = False) -> Profile | None:
        """What a report takes along to `agency`; null for an unknown one, and for an inactive one unless
        asked for."""
        found = self._now.agencies.get(agency)
        if found is None or not (found.active or even_inactive):
            return None
        return Profile(found.code, found.region, self.calendar(found.code), found.approval, found.name)

    def centre(self) -> Profile:
        """What a report takes along to the centre."""
        return Profile(None, NATIONAL, self.calendar(NATIONAL))

    def calendar(self, code: str) -> Snapshot:
        """The newest calendar for a region or agency; that of the agency's region, or of the nation, where
        there is none of its own."""
        calendars, agency = self._now.calendars, self._now.agencies.get(code)
        own = calendars.get(code) or (calendars.get(agency.region) if agency else None)
        if found := own or calendars.get(NATIONAL):
            return found
        raise DirectoryUnavailable

    def agency(self, code: str) -> Agency | None:
        """The agency of that code, active or not."""
        return self._now.agencies.get(code)

    def calendars(self) -> list[Snapshot]:
        """The newest calendar of every code that has one."""
        return sorted(self._now.calendars.values(), key=lambda each: each.region)

    def decrees(self) -> list[Decree]:
        """The decrees that stand."""
        return self._now.decrees

    def unit(self, agency: str, unit: str) -> str | None:
        """The unit's code if it is an active one of that agency."""
        found = self._now.units.get((agency, unit))
        return found.code if found and found.active else None

    def officer(self, username: str, role: str, agency: str | None) -> str | None:
        """The id of the active account of that name, role and agency (null for the centre)."""
        found = self._now.by_username.get(username)
        if found is None or found.disabled or (found.role, found.agency) != (role, agency):
            return None
        return found.id

    def officers(self, role: str, agency: str | None) -> list[Account]:
        """The active accounts of that role and agency (null for the centre), by name."""
        found = (
            account
            for account in self._now.accounts.values()
            if not account.disabled and (account.role, account.agency) == (role, agency)
        )
        return sorted(found, key=lambda each: (each.name, each.username))

    def count_staff(self) -> Counter[str | None]:
        """How many active accounts each agency has; of null, the centre."""
        return Counter(each.agency for each in self._now.accounts.values() if not each.disabled)

    def vacancy(self, owner: Owner) -> Vacancy | None:
        """Why nobody will do the owner's tasks; null where somebody will."""
        reason = self._why_vacant(owner)
        return Vacancy(owner.role, owner.agency, owner.unit, reason) if reason else None

    def _why_vacant(self, owner: Owner) -> VacancyReason | None:
        agency = self._now.agencies.get(owner.agency) if owner.agency else None
        unit = self._now.units.get((owner.agency, owner.unit)) if owner.agency and owner.unit else None
        if owner.role is Role.REPORTER:
            return None
        if agency is not None and not agency.active:
            return VacancyReason.AGENCY_INACTIVE
        if unit is not None and not unit.active:
            return VacancyReason.UNIT_INACTIVE
        is_held = _office(owner.role, owner.agency, owner.unit) in self._now.offices
        return None if is_held else VacancyReason.NOBODY_IN_OFFICE

    def is_in_office(self, id_: str, owner: Owner) -> bool:
        """Whether the account of that id is active and holds the owner's role in its agency and unit."""
        found = self._now.accounts.get(id_)
        if found is None or found.disabled:
            return False
        return is_in_office(Actor(Role(found.role), found.id, found.agency, found.unit), owner)

    def account(self, id_: str) -> Account | None:
        """The account with that id, disabled or not."""
        return self._now.accounts.get(id_)

    def accounts(self) -> list[Account]:
        """All accounts, disabled or not, by username."""
        return sorted(self._now.accounts.values(), key=lambda each: each.username)

    def account_named(self, username: str) -> Account | None:
        """The account with that name to sign in by, disabled or not."""
        return self._now.by_username.get(username)

    def agency_name(self, agency: str | None) -> str | None:
        """The agency's name, active or not."""
        found = self._now.agencies.get(agency) if agency else None
        return found.name if found else None

    def unit_name(self, agency: str | None, unit: str | None) -> str | None:
        """The unit's name, active or not."""
        found = self._now.units.get((agency, unit)) if agency and unit else None
        return found.name if found else None

    def former_names(self, agency: str, unit: str | None = None) -> list[FormerName]:
        """What the agency, or its unit, was called before, the last first."""
        return self._now.former_names.get((agency, unit), [])

    def agencies(self) -> list[Agency]:
        """All agencies, by code."""
        return sorted(self._now.agencies.values(), key=lambda each: each.code)

    def units(self, agency: str) -> list[Unit]:
        """An agency's units, by code."""
        found = (unit for unit in self._now.units.values() if unit.agency == agency)
        return sorted(found, key=lambda each: each.code)

    @property
    def _now(self) -> _Copy:
        if self._copy is None:
            raise DirectoryUnavailable
        return self._copy


def names_of(directory: Directory, agency: str | None, unit: str | None) -> PlaceNames:
    """The names beside the codes, as answers add them."""
    return {
        "agency_name": directory.agency_name(agency),
        "unit_name": directory.unit_name(agency, unit),
    }
