"""The page for people as a browser reads it."""

from html.parser import HTMLParser


class ConsolePage(HTMLParser):
    """`fields` are what its fields hold, `scripts` how many scripts stand in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.scripts = 0
        self._field: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag == "textarea":
            self._field = dict(attrs)["id"] or ""
            self.fields[self._field] = ""

    def handle_data(self, data: str) -> None:
        if self._field is not None:
            self.fields[self._field] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._field is not None:
            # A browser drops a line break at the beginning of a field.
            self.fields[self._field] = self.fields[self._field].removeprefix("\n")
            self._field = None
