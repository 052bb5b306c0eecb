"""A browser without script, as far as pages need one: keeps cookies, sends the forms that it was shown."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

SITE = "http://127.0.0.1"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Visitor:
    """One browser. `page` is what it shows now."""

    app: FastAPI
    client: AsyncClient = field(init=False)
    page: Response = field(init=False)

    def __post_init__(self) -> None:
        transport = ASGITransport(self.app, raise_app_exceptions=False)
        headers = {"Accept": "text/html", "User-Agent": "Firefox/140.0"}
        self.client = AsyncClient(transport=transport, base_url=SITE, headers=headers, timeout=60)

    async def open(self, path: str) -> Response:
        """The page at `path`, after redirects."""
        self.page = await self.client.get(path, follow_redirects=True)
        return self.page

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms, the last of each name."""
        return {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(self.page.text)}

    async def send(
        self, path: str, typed: Mapping[str, str] | None = None, *, follow: bool = True, **fields: str
    ) -> Response:
        """Sends a form of the page that is shown, with its hidden fields."""
        self.page = await self.client.post(
            path,
            data={**self.hidden, **(typed or {}), **fields},
            headers={"Sec-Fetch-Site": "same-origin", "Origin": SITE},
            follow_redirects=follow,
        )
        return self.page

    async def sign_in(self, username: str, password: str) -> Response:
        """Signs in from the front."""
        await self.open("/masuk")
        return await self.send("/masuk", username=username, password=password)

    @property
    def text(self) -> str:
        """What the page says, without markup."""
        plain = re.sub(r"<(script|style).*?</\1>", "", self.page.text, flags=re.DOTALL)
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain)))
