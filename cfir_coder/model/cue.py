"""The language of cues: what a researcher writes in a codebook to find a code in speech.

waiting list              words in this order, each in any inflection
=staffing                 that form only
frustrat*                 any word that begins so
(back|front) burner       one of several words or phrases
{external}                any entry of the codebook's list of that name
jump ..2 hoop             at most two words between (`..` alone: at most four)
{external} & {respond}    both somewhere in the clause, in any order, not overlapping
{contact} ! {internal}    the clause must not hold what follows the "!"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from pydantic import Field

from cfir_coder.errors import CueError
from cfir_coder.model.base import Model

DEFAULT_GAP = 4
"""Words that `..` lets stand between."""
DEFAULT_WEIGHT = 0.7

Scope = Literal["clause", "sentence"]


class Term(Model):
    """One alternative at one place of a cue: a word or phrase, or the name of a list."""

    kind: Literal["inflected", "exact", "prefix", "list"]
    text: str


class Step(Model):
    """One place of a cue: any of `terms`, at most `gap` words after the step before."""

    terms: tuple[Term, ...]
    gap: int = 0


class Part(Model):
    """Steps in order."""

    steps: tuple[Step, ...]


class Cue(Model):
    """A parsed cue.

    pattern: as the researcher wrote it. weight: 0-1, how sure the cue alone makes us of the code.
    present: every part must stand in the scope; absent: none may.
    """

    pattern: str
    weight: float = Field(default=DEFAULT_WEIGHT, gt=0, le=1)
    scope: Scope = "clause"
    present: tuple[Part, ...]
    absent: tuple[Part, ...] = ()

    def terms(self) -> Iterator[Term]:
        """Every term, the forbidden ones included."""
        for part in (*self.present, *self.absent):
            for step in part.steps:
                yield from step.terms

    def lists(self) -> frozenset[str]:
        """Names of the lists that the cue refers to."""
        return frozenset(term.text for term in self.terms() if term.kind == "list")


_WORD = r"[^\W_](?:[\w’'./-]*[\w’'])?"
_TOKEN = re.compile(
    rf"\s*(?:(?P<gap>\.\.\d*)|(?P<and>&)|(?P<not>!)|\{{(?P<list>[a-z][a-z0-9_]*)\}}"
    rf"|\((?P<any>[^()]*)\)|(?P<word>=?{_WORD}\*?))\s*"
)
_LIST = re.compile(r"\{[a-z][a-z0-9_]*\}")
_PHRASE = re.compile(rf"=?{_WORD}(?: {_WORD})*\*?")


def parse_cue(pattern: str, *, weight: float = DEFAULT_WEIGHT, scope: Scope = "clause") -> Cue:
    """Parse one cue.

    Raises CueError, saying what is wrong at which character.
    """
    present: list[Part] = []
    absent: list[Part] = []
    steps: list[Step] = []
    gap: int | None = None
    into = present

    def close(at: int) -> None:
        nonlocal steps
        if not steps:
            raise _error(pattern, at, "a word or {list} is missing here")
        if gap is not None:
            raise _error(pattern, at, '".." must stand between two words')
        into.append(Part(steps=tuple(steps)))
        steps = []

    position = 0
    while position < len(pattern):
        match = _TOKEN.match(pattern, position)
        if match is None or match.end() == position:
            raise _error(pattern, position, "this can't be read")
        if match["and"] or match["not"]:
            close(position)
            into = absent if match["not"] else into
        elif match["gap"]:
            if not steps or gap is not None:
                raise _error(pattern, position, '".." must stand between two words')
            gap = int(match["gap"][2:] or DEFAULT_GAP)
        else:
            steps.append(Step(terms=_terms(pattern, position, match), gap=gap or 0))
            gap = None
        position = match.end()
    close(len(pattern))
    return Cue(pattern=pattern, weight=weight, scope=scope, present=tuple(present), absent=tuple(absent))


@lru_cache(maxsize=16_384)  # a codebook's cues say the same words over and over
def parse_term(entry: str) -> Term:
    """Parse one entry of a list: a word or phrase, `=exact` or `prefix*`.

    Raises CueError when it is neither.
    """
    if not _PHRASE.fullmatch(entry):
        raise CueError(f'"{entry}" is no word or phrase. Use letters, "=" in front or "*" at the end.')
    if entry.startswith("="):
        return Term(kind="exact", text=entry[1:].lower())
    if entry.endswith("*"):
        return Term(kind="prefix", text=entry[:-1].lower())
    return Term(kind="inflected", text=entry.lower())


def _terms(pattern: str, position: int, match: re.Match[str]) -> tuple[Term, ...]:
    if match["list"]:
        return (Term(kind="list", text=match["list"]),)
    entries = match["any"].split("|") if match["any"] is not None else [match["word"]]
    try:
        return tuple(
            Term(kind="list", text=entry[1:-1]) if _LIST.fullmatch(entry) else parse_term(entry)
            for entry in (entry.strip() for entry in entries)
        )
    except CueError as error:
        raise _error(pattern, position, str(error)) from error


def _error(pattern: str, position: int, what: str) -> CueError:
    return CueError(f'cue "{pattern}", character {position + 1}: {what}')
