"""The policy in force, for everybody: limits and categories."""

from fastapi import APIRouter, Request, Response

from api.answers.caching import NOT_CHANGED, cacheable
from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import ServicesDep
from api.schemas.common import phrase
from api.schemas.policy import Categories, LimitSource, OfficeHours, PolicyInForce, PolicyLimit
from api.services import Services
from texts.categories import name_category
from texts.policy_limits import Limit, list_limits, word_office_hours
from texts.policy_sources import source_of

router = APIRouter(route_class=DeclaredRoute, tags=["Policy"])

KEPT_FOR = 300
"""Seconds. A policy changes with a restart only."""


@router.get("/v1/categories", response_model=Categories, responses=NOT_CHANGED)
async def list_categories(services: ServicesDep, request: Request) -> JsonAnswer[Categories] | Response:
    """The categories that new reports may have."""
    told: Categories = {
        "items": [{"code": code, "name": phrase(name_category(code))} for code in services.policy.categories],
        "next": None,
    }
    return cacheable(request, told, seconds=KEPT_FOR)


@router.get("/v1/policy", response_model=PolicyInForce, responses=NOT_CHANGED)
async def read_policy(services: ServicesDep, request: Request) -> JsonAnswer[PolicyInForce] | Response:
    """The policy that new reports begin under: each number in words, and where it comes from."""
    policy = services.policy
    told: PolicyInForce = {
        "name": policy.name,
        "version": policy.version,
        "issued_on": policy.issued_on.isoformat(),
        "source": policy.source,
        "unit": policy.unit,
        "limits": [_limit(services, each) for each in list_limits(policy)],
        "office_hours": _office_hours(services),
    }
    return cacheable(request, told, seconds=KEPT_FOR)


def _limit(services: Services, limit: Limit) -> PolicyLimit:
    return {
        "name": limit.name,
        "number": limit.number,
        "unit": limit.unit,
        "text": {"id": limit.indonesian, "en": limit.english},
        "source": _source(services, limit.name),
    }


def _office_hours(services: Services) -> OfficeHours | None:
    if services.policy.working_hours is None:
        return None
    opens, closes = services.policy.working_hours
    indonesian, english = word_office_hours(opens, closes)
    return {
        "opens": f"{opens:%H:%M}",
        "closes": f"{closes:%H:%M}",
        "text": {"id": indonesian, "en": english},
        "source": _source(services, "working_hours"),
    }


def _source(services: Services, name: str) -> LimitSource:
    found = source_of(services.policy_sources, services.policy, name)
    return {
        "basis": found.basis,
        "confirmed": found.confirmed,
        "reference": found.reference,
        "note": {"id": found.note.id, "en": found.note.en},
    }
