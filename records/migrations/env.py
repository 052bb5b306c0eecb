"""Alembic's entry: it works over the connection that `.apply` or `.draft` hands in.

Comparing with the models, for a draft, covers all but check constraints, and predicates and expressions of
indexes: those are compared by `tests/records/test_tables.py`.
"""

from alembic import context
from sqlmodel import SQLModel

import records.tables  # noqa: F401  # names the tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    compare_server_default=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
