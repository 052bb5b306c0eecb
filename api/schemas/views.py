"""Saved views of lists."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from api.schemas.bodies import Body
from fields.answer_fields import Answer, PersonName
from fields.errors import Text
from fields.written import InOneLine

ListName = Literal["tasks", "reports"]
ViewName = Annotated[str, Field(min_length=1, max_length=60), InOneLine]
Query = Annotated[Text, Field(max_length=2000)]
Position = Annotated[int, Field(ge=0, le=10_000, strict=True)]


class ChangedView(Body):
    """A view as it shall be. `query` is that of the list's address, such as `stage=follow_up`."""

    name: ViewName
    query: Query
    pinned: StrictBool = True
    position: Position = 0


class NewView(ChangedView):
    """A view of one's own, or with `shared` one of everybody's of the same agency and unit."""

    of: ListName
    shared: StrictBool = False


class ViewFault(Answer):
    """A filter of the view that there is not, or no longer; the others go on working."""

    filter: str
    value: str


class View(Answer):
    """The filters of a list, under a name."""

    id: int
    of: ListName
    name: Annotated[str, Field(examples=["Hampir terlambat"])]
    query: Annotated[str, Field(examples=["stage=follow_up&due_within=3"])]
    shared: bool
    """Whether it is seen by everybody of your agency and unit."""
    pinned: bool
    """Whether it is shown above its list."""
    position: int
    """Its place among those of the same owner: the lowest comes first."""
    created_by_name: PersonName | None
    count: int | None
    """How much it finds now, up to 1,000 reports or 10,000 tasks; null where it is not pinned."""
    faults: list[ViewFault]


class Views(Answer):
    """One's own, then those of one's office, each in their order."""

    items: list[View]
