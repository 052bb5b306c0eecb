"""Who sees and changes what in the directory (ADR 33). Nobody changes their own office."""

from api.answers.problems import Problem, not_allowed
from records.directory.accounts import Account
from records.directory.csv_lines import AccountLine, Line
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

KEEPERS = {Role.OPERATOR, Role.NATIONAL_ADMIN}
"""Who keeps the whole directory."""
READERS = KEEPERS | {Role.AGENCY_ADMIN}
OWN = "Nobody changes their own role, office or state."


def require_directory_reader(actor: Actor) -> None:
    """Raises a 403 problem for whoever has nothing to do with the directory."""
    if actor.role not in READERS:
        raise not_allowed("The directory is kept by operators, the national admin and agencies' admins.")


def require_keeper(actor: Actor) -> None:
    """Raises a 403 problem for whoever does not keep the whole directory."""
    if actor.role not in KEEPERS:
        raise not_allowed("That is for operators and the national admin to do.")


def sees_agency(actor: Actor, agency: str | None) -> bool:
    """Whether entries of that agency, null for the centre, are `actor`'s to see."""
    return actor.role in KEEPERS or (actor.role is Role.AGENCY_ADMIN and agency == actor.agency)


def may_change_account(actor: Actor, role: str, agency: str | None) -> bool:
    """Whether accounts of that role and agency are `actor`'s to make, change and give passwords.

    Operators keep agencies' accounts; those of the centre, which read all reports, are the national admin's,
    so that nobody becomes a reader of reports by running the installation."""
    if actor.role is Role.NATIONAL_ADMIN:
        return True
    if actor.role is Role.OPERATOR:
        return agency is not None
    return actor.role is Role.AGENCY_ADMIN and role == Role.LIAISON_OFFICER and agency == actor.agency


def require_change(actor: Actor, line: Line, before: Account | None) -> None:
    """Raises a 403 problem where `line` is not `actor`'s to apply. `before` is the account that it is about,
    as it is; null for a new one, and for agencies and units."""
    if not isinstance(line, AccountLine):
        require_keeper(actor)
        return
    offices = [(line.role, line.agency)] + ([(before.role, before.agency)] if before else [])
    if not all(may_change_account(actor, role, agency) for role, agency in offices):
        raise not_allowed("Accounts of that office are not yours to change.")
    if before is not None and before.id == actor.id and _changes_office(line, before):
        raise Problem(403, "own_account", OWN)


def require_other(actor: Actor, account: Account) -> None:
    """Raises a 403 problem where the account is not `actor`'s to change, or is their own."""
    if not may_change_account(actor, account.role, account.agency):
        raise not_allowed("Accounts of that office are not yours to change.")
    if account.id == actor.id:
        raise Problem(403, "own_account", OWN)


def _changes_office(line: AccountLine, before: Account) -> bool:
    stays = (line.role, line.agency, line.unit) == (before.role, before.agency, before.unit)
    return not stays or line.active is False
