"""What the API does with reports: submitting, deciding, reading, time travel, explanations, lists.

Routes call these functions. Rules of the procedure are not here but in `workflows.procedure`.
"""
