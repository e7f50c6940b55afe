"""One row of a file, field by field, to a coding as it is told; every fault with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from cfir_coder.errors import ExchangeError
from cfir_coder.exchange.coder_file import CoderFile
from cfir_coder.exchange.rows import ToldCoding
from cfir_coder.model.coding import CoderKind, Status, Valence
from cfir_coder.text import canonical_text

K = TypeVar("K", CoderKind, Status, Valence)
_RANGE = re.compile(r"^\s*(\d+)\s*[-–]\s*(\d+)\s*$")
_PAGE_RANGE = re.compile(r"(\d+)\s*:\s*(\d+)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PAGE = 10_000_000
"""More characters than a page has: page 2 comes after all of page 1."""


def collected(told: Iterable[Callable[[], ToldCoding | None]]) -> tuple[ToldCoding, ...]:
    """Make every row; raise ExchangeError with the faults of all of them when there is one."""
    rows: list[ToldCoding] = []
    faults: list[str] = []
    for make in told:
        try:
            row = make()
        except ExchangeError as error:
            faults += error.faults or (str(error),)
        else:
            rows += [row] if row is not None else []
    if faults:
        raise ExchangeError(faults[0], faults)
    return tuple(rows)


def told_coding(file: CoderFile, place: str, told: Mapping[str, Any], code_place: str = "") -> ToldCoding:
    """A coding of a row's fields; what isn't there isn't told.

    Raises ExchangeError with the place: no document, a code without quote and span, a value that isn't one.
    """
    document, participant = _words(told, "document"), _words(told, "participant")
    if not document and not participant:
        raise ExchangeError(f"{place}: no document. Name the transcript's file.")
    code = _words(told, "code")
    quote = told.get("quote")
    start, end, order = _span(place, told)
    if code and (start is None or end is None) and not str(quote or "").strip():
        raise ExchangeError(f"{place}: a code without a quote, and without start and end. Say where it stands.")
    if code and start is not None and end is not None and not 0 <= start < end:
        raise ExchangeError(f"{place}: the span {start}-{end} is empty or turned round.")
    turn = told.get("turn")
    return ToldCoding(
        file=file.name,
        place=place,
        document=document,
        code=code,
        code_place=code_place or place,
        above=tuple(filter(None, (str(each).strip() for each in told.get("above", ())))),
        quote=canonical_text(str(quote)) if quote is not None and str(quote).strip() else None,
        start=start,
        end=end,
        text_hash=_words(told, "text_hash"),
        prefix=str(told.get("prefix", "")),
        suffix=str(told.get("suffix", "")),
        valence=_valence(place, told.get("valence")),
        strength=_strength(place, told.get("strength")),
        coder=_words(told, "coder"),
        kind=_one_of(place, CoderKind, told.get("coder_kind", CoderKind.HUMAN)),
        status=_one_of(place, Status, told.get("status", Status.ACCEPTED)),
        memo=str(told.get("memo", "")).strip(),
        speaker=_words(told, "speaker"),
        turn=None if turn is None else _whole(place, "turn", turn),
        participant=participant,
        passage=str(told.get("passage", "")),
        time_ms=_time(told.get("time")),
        order=order,
        created_at=_created(told.get("created_at")),
    )


def _words(told: Mapping[str, Any], name: str) -> str:
    return str(told[name]).strip() if name in told else ""


def _span(place: str, told: Mapping[str, Any]) -> tuple[int | None, int | None, float | None]:
    """start, end, and what grows with the place."""
    order = _first_number(told.get("order"))
    if "range" in told:
        if match := _RANGE.match(str(told["range"])):
            return int(match[1]), int(match[2]), float(match[1])
        page = _PAGE_RANGE.search(str(told["range"]))
        return None, None, float(page[1]) * _PAGE + float(page[2]) if page else order
    if ("start" in told) != ("end" in told):
        raise ExchangeError(f"{place}: start and end go together; one of them is missing.")
    if "start" not in told:
        return None, None, order
    return _whole(place, "start", told["start"]), _whole(place, "end", told["end"]), order


def _first_number(told: Any) -> float | None:
    match = _NUMBER.search(str(told)) if told is not None else None
    return float(match[0]) if match else None


def _time(told: Any) -> int | None:
    """The beginning of a stretch of time in milliseconds; None for what is no time."""
    if told is None:
        return None
    from cfir_coder.readers.notes import milliseconds

    first = re.split(r"\s*(?:-->|[-–])\s*", str(told).strip().strip("[]()"), maxsplit=1)[0]
    return milliseconds(first)


def _created(told: Any) -> datetime | None:
    """A moment in ISO 8601; tools write dates in many ways, and a guess is worse than none."""
    if not told:
        return None
    try:
        moment = datetime.fromisoformat(str(told).strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _whole(place: str, name: str, told: Any) -> int:
    try:
        number = float(told)
        if number == int(number):
            return int(number)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ExchangeError(f'{place}: {name} is "{told}", not a whole number.')


def _valence(place: str, told: Any) -> Valence | None:
    name = str(told or "").strip().casefold()
    return None if name in ("", "none", "none given") else _one_of(place, Valence, name)


def _strength(place: str, told: Any) -> int | None:
    if told is None or str(told).strip() == "":
        return None
    strength = _whole(place, "strength", told)
    if not -2 <= strength <= 2:
        raise ExchangeError(f"{place}: strength {strength} lies outside -2 to +2.")
    return strength


def _one_of(place: str, kind: type[K], told: Any) -> K:
    if isinstance(told, kind):
        return told
    try:
        return kind(str(told).strip().casefold())
    except ValueError:
        names = ", ".join(each.value for each in kind)
        raise ExchangeError(f'{place}: "{told}" is none of {names}.') from None


def marks_of_valence(words: str) -> Valence | None:
    """The valence that a word names, in singular or plural; None for any other word."""
    word = words.strip().casefold().rstrip("s")
    return next((each for each in Valence if each.value == word), None)


def chunks_without_empty(cells: Mapping[str, str]) -> dict[str, str]:
    """The fields that a row fills."""
    return {name: cell for name, cell in cells.items() if cell.strip() != ""}


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines that aren't empty, with their number from 1."""
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())
