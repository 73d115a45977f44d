from __future__ import annotations

import json
import math
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

DEEPEST = 32
LARGEST = 5 * 1024 * 1024


class StrictJSONParser(BaseParser):
    """JSON without its traps: no duplicate keys, no NaN, no NUL, no bottomless nesting."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise ParseError("The body is larger than 5 MB.")
        try:
            return strict_loads(raw)
        except ValueError as fault:
            raise ParseError(str(fault)) from None


def strict_loads(raw: bytes | str) -> Any:
    """Parse JSON strictly; every fault is a ValueError with a sentence for its sender."""
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
    except UnicodeDecodeError:
        raise ValueError("The body is not UTF-8.") from None
    if _nesting(text) > DEEPEST:
        raise ValueError(f"The body is nested deeper than {DEEPEST} levels.")
    try:
        value = json.loads(
            text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant, parse_float=_finite
        )
    except json.JSONDecodeError as fault:
        raise ValueError(
            f"The body is not JSON: {fault.msg} at line {fault.lineno}, column {fault.colno}."
        ) from None
    if not _can_be_stored(value):
        raise ValueError("The body contains a character that is not text, such as NUL or half of a pair.")
    return value


def _nesting(text: str) -> int:
    """The deepest nesting of brackets outside strings, counted before any parser recurses."""
    depth = deepest = 0
    is_string = is_escaped = False
    for character in text:
        if is_string:
            if is_escaped:
                is_escaped = False
            elif character == "\\":
                is_escaped = True
            elif character == '"':
                is_string = False
        elif character == '"':
            is_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("The body names the same key twice.")
    return result


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value.")


def _finite(text: str) -> float:
    """`1e999` is a number to JSON and infinity to Python."""
    if math.isinf(number := float(text)):
        raise ValueError(f"{text[:20]} is too large.")
    return number


def _can_be_stored(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, dict):
        return all(_can_be_stored(key) and _can_be_stored(inner) for key, inner in value.items())
    return not isinstance(value, list) or all(map(_can_be_stored, value))
