"""The text of each letter, in Indonesian: one function per template, for reporters and for staff.

Who gets a letter belongs in `workflows.procedure.outputs.notices`; sending it belongs in `activities`.
"""

from texts.letters.details import Details, Text
from texts.letters.letter import UnknownTemplate, body, subject, text_for

__all__ = ["Details", "Text", "UnknownTemplate", "body", "subject", "text_for"]
