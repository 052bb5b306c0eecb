"""Two officers of one unit, and reports that are theirs to answer."""

from typing import Any

from api.services import Services
from records.directory import accounts
from records.directory.load import load_directory
from tests.api.conftest import PASSWORD
from tests.api.people import People, Report

OFFICER, COLLEAGUE = "penghubung.kemenkes.layanan", "penghubung.kemenkes.dua"
NEW = f"""type,agency,unit,username,name,role,region,approval,email
account,kemenkes,layanan,{COLLEAGUE},Penghubung Dua,liaison_officer,,,
"""


async def add_colleague(services: Services) -> None:
    """Adds the second officer; the demo directory has the first."""
    await load_directory(services.pool, NEW)
    await accounts.change_password(services.pool, COLLEAGUE, PASSWORD)
    await services.directory.refresh()


async def submit_to_unit(people: People, **changed: Any) -> Report:
    """A report at the officers' unit."""
    report = await people.submit(**changed)
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    return report
