"""How the installation runs, for those who run it."""

from fastapi import APIRouter

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import ActorDep, ServicesDep
from api.operation.rights import require_operation_reader
from api.operation.status import read_status
from api.schemas.operation import OperationStatus

router = APIRouter(route_class=DeclaredRoute, tags=["Operating"])


@router.get("/v1/operation", response_model=OperationStatus)
async def read_operation(services: ServicesDep, actor: ActorDep) -> JsonAnswer[OperationStatus]:
    """What `/readyz` tells, and beside it workers, letters, timers, re-timings, archive, record, ledger and
    background tasks; each alarm names its section in the operators' guide. For operators and the national
    admin. It tells nothing of any report."""
    require_operation_reader(actor)
    return JsonAnswer(await read_status(services))
