"""The definitions of figures, as they are told."""

from api.schemas.common import phrase
from api.schemas.figures import FigureDefinition
from records.figures.definitions import Figure
from texts.figures.names import WORDINGS


def define(figure: Figure) -> FigureDefinition:
    """The figure's name, definition and formula."""
    wording = WORDINGS[figure.code]
    return {
        "code": figure.code,
        "section": figure.section,
        "name": phrase(wording.name),
        "definition": phrase(wording.definition),
        "kind": figure.kind,
        "measures": list(figure.measures),
        "of": list(figure.of),
        "part_of": figure.part_of,
        "published_as": figure.published_as,
    }
