"""What scopes and parts are called."""

from api.figures.asking import By
from api.schemas.common import Phrase, phrase
from api.schemas.figures import ScopeOfFigures
from records.directory.in_memory import Directory, names_of
from records.figures.scopes import NOWHERE, Scope, ScopeKind
from texts import report_classes
from texts.categories import name_category
from texts.figures.names import CENTRE, NATION, NOT_CATEGORIZED, name_channel
from texts.figures.names import NOWHERE as NO_PROVINCE
from texts.formats import InBoth, both
from texts.regions import name_region
from workflows.procedure.model.enums import ReportClass


def describe_scope(directory: Directory, scope: Scope) -> ScopeOfFigures:
    """The scope with its names."""
    return {
        "kind": scope.kind,
        "code": scope.code,
        "name": phrase(name_scope(directory, scope)),
        "province": scope.province if scope.province != NOWHERE else None,
        "agency": scope.agency,
        "unit": scope.unit,
        **names_of(directory, scope.agency, scope.unit),
    }


def name_scope(directory: Directory, scope: Scope) -> InBoth:
    """What the scope is called; an agency or unit that is not in the directory, by its code."""
    match scope.kind:
        case ScopeKind.NATION:
            return NATION
        case ScopeKind.CENTRE:
            return CENTRE
        case ScopeKind.PROVINCE:
            province = str(scope.province)
            return NO_PROVINCE if province == NOWHERE else _same(name_region(province))
        case ScopeKind.AGENCY:
            return _same(directory.agency_name(scope.agency) or str(scope.agency))
    return _same(directory.unit_name(scope.agency, scope.unit) or str(scope.unit))


def name_value(by: By, value: str) -> Phrase:
    """What a class, category or channel is called."""
    if by is By.CLASS:
        return phrase(report_classes.NAMES[ReportClass(value)])
    if by is By.CHANNEL:
        return phrase(name_channel(value))
    return phrase(name_category(value) if value else NOT_CATEGORIZED)


def _same(name: str) -> InBoth:
    return both(name, name)
