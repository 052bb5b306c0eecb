"""What the API does with reports: submit, decide, read, travel in time, explain, list.

Routes call these functions. Rules of the procedure do not belong here; they are in `workflows.procedure`.
"""
