"""A letter: one text, or several to one person as a list."""

from collections.abc import Sequence

from texts.letters import reporter, reporter_english, staff
from texts.letters.details import Details, Language, Text

VACANT = "Pesan ini disampaikan kepada Anda karena jabatan yang seharusnya menerimanya sedang kosong."
FOOT = "Salam hormat,\n{}\n\n--\nPesan ini dikirim otomatis; balasan ke alamat ini tidak dibaca."


FOOT_IN_ENGLISH = "Kind regards,\n{}\n\n--\nThis message was sent automatically; replies to it are not read."
TO_REPORTERS = {"id": reporter.TEXTS, "en": reporter_english.TEXTS}


class UnknownTemplate(LookupError):
    """A notice this version has no text for; a newer worker may."""


def text_for(template: str, details: Details, *, to_reporter: bool) -> Text:
    """The text of a notice to a reporter or to those who serve. Raises UnknownTemplate."""
    texts = TO_REPORTERS[details.language] if to_reporter else staff.TEXTS
    words = texts.get(template)
    if words is None and not to_reporter and template.startswith("escalated_"):
        words = staff.escalated  # a policy may have more levels than the one that comes with the product
    if words is None:
        raise UnknownTemplate(template)
    text = words(details)
    return Text(text.subject, (*text.paragraphs, VACANT)) if details.vacancy else text


def subject(texts: Sequence[Text]) -> str:
    """One text's own; of several, how many there are."""
    return texts[0].subject if len(texts) == 1 else f"{len(texts)} pemberitahuan tenggat laporan"


def body(name: str | None, texts: Sequence[Text], authority: str, language: Language = "id") -> str:
    """The letter to `name`, which a reporter may not have told; `authority` signs. Several texts go to staff
    or are in Indonesian."""
    if language == "en" and len(texts) == 1:
        greeting = f"Dear {name}," if name else "Dear Sir or Madam,"
        return "\n\n".join((greeting, *texts[0].paragraphs, FOOT_IN_ENGLISH.format(authority))) + "\n"
    foot = FOOT.format(authority)
    greeting = f"Yth. {name}," if name else "Yth. Bapak/Ibu,"
    if len(texts) == 1:
        return "\n\n".join((greeting, *texts[0].paragraphs, foot)) + "\n"
    items = (f"{number}. " + "\n   ".join(text.paragraphs) for number, text in enumerate(texts, 1))
    return "\n\n".join((greeting, f"Ada {len(texts)} pemberitahuan untuk Anda:", *items, foot)) + "\n"
