"""What a file is by its first bytes, whatever it is called, and how its name is shown."""

from __future__ import annotations

from unicodedata import category

LONGEST_NAME = 200
SIGNS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"RIFF", "application/octet-stream"),
    (b"OggS", "application/ogg"),
    (b"ID3", "audio/mpeg"),
)
REFUSED = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
UNSAID = "application/octet-stream"


def type_of(head: bytes) -> str:
    """The type that the content says; empty for what could run."""
    if head.startswith(REFUSED):
        return ""
    for sign, kind in SIGNS:
        if head.startswith(sign):
            return kind
    return "text/plain" if _is_text(head) else UNSAID


def shown_name(name: str) -> str:
    """The last part of what the sender called it, without what would hide or turn around what it is."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(character for character in last if category(character)[0] != "C").strip(". ")
    return shown or "file"


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head[: max(0, len(head) - 4)].decode("utf-8")
    except UnicodeDecodeError as wrong:
        return wrong.reason == "unexpected end of data"
    return True
