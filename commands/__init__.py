"""The `tuntas` commands that work on an installation's data, one module per command.

Programs that serve (`worker.py`, `api.main`) and their command lines (`cli.py`) do not belong here.
"""
