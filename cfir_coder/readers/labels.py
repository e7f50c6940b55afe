"""What may stand as a speaker's label, and what the words of a label say about who that is."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache

from cfir_coder.model.transcript import Role
from cfir_coder.readers.words import (
    GREETINGS,
    INTERVIEWERS,
    NO_SPEAKERS,
    OPENERS,
    PARTICIPANTS,
    PARTICLES,
    SEVERAL,
)

LONGEST_LABEL = 48
"""Characters; a longer stretch before a colon is speech."""


class Sort(Enum):
    """How sure a stretch of text is to be a speaker's label, by its shape alone."""

    ROLE = "a role or an id: Interviewer, RESP, P07, Speaker 1"
    LETTER = "one letter, or initials: I, R, DB"
    NAME = "looks like a name: Maria, Justice Wagner"
    HANDLE = "one lower-case word: roasbeef"
    NONE = "no label"


@lru_cache(maxsize=4096)
def label_key(label: str) -> str:
    """What makes two labels the same: case, spaces, `#`, Markdown stars and composed accents don't count."""
    composed = unicodedata.normalize("NFC", label.replace("_", " "))
    return _SPACES.sub(" ", composed).strip(" *#").casefold()


@lru_cache(maxsize=4096)
def label_sort(label: str) -> Sort:
    """Judge the shape of a label."""
    key = label_key(label)
    if not key or key in NO_SPEAKERS or _NO_LABEL.search(label) or len(label) > LONGEST_LABEL:
        return Sort.NONE
    if " " in key and key.split()[0] in GREETINGS:
        return Sort.NONE
    if role_of_words(label) is not None or is_generic(label) or _ID.match(key):
        return Sort.NONE if _QUESTION_NUMBER.match(key) else Sort.ROLE
    if _NUMBER.sub("", key) in NO_SPEAKERS:
        return Sort.NONE
    words = _WORDS.findall(_DESCRIBED.sub("", label))
    if not words or len(words) > 5:
        return Sort.NONE
    if _INITIALS.match(label):
        return Sort.LETTER
    if words[0].casefold() in OPENERS or words[-1].casefold() in OPENERS:
        return Sort.NONE
    if all(_is_capital(word) or word.casefold() in PARTICLES for word in words):
        return Sort.NAME
    if len(words) == 1 and len(words[0]) > 2 and words[0] == label:
        return Sort.HANDLE
    return Sort.NONE


@lru_cache(maxsize=4096)
def role_of_words(label: str) -> Role | None:
    """The role that a label's own words tell, in the languages seen; None when they tell none.

    A single letter tells nothing here: `I` may be an informant.
    """
    key = _DESCRIBED.sub("", label_key(label)).strip()
    if _UNNAMED_ID.search(key):
        return Role.UNKNOWN
    stem = _NUMBER.sub("", key).strip(" .-#")
    if stem in INTERVIEWERS:
        return Role.INTERVIEWER
    if stem in PARTICIPANTS:
        return Role.PARTICIPANT
    words = stem.split()
    if 1 < len(words) <= 3 and not OPENERS.intersection(words):
        if words[0] in SEVERAL or words[-1] in SEVERAL:
            return Role.UNKNOWN
        found = {_role_of_word(word) for word in words} - {None}
        if len(found) == 1:
            return found.pop()
    return None


def is_generic(label: str) -> bool:
    """Whether a label names nobody in particular: `Speaker 3`, `Male voice`, `FG2-P?`, `All`."""
    key = label_key(label)
    return bool(_GENERIC.match(key)) or key in SEVERAL or bool(_UNNAMED_ID.search(key))


def is_several(label: str) -> bool:
    """Whether a label stands for several people at once: `All participants`, `Group`."""
    words = label_key(label).split()
    return bool(words) and (words[0] in SEVERAL or words[-1] in SEVERAL)


def is_participant_id(label: str) -> bool:
    """Whether a label is an id as studies give them to participants: `P07`, `FG2-P3`, `R 12`."""
    key = label_key(label)
    return bool(_ID.match(key)) and role_of_words(label) is None and not is_generic(label)


def _role_of_word(word: str) -> Role | None:
    if word in INTERVIEWERS:
        return Role.INTERVIEWER
    return Role.PARTICIPANT if word in PARTICIPANTS else None


def _is_capital(word: str) -> bool:
    """Capitals, digits, and scripts that have no case (Korean, Chinese, Arabic)."""
    return not word[0].islower()


_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[\w’'.?&/-]+")
_NO_LABEL = re.compile(r"[,;!\"“”<>{}=|\\]|//|www\.|\.\.|https?$|mailto$", re.IGNORECASE)
_INITIALS = re.compile(r"^[A-ZÆØÅÄÖÜ](?:\.?[A-ZÆØÅÄÖÜ]){0,2}\.?\d?$")
_ID = re.compile(
    r"^(?:[a-z]{1,4}\d{0,3}[-.])?[a-z]{1,4}[-#]?\d{1,4}[a-z]?$"
    r"|^(?:fg ?\d* ?)?(?:p|r|id|pp|pt|part)[ .#-]{1,2}\d{1,4}[a-z]?$"
)
_UNNAMED_ID = re.compile(
    r"^(?:[a-z]{1,4}\d{0,3}[-. ]?)?(?:[a-z]{1,3}|participant|speaker|respondent|interviewee)?[ -]?\d{0,3}\?+$"
    r"|^(?:p|participant|speaker|resp(?:ondent)?)[ -]?x+$"
)
_QUESTION_NUMBER = re.compile(r"^(?:q|qu|no|nr|fig|eq|ch|vol|sec|tab)[. ]?\d+[a-z]?$")
_NUMBER = re.compile(r"[ #.-]*\(?\d+[a-z]?\)?$|\s+[a-z]$")
_DESCRIBED = re.compile(r"\([^)]*\)\s*$")
_GENERIC = re.compile(
    r"^(?:(?:unknown|unidentified|unnamed|unclear|other|another)"
    r"(?: (?:speaker|voice|participant|person|male|female))?"
    r"|(?:speaker|spk|sprecher(?:in)?|locuteur|hablante|voice|person|talker|화자)"
    r"|(?:fe)?male(?: (?:voice|speaker|participant))?|(?:man|woman)(?:'s voice)?|s)"
    r"(?:[ #.-]*\d{1,3}|[ #.-]+[a-z?]|\?)?$"
)
