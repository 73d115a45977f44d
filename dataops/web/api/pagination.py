from __future__ import annotations

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination, PageNumberPagination
from rest_framework.request import Request


class Pages(PageNumberPagination):
    """50 rows a page unless asked otherwise, never more than 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class ByKey(CursorPagination):
    """Newest first, by key: as quick on the last page as on the first."""

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The place that a cursor of ours names; one that somebody made up is no page."""
        cursor = super().decode_cursor(request)
        place = None if cursor is None else cursor.position
        if place is not None and not (place.isascii() and place.isdecimal()):
            raise NotFound(self.invalid_cursor_message)
        return cursor
