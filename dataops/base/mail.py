"""One message to one person, in HTML and in plain text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

LONGEST_SUBJECT = 150


def absolute(path: str) -> str:
    """Where a page is, for who reads of it elsewhere."""
    return settings.SITE_URL.rstrip("/") + path


def send_mail(
    to: str,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    *,
    key: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """From `template`.txt and `template`.html. Its Message-ID is made of the `key`, so a repeat is recognised."""
    host = urlsplit(settings.SITE_URL).hostname
    said = {"site": absolute("")} | dict(context)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        body=render_to_string(f"{template}.txt", said),
        to=[to],
        headers={"Message-ID": f"<{key}@{host}>"} | dict(headers or {}),
    )
    message.attach_alternative(render_to_string(f"{template}.html", said), "text/html")
    message.send()
