"""The written forms of answers: canonical JSON, problems (RFC 9457), and the OpenAPI document.

Schemas of the answers are in `api.schemas`.
"""
