"""How transcripts mark who speaks: each convention finds its marks, the one that finds most is the file's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from cfir_coder.model.transcript import Role
from cfir_coder.readers.dialogue import Header, Mark
from cfir_coder.readers.labels import Sort, label_key, label_sort, role_of_words
from cfir_coder.readers.notes import CLOCK, is_note, milliseconds

_RANGE = rf"{CLOCK}(?:[ \t]*(?:-->|[-–])[ \t]*{CLOCK})?"
_STAMP = rf"[\[(<]?{_RANGE}[\])>]?"
_LABEL = r"(?P<label>[^\W\d_][^:\n\[\]<>*|=：]{0,47}?)"
_BOLD = r"(?:[*_]{2})?"
_GAP = r"(?:[ \t]+|[ \t]*[|,–-][ \t]*)"
_LINE_END = r"[ \t]*(?:\n|\Z)"

_COLON = re.compile(
    rf"""^[ \t\u00a0]*(?:>>+[ \t]*)?(?:\d{{1,4}}[.)]?[ \t]+(?=[^\W\d_\[]))?        # a paragraph's number
    (?P<before>{_STAMP}[ \t]*[-–:]?[ \t]*)?
    {_BOLD}(?P<open>[\[(<])?{_LABEL}(?(open)[\])>]){_BOLD}
    [ \t\u00a0]*(?P<after>[(\[]?{CLOCK}[)\]]?)?[ \t]*[:：]{_BOLD}
    (?:[ \t\u00a0]*(?P<late>[(\[]{CLOCK}[)\]]))?
    (?:[ \t\u00a0]+|(?=\n|\Z|[^\W\d_]|[\[(“"¿¡…-]))(?!//)""",
    re.VERBOSE | re.MULTILINE,
)
_BRACKETED = re.compile(
    rf"^[ \t]*(?:(?P<before>{_STAMP})[ \t]*)?\[{_LABEL}\][ \t]*[:：]?"
    rf"[ \t]*(?P<late>[(\[]?{CLOCK}[)\]]?)?[ \t]*",
    re.MULTILINE,
)
_NAME_AND_TIME = re.compile(
    rf"^[ \t]*(?:[*_]{{2}}|\#+[ \t])?{_LABEL}{_BOLD}{_GAP}(?P<late>{_STAMP}){_LINE_END}", re.MULTILINE
)
_TIME_AND_NAME = re.compile(
    rf"^[ \t]*(?P<before>{_STAMP})(?:{_GAP}|[ \t]*\n[ \t]*){_BOLD}{_LABEL}{_BOLD}[ \t]*\n", re.MULTILINE
)
_NAME_THEN_TIME = re.compile(rf"^[ \t]*{_BOLD}{_LABEL}{_BOLD}[ \t]*\n[ \t]*(?P<late>{_STAMP}){_LINE_END}", re.MULTILINE)
_NAME_ALONE = re.compile(rf"^[ \t]*(?P<bold>[*_]{{2}}|\#+[ \t])?{_LABEL}{_BOLD}{_LINE_END}", re.MULTILINE)
_CHEVRON = re.compile(r"(?:(?<=\s)|^)>>+[ \t]*(?:(?P<label>[^\W\d_][^:\n>]{0,30}):[ \t]+)?", re.MULTILINE)
_INDENTED = re.compile(r"(?<!\S)^(?:[\d.]+[a-z]?)?\t+(?=\S)", re.MULTILINE)
_TIMED = re.compile(rf"^[ \t]*(?P<before>[\[(]?{_RANGE}[\])]?)[ \t]+(?=\S)", re.MULTILINE)

_FEWEST_TIMED_LINES = 3
_FEWEST_RECURRING = 4
"""Marks by labels that come back, from which on a label that stands once is believed too."""

UNNAMED = ">>"
"""Stands for whoever a bare `>>` lets speak."""


@dataclass(frozen=True, slots=True)
class Marking:
    """The marks of one convention in one text."""

    convention: str
    marks: tuple[Mark, ...]


def find_marks(text: str, header: Header) -> Marking | None:
    """The marks of the convention that finds most, below the header; None when nobody is marked."""
    markings = [Marking(name, tuple(find(text, header))) for name, find in _CONVENTIONS]
    best = max(markings, key=lambda marking: len(marking.marks))
    return best if len(best.marks) > 0.1 * len(timed_lines(text, header)) else None


def _colon(text: str, header: Header) -> Iterator[Mark]:
    found = list(_COLON.finditer(text, header.end))
    if not found:
        return
    accepted = _accepted(text, found, header.roles)
    marks = [_mark(match) for match in found if label_key(match["label"]) in accepted]
    if marks and all(role_of_words(mark.label or "") is Role.INTERVIEWER for mark in marks):
        marks += _indented(text, header)
    yield from sorted(marks, key=lambda mark: mark.line)


def _indented(text: str, header: Header) -> list[Mark]:
    """Blocks of lines that begin with a tab: in notes that label only the moderator, somebody's answers."""
    return [Mark(match.start(), match.end()) for match in _INDENTED.finditer(text, header.end)]


def _accepted(text: str, found: list[re.Match[str]], told: Mapping[str, Role]) -> set[str]:
    """Which labels are speakers: roles and ids at once, others when they come back."""
    counts = Counter(label_key(match["label"]) for match in found)
    labels = {label_key(match["label"]): _clean(match["label"]) for match in reversed(found)}
    sorts = {key: label_sort(label) for key, label in labels.items()}
    sure = {
        key for key in counts if key in told or (sorts[key] is Sort.ROLE and (counts[key] > 1 or _is_word(labels[key])))
    }
    letters = {key for key in counts if sorts[key] is Sort.LETTER}
    if sum(counts[key] for key in letters) >= 3 or len(letters & {"q", "a"}) == 2 or sure:
        sure |= {
            key for key in letters if counts[key] > 1 or sum(counts[other] for other in letters - {key}) > 1 or sure
        }
    named = {key for key in counts if sorts[key] is Sort.NAME and counts[key] > 1}
    named |= {key for key in counts if sorts[key] is Sort.HANDLE and counts[key] > 2}
    if not sure:
        everybody = {key for key in counts if sorts[key] in (Sort.NAME, Sort.HANDLE, Sort.ROLE)}
        if named and len(everybody) > 1 and _share(text, counts, everybody) >= 0.8:
            return everybody
        if len(named) < 2 or _share(text, counts, named) < 0.2 or sum(counts[key] for key in named) < 4:
            named = set()
    accepted = sure | named
    once = {key for key in counts if counts[key] == 1 and _starts_paragraph(text, key, found)}
    roles = {key for key in once if sorts[key] is Sort.ROLE}
    if accepted or len(roles) > 1:
        accepted |= roles
    if len(accepted) > 1:
        accepted |= {key for key in once if sorts[key] is Sort.NAME}
    return accepted


def _share(text: str, counts: Mapping[str, int], keys: Collection[str]) -> float:
    """How many of the lines that hold words begin with one of these labels, 0-1."""
    lines = sum(1 for line in text.split("\n") if line.strip())
    return sum(counts[key] for key in keys) / max(1, lines)


def _is_word(label: str) -> bool:
    return role_of_words(label) is not None or " " in label.strip()


def _starts_paragraph(text: str, key: str, found: list[re.Match[str]]) -> bool:
    first = next(match.start() for match in found if label_key(match["label"]) == key)
    return first == 0 or text[:first].endswith("\n\n") or text.count("\n\n") < 2


def _bracketed(text: str, header: Header) -> Iterator[Mark]:
    found = [match for match in _BRACKETED.finditer(text, header.end) if not is_note(f"[{match['label']}]")]
    counts = Counter(label_key(match["label"]) for match in found)
    for match in found:
        sort = label_sort(_clean(match["label"]))
        if sort is Sort.ROLE or (
            sort in (Sort.NAME, Sort.LETTER)
            and counts[label_key(match["label"])] > 1
            and (match["late"] or match["before"])
        ):
            yield _mark(match)


def _with_time(pattern: re.Pattern[str]) -> Callable[[str, Header], Iterator[Mark]]:
    def find(text: str, header: Header) -> Iterator[Mark]:
        found = [match for match in pattern.finditer(text, header.end) if _may_name(match["label"])]
        counts = Counter(label_key(match["label"]) for match in found)
        recurring = sum(count for count in counts.values() if count > 1)
        for match in found:
            is_role = label_sort(_clean(match["label"])) is Sort.ROLE
            if is_role or counts[label_key(match["label"])] > 1 or recurring >= _FEWEST_RECURRING:
                yield _mark(match)

    return find


def _may_name(label: str) -> bool:
    return label_sort(_clean(label)) is not Sort.NONE and not label.rstrip().endswith((".", "!", ","))


def _name_alone(text: str, header: Header) -> Iterator[Mark]:
    """A label on a line of its own: a role's word, or a name in Markdown's bold."""
    found = [
        match
        for match in _NAME_ALONE.finditer(text, header.end)
        if (sort := label_sort(_clean(match["label"]))) is Sort.ROLE
        or (match["bold"] and sort in (Sort.NAME, Sort.LETTER))
    ]
    counts = Counter(label_key(match["label"]) for match in found)
    if len(found) < 3:
        return
    for match in found:
        if counts[label_key(match["label"])] > 1 or _is_word(_clean(match["label"])):
            yield _mark(match)


def _chevrons(text: str, header: Header) -> Iterator[Mark]:
    found = list(_CHEVRON.finditer(text, header.end)) if ">>" in text else []
    if len(found) < 2:
        return
    for match in found:
        label = match["label"]
        if label and label_sort(label) in (Sort.ROLE, Sort.LETTER, Sort.NAME):
            yield Mark(match.start(), match.end(), label)
        else:
            yield Mark(match.start(), match.start("label") if label else match.end(), UNNAMED)


_CONVENTIONS: tuple[tuple[str, Callable[[str, Header], Iterator[Mark]]], ...] = (
    ("label and colon", _colon),
    ("label in brackets", _bracketed),
    ("name and time", _with_time(_NAME_AND_TIME)),
    ("time and name", _with_time(_TIME_AND_NAME)),
    ("name line, time line", _with_time(_NAME_THEN_TIME)),
    ("label on its own line", _name_alone),
    (">> marks", _chevrons),
)


def timed_lines(text: str, header: Header) -> list[Mark]:
    """Lines that begin with a time and name nobody; empty when they are too few to be the rule."""
    marks = [_mark(match) for match in _TIMED.finditer(text, header.end)]
    lines = sum(1 for line in text[header.end :].split("\n") if line.strip())
    return marks if len(marks) >= _FEWEST_TIMED_LINES and len(marks) >= 0.5 * lines else []


def _clean(label: str) -> str:
    return label.strip(" \t\u00a0*_#")


def _mark(match: re.Match[str]) -> Mark:
    groups = match.groupdict()
    stamp = next((groups[name] for name in ("before", "after", "late") if groups.get(name)), None)
    start_ms = milliseconds(stamp) if stamp else None
    until = re.split(r"-->|–|(?<=\d)[ \t]*-[ \t]*(?=\d)", stamp)[1:] if stamp else []
    label = groups.get("label")
    return Mark(
        match.start(),
        match.end(),
        _clean(label) if label else None,
        start_ms,
        milliseconds(until[0]) if until else None,
    )
