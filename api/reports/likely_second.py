"""Whether somebody is about to report the same matter a second time.

It is told only in a browser that has the earlier report open by its number and PIN. Whoever types somebody
else's address must not learn whether they have reported anything.
"""

import re
from collections.abc import Mapping

from fastapi import Request

from api.answers.problems import FORESEEN
from api.reports import reporter_view
from api.requests import sessions
from api.requests.access import open_reading
from api.services import Services
from workflows.procedure.model.enums import Stage
from workflows.procedure.rules.intake import reporter_of

ENOUGH = 0.35
"""The part of the words of the shorter text that the other has, too, from which on they are alike."""
FEWEST = 4
"""Words that a text has at least to be compared."""
WORD = re.compile(r"\w{4,}")


def are_alike(first: str, second: str) -> bool:
    """Whether two texts have many words in common; the shortest words are left out."""
    words = [set(WORD.findall(text.casefold())) for text in (first, second)]
    shorter = min(len(each) for each in words)
    return shorter >= FEWEST and len(words[0] & words[1]) / shorter >= ENOUGH


async def find_likely_first(services: Services, request: Request, typed: Mapping[str, str]) -> str | None:
    """The number of the open report that `typed` (`title`, `text`, `category`) may be a second one of, if the
    request's session is its reporter's; null while it can't be read."""
    try:
        current = await sessions.find_current_session(services, request)
        if current is None or current.session.report is None:
            return None
        number = current.session.report
        async with open_reading(services, reporter_of(number), request) as reading:
            view = (await reporter_view.track_report(services, reading)).view
    except FORESEEN:
        return None
    categories = {view["category"], typed["category"] or None} - {None}
    if view["stage"] == Stage.CLOSED or len(categories) > 1:
        return None
    earlier = f"{view.get('title') or ''} {view.get('text') or ''}"
    return number if are_alike(earlier, f"{typed['title']} {typed['text']}") else None
