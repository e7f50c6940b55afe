"""The codes that a comment's words name, line by line, with valence, strength and memo.

What nearly names a code, or stands beside one and is none, is a fault: a code isn't lost because it is misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cfir_coder.errors import ExchangeError
from cfir_coder.exchange.codes import LIKE, CodeFinder
from cfir_coder.exchange.records import marks_of_valence

_WORD, _NUMBER = r"facilitators?|barriers?|mixed|neutral", r"(?:[+−–-]\s*)?\d{1,2}(?:[.,]\d+)?"
_EXPLICIT = re.compile(r"^(?:code\s*[:=]\s*|#)(?P<code>.+)$", re.IGNORECASE)
_ID = re.compile(r"^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+$")
_DEDOOSE = re.compile(r"^Codes \(\d+-\d+\)$")
_MINUS = rf"\s[-–]\s+\d{{1,2}}(?:[.,]\d+)?[\s,)\].(]*(?:{_WORD})?[\s)\].]*(?:$|:\s|\s[-–—]\s)"
"""A strength whose minus has a blank behind it: no dash before a memo."""
_MEMO = re.compile(rf"\s*(?!{_MINUS})(?::|\s[-–—])\s+", re.IGNORECASE)
_BEHIND = re.compile(r"\s*[,(\[]")
"""What parts a code from its valence and strength."""
_FORMAL = re.compile(r"[,(\[\d]")
_STRENGTH = re.compile(rf"[\s,;(\[]+(?P<strength>{_NUMBER})[\s)\].]*$")
_VALENCE = re.compile(rf"[\s,;:(\[–-]+(?P<valence>{_WORD})[\s)\].]*$", re.IGNORECASE)
_JUDGED = re.compile(rf"[\s,;:()\[\]–-]+(?:(?:{_WORD})\b|{_NUMBER}(?!\w))", re.IGNORECASE)
_ONLY_JUDGED = re.compile(
    rf"^(?:[\s,(\[]*(?:(?:{_WORD})\b|{_NUMBER}(?!\w))[)\].]*)+\s*(?:$|:\s|[-–—]\s)", re.IGNORECASE
)
_RANGE = frozenset({"-2", "-1", "0", "1", "2", "+0", "+1", "+2", "-0"})
MOST_WORDS = 6
"""Words of a line that may be a misspelt code; a longer line is a remark."""
MUCH_LIKE = 0.85
"""How alike a code's name some words are that are taken for a misspelt code where a remark may well stand."""


@dataclass(frozen=True, slots=True)
class NamedCode:
    """A code as a comment names it."""

    code: str
    valence: str = ""
    strength: str = ""
    memo: str = ""


def named_codes(words: str, finder: CodeFinder | None) -> list[NamedCode]:
    """The codes that a comment names, the last with what follows as its memo; none for a remark.

    Raises ExchangeError, without a place, for a line that nearly names a code, and for what stands beside a code and
    is none.
    """
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if lines and _DEDOOSE.match(lines[0]):
        return [NamedCode(line) for line in lines[1:]]
    found: list[NamedCode] = []
    for index, line in enumerate(lines):
        entries = _entries(line, finder, is_first=index == 0)
        if not entries:
            memo = "\n".join(lines[index:])
            return [replace(each, memo="\n".join(filter(None, (each.memo, memo)))) for each in found]
        found += entries
    return found


def first_line(words: str) -> str:
    """The first line of a comment that isn't empty."""
    return next((line.strip() for line in words.splitlines() if line.strip()), "")


def _entries(line: str, finder: CodeFinder | None, *, is_first: bool) -> list[NamedCode]:
    """The code in a line, or several parted by semicolons; none for a remark."""
    parts = [line] if _is_one_code(line, finder) else _parts(line)
    found: list[NamedCode] = []
    strange: list[str] = []
    for part in parts:
        entry = _entry(part, finder)
        if entry is not None:
            found.append(entry)
        elif found and found[-1].memo and not _why_no_code(part, finder, MUCH_LIKE, is_memo=True):
            found[-1] = replace(found[-1], memo=f"{found[-1].memo}; {part}")
        else:
            strange.append(part)
    faults = []
    for part in strange:
        is_likely = bool(found) or (is_first and (len(parts) == 1 or _MEMO.search(part) is not None))
        likeness = LIKE if is_likely else MUCH_LIKE
        fault = _why_no_code(part, finder, likeness, is_memo=not is_first and not is_likely)
        if found and not fault:
            fault = f'"{part}" names no code, but stands beside one. Write a remark after a colon.'
        faults += [fault] if fault else []
    if faults:
        raise ExchangeError(faults[0], faults)
    return found


