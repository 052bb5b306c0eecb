"""Whether one is sent morning messages."""

from fields.answer_fields import Answer


class MorningMessages(Answer):
    """Whether, on working mornings, one is written to of what lapses today and this week."""

    wanted: bool
