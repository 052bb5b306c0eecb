"""Figures as their reader may see them: what is asked for, within whose rights, and how it is told.

Routes and pages call `answering`; what is counted is in `records.figures`.
"""
