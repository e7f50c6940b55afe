"""Where sentences and clauses begin in spoken language."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENDS = frozenset({".", "?", "!", "..", "...", "…", "?!", "!!", "??"})
_TRAILING_OFF = frozenset({"..", "...", "…"})
_CLOSERS = frozenset({'"', "'", "”", "’", "''", ")", "]", "*"})
_OPENERS = frozenset({"(", "[", "“", "``"})
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")

_OPENS_CLAUSE = frozenset({"but", "although", "though", "whereas", "however", "except", "because", "unless"})
_OPENS_AFTER_COMMA = frozenset({"and", "so", "or", "then", "which", "while", "when", "if", "since", "yet"})
_BREAKS = frozenset({";", "—", "–", "--", "---"})


def sentence_starts(text: str, forms: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> list[int]:
    """Index of the first token of every sentence.

    A sentence ends at . ? ! (with what closes quotes behind it) unless the next word goes on in lower case,
    and at a blank line. Trailing off ("...") ends a sentence only before a capital letter that isn't "I".
    """
    if not forms:
        return []
    firsts = [0]
    has_blank_lines = _BLANK_LINE.search(text) is not None
    pending = False
    for index in range(1, len(forms)):
        before = forms[index - 1]
        closes = before in _CLOSERS and index > 1 and ends[index - 2] == starts[index - 1]
        pending = before in _ENDS or (pending and closes)
        if (has_blank_lines and _BLANK_LINE.search(text, ends[index - 1], starts[index])) or (
            pending
            and starts[index] > ends[index - 1]
            and _opens_sentence(text, forms, starts, index, trailing=before in _TRAILING_OFF)
        ):
            firsts.append(index)
    return firsts


def _opens_sentence(text: str, forms: Sequence[str], starts: Sequence[int], index: int, *, trailing: bool) -> bool:
    """Whether the word at `index`, opening quotes skipped, may begin a sentence."""
    while index + 1 < len(forms) and forms[index] in _CLOSERS | _OPENERS:
        index += 1
    if trailing and forms[index] == "i":
        return False
    first = text[starts[index]]
    return first.isupper() or not (trailing or first.islower())


def clause_starts(forms: Sequence[str], sentence_firsts: Sequence[int]) -> list[int]:
    """Index of the first token of every clause; sentence starts are among them.

    A clause ends at a dash or semicolon, before a contrast or reason ("but", "because"), and at a comma that
    "and", "so", "which", "when" or the like follows.
    """
    firsts = set(sentence_firsts)
    for index in range(1, len(forms)):
        form, before = forms[index], forms[index - 1]
        if form in _OPENS_CLAUSE or before in _BREAKS or (before == "," and form in _OPENS_AFTER_COMMA):
            firsts.add(index)
    return sorted(firsts)


def ranges(firsts: Sequence[int], end: int) -> list[tuple[int, int]]:
    """Turn first indices into half-open ranges up to `end`."""
    return list(zip(firsts, [*firsts[1:], end], strict=True)) if firsts else []