def _is_one_code(line: str, finder: CodeFinder | None) -> bool:
    """Whether a line in which semicolons stand is one code all the same, as it stands."""
    return ";" in line and finder is not None and finder.knows_whole(line, line.split(";"))


def _parts(line: str) -> list[str]:
    """What semicolons part; a valence or strength goes with the code before it."""
    parts: list[str] = []
    for part in filter(None, map(str.strip, line.split(";"))):
        if parts and _ONLY_JUDGED.match(part):
            parts[-1] += f"; {part}"
        else:
            parts.append(part)
    return parts


def _entry(words: str, finder: CodeFinder | None) -> NamedCode | None:
    """A code with valence, strength and memo, where they are told; the strength may lie outside -2 to 2."""
    explicit = _EXPLICIT.match(words)
    rest = explicit["code"] if explicit else words
    bare = rest.strip("[](){}• ")
    heads: list[tuple[str, str]] = [(bare, "")]
    heads += [(rest[: match.start()].strip("[] "), rest[match.end() :]) for match in _MEMO.finditer(rest)]
    for head, memo in heads:
        for code, valence, strength in ((_trimmed(head), "", ""), _judged(head)):
            if _is_code(code, finder):
                return NamedCode(code, valence, strength, memo)
    if explicit:
        head, memo = heads[1] if len(heads) > 1 else heads[0]
        code, valence, strength = _judged(head)
        if strength and strength not in _RANGE:
            return NamedCode(_trimmed(head), memo=memo)
        return NamedCode(code, valence, strength, memo)
    return None


def _is_code(code: str, finder: CodeFinder | None) -> bool:
    return bool(code) and (_ID.match(code) is not None or (finder is not None and finder.knows(code)))


def _judged(head: str) -> tuple[str, str, str]:
    """A code without the valence and strength behind it, in whichever order."""
    valence = strength = ""
    for _ in range(2):
        if not strength and (match := _STRENGTH.search(head)):
            strength, head = re.sub("[−–]", "-", "".join(match["strength"].split())), head[: match.start()]
        if not valence and (match := _VALENCE.search(head)):
            word = marks_of_valence(match["valence"])
            valence, head = word.value if word else "", head[: match.start()]
    return _trimmed(head), valence, strength


def _trimmed(head: str) -> str:
    return head.strip(" ,:;([-–")


def _why_no_code(words: str, finder: CodeFinder | None, likeness: float, *, is_memo: bool = False) -> str:
    """Why some words aren't read though they nearly name a code; empty for a remark.

    is_memo: they stand where a memo may go on, so a code that is spelt right among other words is no fault, unless it
    is judged as codes are.
    """
    head, *_ = _MEMO.split(words, maxsplit=1)
    is_memo = is_memo and not (any(_judged(head)[1:]) and _FORMAL.search(head))
    near: Sequence[str] = ()
    for judged in _JUDGED.finditer(head):
        code = _trimmed(head[: judged.start()])
        if _is_code(code, finder):
            return _further_words(words, judged)
        near = near or _nearest(code, finder, MUCH_LIKE, is_memo=is_memo)
    near = near or _nearest(_judged(head)[0], finder, likeness, is_memo=is_memo)
    if near:
        return f'"{words}" names no code. Did you mean {" or ".join(near)}?'
    is_short = len(head.split()) <= MOST_WORDS
    if is_short and any(_is_code(_trimmed(head[: behind.start()]), finder) for behind in _BEHIND.finditer(head)):
        return (
            f'"{words}": behind a code may stand a valence (facilitator, barrier, mixed or neutral), a strength (-2 to '
            "2), a colon with a remark, or a semicolon with another code. If it is all a remark, write "
            '"Remark:" before it.'
        )
    return ""


def _further_words(words: str, judged: re.Match[str]) -> str:
    """What is wrong with words that begin with a code, a valence or strength behind it, and then go on."""
    end = judged.end()
    while more := _JUDGED.match(words, end):
        end = more.end()
    rest = words[end:].lstrip(" )],.;")
    if not rest:
        return f'"{words}": write one valence and one strength behind a code.'
    return f'"{words}": write a colon before "{rest}". If it is all a remark, write "Remark:" before it.'


def _nearest(code: str, finder: CodeFinder | None, likeness: float, *, is_memo: bool) -> Sequence[str]:
    """The codes that a few words are nearly the name of; in a memo none that is spelt right among other words."""
    words = code.split()
    if finder is None or not 0 < len(words) <= MOST_WORDS:
        return ()
    near = finder.nearest(code, likeness)
    if near and is_memo:
        runs = (words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1))
        if any(near[0] in finder.nearest(" ".join(run), 1.0) for run in runs if len(run) < len(words)):
            return ()
    return near
