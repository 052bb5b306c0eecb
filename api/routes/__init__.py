"""The routes, one file per resource: path, dependencies, declared answers, and a call.

Logic that more than one route needs belongs in `api.reports` or `api.requests`.
"""
