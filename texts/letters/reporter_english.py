"""What reporters are told who chose letters in English: the same as `reporter.py`, text by text."""

from collections.abc import Callable, Mapping

from texts.letters.details import NATIONAL_ADMIN_IN_ENGLISH, Details, Text
from texts.letters.reporter import NEW_PIN
from workflows.procedure.outputs.notices import TO_FORMER_CONTACT

WITH_PIN = "with your report's number and PIN"


def _read_more(it: Details, what: str = "More") -> str:
    return f"{what} can be read {it.place}, {WITH_PIN}."


def _to_be_verified(it: Details) -> str:
    who = NATIONAL_ADMIN_IN_ENGLISH.capitalize()
    return f"{who} will examine it and send it on to the agency in charge{it.by}."


def _submitted(it: Details) -> Text:
    return Text(
        f"Your report came in: {it.number}",
        (
            f"Thank you. Your report came in with the number {it.number}.",
            _to_be_verified(it),
            "Please keep this number together with the PIN that you got when you sent the report in. With "
            f"both you can see at any time what becomes of it {it.place}.",
        ),
    )


def _forwarded(it: Details) -> Text:
    return Text(
        f"Report {it.number} was sent on to {it.agency}",
        (
            f"Your report {it.number} was examined and sent on to {it.agency}.",
            f"That agency will name the unit that handles it{it.by}. We will tell you as soon as there is an "
            "answer.",
        ),
    )


def _reporter_asked(it: Details) -> Text:
    return Text(
        f"Report {it.number} needs something from you",
        (
            f"So that your report {it.number} can be handled, the officers need more information.",
            f"Please complete the report{it.by}. If it is not completed, it will be closed.",
            f"You can read and answer the question {it.place}, {WITH_PIN}.",
        ),
    )


def _responded(it: Details) -> Text:
    if not it.final:
        return Text(
            f"There is an interim answer to report {it.number}",
            (
                f"{it.agency} gave an interim answer to your report {it.number}.",
                "It is still being handled; there is nothing for you to do now.",
                _read_more(it),
            ),
        )
    return Text(
        f"Report {it.number} was answered",
        (
            f"{it.agency} gave its final answer to your report {it.number}.",
            f"Please say what you think of it{it.by}: accept it if the problem is solved, reply if there is "
            "more to ask, or dispute it. Without a word from you the report will be closed.",
            _read_more(it),
        ),
    )


def _transferred(it: Details) -> Text:
    return Text(
        f"Report {it.number} is handled by {it.agency} now",
        (
            f"Your report {it.number} is handled by {it.agency} now, because the agency in charge was merged "
            "or abolished.",
            "Its deadlines go on, and what you have sent still counts. You need not report again.",
            _read_more(it),
        ),
    )


def _extended(it: Details) -> Text:
    return Text(
        f"The deadline of report {it.number} was extended",
        (
            f"The deadline for {it.clock} of your report {it.number} was extended: {it.moved}.",
            _read_more(it, "The reason"),
        ),
    )


MOVED_BECAUSE: Mapping[str | None, str] = {
    "calendar": "because holidays or working days were changed",
    "moved": "because it now counts the working days of the place where the report is handled",
    "class": "because the class of the report was changed",
}
ACTS: Mapping[str, str] = {"enacted": "{}", "withdrawn": "the withdrawal of {}"}


def _deadline_moved(it: Details) -> Text:
    because = MOVED_BECAUSE.get(it.cause, "because it was counted anew")
    if said := " and ".join(ACTS[act].format(number) for number, act in it.decrees):
        because += f", by {said}"
    return Text(
        f"The deadline of report {it.number} changed",
        (f"The deadline for {it.clock} of your report {it.number} changed {because}: {it.moved}.",),
    )


def _merged(it: Details) -> Text:
    return Text(
        f"Report {it.number} was merged with another report",
        (
            f"Your report {it.number} was merged with another report about the same matter.",
            f"The answer to that report holds for yours, too. {_read_more(it, 'The answer')} If that report "
            "is confidential, the text of the answer is not shown.",
            "If you think that the matters differ, you may object once, so that the reports are taken apart.",
        ),
    )


def _split(it: Details) -> Text:
    return Text(
        f"Report {it.number} is handled on its own again",
        (
            f"Your report {it.number} was taken apart from another report and is handled on its own again.",
            _to_be_verified(it),
        ),
    )


