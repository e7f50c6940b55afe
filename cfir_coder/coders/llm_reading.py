"""What a model's answer comes to: the codes that hold, and why others don't."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cfir_coder.coders.llm_quotes import find_quote
from cfir_coder.model.coding import Confidence, Valence
from cfir_coder.model.transcript import Span
from cfir_coder.text import one_line

LONGEST_REASON = 200
"""Characters of a model's reason that are kept."""

_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_DECODER = json.JSONDecoder()
_NEXT = re.compile(r"[\s,]*(?=\{)")
"""What may stand before a code in a list."""


class Fault(StrEnum):
    """Why something that a model proposed doesn't count."""

    FORM = "not in the form asked for"
    CODE = "a code that the codebook doesn't have"
    QUOTE = "a quote that doesn't stand in the turn, is too short, or stands there twice"
    UNSURE = "less sure than the least confidence"
    UNTOLD = "without the confidence that was asked for"
    AGAIN = "the same code on the same words, or a broader one"


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


class Told(BaseModel):
    """One code as a model tells it; fields nobody asked for are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    quote: str
    code: str
    valence: Annotated[Valence, BeforeValidator(_lower)]
    strength: int = Field(default=1, ge=-2, le=2)
    confidence: Confidence | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A code that holds. start, end: characters of the turn's text. strength: -2..+2, as in a coding."""

    start: int
    end: int
    code: str
    valence: Valence
    strength: int
    confidence: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What was asked about, and where its sentences stand in it."""

    text: str
    sentences: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """How sure a code must be to count, 0-1. must_tell: whether one that tells no confidence is left out."""

    confidence: float = 0.0
    must_tell: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a usable answer comes to. is_whole: False when it breaks off; what was whole in it counts."""

    found: tuple[Found, ...]
    faults: tuple[Fault, ...]
    is_whole: bool = True


def told_codes(content: str) -> tuple[list[Any], bool] | None:
    """The codes in a model's answer, unchecked, and whether the answer is whole; None when there is no such list.

    The answer may stand between other text, in a code fence, after thoughts; a list that doesn't end gives the codes
    that are whole at its start. Whether it was cut or is no JSON can't be told from the text.
    """
    said = _THOUGHTS.sub("", content)
    for match in re.finditer(r"\{", said):
        try:
            answer, _ = _DECODER.raw_decode(said, match.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(answer, dict) and isinstance(answer.get("codes"), list):
            return answer["codes"], True
    begun = re.search(r'\{\s*"codes"\s*:\s*\[', said)
    return (_whole_ones(said[begun.end() :]), False) if begun else None


def read_codes(
    content: str,
    passage: Passage,
    codable: Collection[str],
    ancestors: dict[str, frozenset[str]],
    demand: Demand = Demand(),
) -> Reading:
    """Hold every code that a model tells against what was said, the codebook, and how sure it must be.

    codable: ids of codes that may be given. ancestors: ids of a code and of all above it.
    """
    told, is_whole = told_codes(content) or ([], False)
    found: list[Found] = []
    faults: list[Fault] = []
    for each in told:
        checked = _check(each, passage, codable, demand)
        if isinstance(checked, Fault):
            faults.append(checked)
        else:
            found.append(checked)
    standing = _standing(found, ancestors)
    faults += [Fault.AGAIN] * (len(found) - len(standing))
    return Reading(tuple(standing), tuple(faults), is_whole)


def _check(each: Any, passage: Passage, codable: Collection[str], demand: Demand) -> Found | Fault:
    try:
        told = Told.model_validate(each)
    except ValidationError:
        return Fault.FORM
    code = told.code.strip()
    if code not in codable:
        return Fault.CODE
    span = find_quote(told.quote, passage.text, passage.sentences)
    if span is None:
        return Fault.QUOTE
    if told.confidence is None and demand.must_tell:
        return Fault.UNTOLD
    if told.confidence is not None and told.confidence < demand.confidence:
        return Fault.UNSURE
    sign = {Valence.FACILITATOR: 1, Valence.BARRIER: -1}.get(told.valence, 0)
    reason = "".join(letter for letter in one_line(told.reason) if letter.isprintable())[:LONGEST_REASON]
    return Found(*span, code, told.valence, sign * max(1, abs(told.strength)), told.confidence, reason)


def _standing(found: Sequence[Found], ancestors: dict[str, frozenset[str]]) -> list[Found]:
    """Leave out a code where the same one, or one below it, stands on some of the same words.

    Of the same code the surer stands, then the longer; the rest are in the order of the text.
    """
    by_worth = sorted(found, key=lambda one: (-(one.confidence or 0), one.start - one.end, one.start, one.code))
    by_depth = sorted(by_worth, key=lambda one: -len(ancestors[one.code]))
    standing: list[Found] = []
    for one in by_depth:
        if not any(
            one.code in ancestors[other.code] and one.start < other.end and other.start < one.end for other in standing
        ):
            standing.append(one)
    return sorted(standing, key=lambda one: (one.start, one.end, one.code))


def _whole_ones(said: str) -> list[Any]:
    """The objects at the start of a list that doesn't end, up to what is none."""
    whole = []
    at = 0
    while begun := _NEXT.match(said, at):
        try:
            each, at = _DECODER.raw_decode(said, begun.end())
        except (ValueError, RecursionError):
            break
        whole.append(each)
    return whole
