"""The forms in which answers are written: canonical JSON, problems (RFC 9457) and the OpenAPI document.

The fields of each answer do not belong here; they are in `api.schemas`.
"""
