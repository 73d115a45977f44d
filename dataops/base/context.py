"""What is known about the request at hand, for the trail and the log."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
