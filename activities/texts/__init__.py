"""What messages say, in Indonesian: one text for each template, to reporters and to those who serve."""

from activities.texts.details import Details, Text
from activities.texts.letter import UnknownTemplate, body, subject, text_for

__all__ = ["Details", "Text", "UnknownTemplate", "body", "subject", "text_for"]
