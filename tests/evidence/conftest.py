"""The record's fixtures, for those who judge what it holds."""

from tests.records import conftest as records

database, pool, keys = records.database, records.pool, records.keys
fresh_database, fresh, away = records.fresh_database, records.fresh, records.away
add_account = records.add_account