def _reopened(it: Details) -> Text:
    return Text(
        f"Report {it.number} was reopened",
        (
            f"As you asked, report {it.number} was reopened. It is now in {it.stage}.",
            f"We will take the next step{it.by or ' as soon as possible'}.",
        ),
    )


CLOSED: Mapping[str | None, str] = {
    "resolved": "is done: you accepted the answer. Thank you for your report",
    "redirected": "was closed: you accepted the answer that somebody else is in charge",
    "not_granted": "was closed: you accepted the answer that the request can't be granted",
    "answered_without_reply": "was closed: you did not reply to the final answer before the deadline",
    "not_completed": "was closed: what was asked of you did not come before the deadline",
    "archived": "was put aside and is not followed up",
    "withdrawn": "was closed because you withdrew it",
}
FOLLOWED: Mapping[str | None, str] = {
    "resolved": "the problem is said to be solved",
    "redirected": "somebody else is in charge",
    "not_granted": "the request can't be granted",
}


def _closed(it: Details) -> Text:
    how = CLOSED[it.outcome]
    if it.cause == "original_closed":
        result = f": {FOLLOWED[it.outcome]}" if it.outcome in FOLLOWED else ""
        how = f"was closed because the report that it was merged into was closed{result}"
    told = f"Your report {it.number} {how}."
    again = f"If the problem is not solved, you may ask once for the report to be reopened{it.by}."
    is_archived = it.outcome == "archived" and it.cause != "original_closed"
    more = _read_more(it, "The reason" if is_archived else "More")
    return Text(f"Report {it.number} was closed", (told,) if it.final else (told, again, more))


def _reporter_reminded(it: Details) -> Text:
    return Text(
        f"Reminder: report {it.number} waits for you",
        (
            f"Your report {it.number} waits for you until the deadline for {it.clock}{it.on}.",
            f"After that deadline the report will be closed. You can answer {it.place}, {WITH_PIN}.",
        ),
    )


def _referral_offered(it: Details) -> Text:
    return Text(
        f"Report {it.number} is late; you may take it to the Ombudsman",
        (
            f"The deadline for {it.clock} of your report {it.number} was missed{it.on}. We are sorry.",
            "We go on handling the report, and superiors were told. You also have the right to take it to "
            "the Ombudsman of the Republic of Indonesia, free of charge. The report, its days and the "
            f"deadlines that were missed can be read {it.place}, {WITH_PIN}.",
            "Without your consent we send nothing to the Ombudsman.",
        ),
    )


def _contact_corrected(it: Details) -> Text:
    return Text(
        f"The contact of report {it.number} was changed",
        (
            f"The contact for your report {it.number} was changed. What happens next will be told here.",
            _read_more(it, "The report"),
        ),
    )


def _contact_replaced(it: Details) -> Text:
    return Text(
        f"Report {it.number} has another contact now",
        (
            f"The reporter changed the contact for report {it.number}. What happens next will not be told "
            "here any more.",
            "If that was not you, somebody else knows your report's number and PIN. Open the report "
            f"{it.place} at once, with your report's number and PIN, and change the contact back.",
        ),
    )


def _new_pin(it: Details) -> Text:
    return Text(
        f"Number and new PIN of your report: {it.number}",
        (
            f"A new PIN was asked for, for your report {it.number}. Your new PIN: {it.pin}.",
            f"With number and PIN you can open the report {it.place}. Once the new PIN is used, the old one "
            "is void; until then the old one goes on working.",
            "If you did not ask for it, ignore this message: nothing has changed. Give the PIN to nobody; "
            "officers never ask for it.",
        ),
    )


TEXTS: Mapping[str, Callable[[Details], Text]] = {
    "submitted": _submitted,
    "forwarded": _forwarded,
    "reporter_asked": _reporter_asked,
    "responded": _responded,
    "extended": _extended,
    "deadline_moved": _deadline_moved,
    "merged": _merged,
    "split": _split,
    "transferred": _transferred,
    "reopened": _reopened,
    "closed": _closed,
    "reporter_reminded": _reporter_reminded,
    "referral_offered": _referral_offered,
    "contact_corrected": _contact_corrected,
    TO_FORMER_CONTACT: _contact_replaced,
    NEW_PIN: _new_pin,
}
