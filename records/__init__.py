"""The record: what PostgreSQL holds of reports, directory, decrees and keys.

Activities write it, and the API reads it. Rules of the procedure belong in `workflows.procedure`; what proves
the record belongs in `evidence`.
"""
