"""A page's form, as a browser without script sees and sends it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from httpx import AsyncClient, Response


@dataclass
class Form:
    """What a form would send: the values of its fields as they stand in the page."""

    action: str = ""
    values: dict[str, str] = field(default_factory=dict)

    async def send(self, client: AsyncClient, button: str = "next", **typed: str) -> Response:
        """Sends the form by the button `go` of that value, with these fields typed in."""
        return await client.post(self.action, data={**self.values, **typed, "go": button})


class _Reader(HTMLParser):
    def __init__(self, identity: str) -> None:
        super().__init__()
        self.form = Form()
        self._identity = identity
        self._inside = False
        self._open: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "form" and of.get("id") == self._identity:
            self._inside, self.form.action = True, of["action"]
        if not self._inside:
            return
        if tag == "input" and (of.get("type") not in {"radio", "checkbox"} or "checked" in of):
            self.form.values[of["name"]] = of.get("value", "")
        elif tag == "select":
            self._open = of["name"]
            self.form.values[of["name"]] = ""
        elif tag == "option" and "selected" in of and self._open:
            self.form.values[self._open] = of["value"]
        elif tag == "textarea":
            self._open, self._text = of["name"], ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._inside and self._open:
            self.form.values[self._open] = self._text.removeprefix("\n")
        if tag == "form":
            self._inside = False


def read_form(page: str, identity: str) -> Form:
    """The form with that id."""
    reader = _Reader(identity)
    reader.feed(page)
    assert reader.form.action, f"the page has no form #{identity}"
    return reader.form
