"""The tables of a page as their readers see them: caption, rows, the text of each cell."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.caption, self.rows, self.inside = "", [], ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.caption, self.rows = "", []
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        if tag in ("td", "th", "caption"):
            self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.tables[self.caption] = [[" ".join(cell.split()) for cell in row] for row in self.rows]
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "caption":
            self.caption += data
        elif self.inside:
            self.rows[-1][-1] += f"{data} "


def tables_of(html: str) -> dict[str, list[list[str]]]:
    """By caption; each row begins with its head."""
    reader = _Reader()
    reader.feed(html)
    return reader.tables


def row_of(html: str, caption: str, name: str) -> list[str]:
    rows = tables_of(html)[caption]
    return next(row for row in rows if row and row[0].startswith(name))
