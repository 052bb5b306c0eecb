"""What messages say, in Indonesian: one text for each template, to reporters and to those who serve."""

from texts.letters.details import Details, Text
from texts.letters.letter import UnknownTemplate, body, subject, text_for

__all__ = ["Details", "Text", "UnknownTemplate", "body", "subject", "text_for"]
