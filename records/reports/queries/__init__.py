"""The queries behind the API's lists, reports, facts and statistics, with keyset paging.

They read PostgreSQL only, never Temporal. Statements that change something do not belong here.
"""
