"""From agreed and decided passages to the coder "consensus", with where each coding comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.disagreement import Difference
from cfir_coder.agreement.events import Event
from cfir_coder.agreement.listing import letters
from cfir_coder.codebooks.naming import CodeNames
from cfir_coder.errors import AgreementError, UnknownCode
from cfir_coder.model.codebook import INDUCTIVE
from cfir_coder.model.coding import CoderKind, Coding, Evidence, Status, Valence
from cfir_coder.model.transcript import Transcript
from cfir_coder.text import context

CONSENSUS = "consensus"
CHOICES = ("union", "intersection", "both", "none", "own")
"""What may be decided besides a coder's name or letter. both: everything that every coder has."""
OPEN = "open"
"""In a filled list: what was decided before is taken back."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on one disagreement, by whom and why; own_*: what is to stand instead, where told."""

    id: str
    decision: str
    rationale: str = ""
    decided_by: str = ""
    own_code: str = ""
    own_valence: str = ""
    own_strength: str = ""
    own_start: str = ""
    own_end: str = ""
    codebook_change: str = ""
    decided_at: str = ""


@dataclass(frozen=True, slots=True)
class Consensus:
    """The codings that stand, how many passages came from where, and the disagreements left.

    stale: decisions on passages, or for coders, that are no more. n_unmatched: passages under a coder's own inductive
    code that is matched with nobody's, in texts that others have read: those are left out.
    """

    codings: tuple[Coding, ...]
    n_agreed: int
    n_adjudicated: int
    n_one_coder: int
    undecided: tuple[Event, ...]
    stale: tuple[Decision, ...]
    n_unmatched: int = 0


def draw_consensus(comparison: Comparison, decisions: Iterable[Decision]) -> Consensus:
    """Draw the consensus: what all agree on, what one coder alone looked at, and what was decided.

    Decisions on passages that are no more (their codings changed), or for coders who aren't among these any more, are
    stale and change nothing.
    Raises AgreementError, with every fault, for a decision that can't be carried out.
    """
    told = {each.id: each for each in decisions}
    texts = {each.hash: each for each in comparison.transcripts}
    found: list[Coding] = []
    counts = {"agreed": 0, "adjudicated": 0, "one coder": 0, "unmatched": 0}
    undecided: list[Event] = []
    gone: list[Decision] = []
    faults: list[str] = []
    for event in comparison.events:
        decision = told.pop(event.id, None)
        if decision is not None and decision.decision and not is_known(decision, comparison):
            gone.append(decision)
            decision = None
        if decision is not None and decision.decision:
            try:
                settled = settle(event, decision, comparison, texts.get(event.codings[0].text_hash))
            except AgreementError as error:
                faults.append(str(error))
                continue
            source = f"adjudicated by {decision.decided_by or 'nobody named'}: {decision.decision}"
            counts["adjudicated"] += 1
        elif event.is_agreed:
            settled, source = [_fullest(event.codings)], f"agreed by {', '.join(event.coders)}"
            counts["agreed"] += 1
        elif event.difference is Difference.NOT_SEEN and _is_unmatched(event, comparison):
            counts["unmatched"] += 1
            continue
        elif event.difference is Difference.NOT_SEEN:
            settled, source = list(event.codings), f"{event.coders[0]} alone saw it"
            counts["one coder"] += 1
        else:
            undecided.append(event)
            continue
        rationale = decision.rationale if decision else ""
        found += [_stands(coding, source, rationale, texts.get(coding.text_hash)) for coding in settled]
    once: dict[str, Coding] = {}
    for coding in found:
        other = once.setdefault(coding.id, coding)
        if (other.valence, other.strength) != (coding.valence, coding.strength):
            faults.append(
                f"{coding.document}, {coding.start}-{coding.end}: two decisions leave {coding.code} there with "
                "different valence or strength. Decide both alike."
            )
    if faults:
        raise AgreementError(faults[0], faults)
    return Consensus(
        tuple(once.values()),
        counts["agreed"],
        counts["adjudicated"],
        counts["one coder"],
        tuple(undecided),
        tuple(each for each in (*told.values(), *gone) if each.decision),
        counts["unmatched"],
    )


def _is_unmatched(event: Event, comparison: Comparison) -> bool:
    """Whether a coder's own code is on a text that others have read, who couldn't have given it."""
    code, text = event.codings[0].code, event.codings[0].text_hash
    is_own = code.startswith(f"{INDUCTIVE}.") and code not in comparison.codebook.by_id
    return is_own and sum((name, text) in comparison.seen for name in comparison.names) > 1


def settle(event: Event, decision: Decision, comparison: Comparison, text: Transcript | None = None) -> list[Coding]:
    """The codings that a decision leaves of a passage, in the words of the coders who made them."""
    choice = decision.decision.strip().casefold()
    named = _coder(choice, comparison.names)
    if choice != "own" and (decision.own_start or decision.own_end):
        raise AgreementError(
            f'{decision.id}: own_start and own_end go with the decision "own", not with "{decision.decision}".'
        )
    if choice == "none":
        return []
    if named is not None and named not in event.saw:
        raise AgreementError(
            f"{decision.id}: {named} hasn't seen this passage, so there is nothing of {named}'s to take. Name a coder "
            "who has."
        )
    if named is not None:
        kept = [one for one in event.codings if one.coder == named]
    elif choice == "both":
        kept = list(event.codings)
    elif choice in CHOICES:
        kept = [_one_span(event, choice, decision, comparison, text)]
    else:
        raise AgreementError(no_decision(decision, comparison))
    return _distinct([_overlaid(one, decision, comparison) for one in kept], decision)


def with_name(decision: Decision, comparison: Comparison) -> Decision:
    """A coder's letter as the coder's name: letters are given anew when coders come or go."""
    named = _coder(decision.decision.strip().casefold(), comparison.names)
    return decision if named is None else replace(decision, decision=named)


def is_known(decision: Decision, comparison: Comparison) -> bool:
    """Whether a decision names a coder of the comparison or one of the other ways."""
    choice = decision.decision.strip().casefold()
    return choice in CHOICES or _coder(choice, comparison.names) is not None


def no_decision(decision: Decision, comparison: Comparison) -> str:
    """What is wrong with a decision that isn't known."""
    names = ", ".join((*comparison.names, *letters(comparison.names).values(), *CHOICES))
    return f'{decision.id}: "{decision.decision}" is no decision. Choose from {names}.'


def _coder(choice: str, names: Sequence[str]) -> str | None:
    by_letter = {letter.casefold(): name for name, letter in letters(names).items()}
    by_name = {name.casefold(): name for name in names}
    return by_name.get(choice) or by_letter.get(choice)


def _fullest(codings: Sequence[Coding]) -> Coding:
    """Of codings that agree the one with most judgements: a coder may give no valence or strength at all."""
    return max(codings, key=lambda one: (one.valence is not None) + (one.strength is not None))


def _one_span(event: Event, choice: str, decision: Decision, comparison: Comparison, text: Transcript | None) -> Coding:
    """One coding over the union or intersection of the spans, or over a span of one's own."""
    start, end = event.start, event.end
    if choice == "intersection":
        start, end = max(one.start for one in event.codings), min(one.end for one in event.codings)
    if choice == "own":
        start, end = _own_place(decision, "own_start", start), _own_place(decision, "own_end", end)
    if start >= end:
        raise AgreementError(f"{decision.id}: the spans have no character in common. Decide otherwise.")
    first = event.codings[0]
    quote = text.text[start:end] if text is not None else _stitched(event.codings, start, end)
    if text is not None and not 0 <= start < end <= len(text.text):
        raise AgreementError(f"{decision.id}: {start}-{end} lies outside the text, which ends at {len(text.text)}.")
    if quote is None or len(quote) != end - start:
        raise AgreementError(f"{decision.id}: the words at {start}-{end} aren't known. Merge with --transcripts.")
    valences = {one.valence for one in event.codings if one.coder in comparison.gives_valence} or {None}
    strengths = {one.strength for one in event.codings if one.coder in comparison.gives_strength} or {None}
    valence = _common("own_valence", "valence", decision, valences)
    strength = _common("own_strength", "strength", decision, strengths)
    code = _common("own_code", "code", decision, {one.code for one in event.codings})
    fields = {"start": start, "end": end, "quote": quote, "code": code, "valence": valence, "strength": strength}
    if text is not None and choice == "own" and (turn := text.turn_at(start)):
        fields |= {"speaker": turn.speaker, "turn": turn.index}
    return first.model_copy(update=fields | {"prefix": "", "suffix": "", "memo": ""})


def _common(column: str, what: str, decision: Decision, values: Set[object]) -> object:
    """The judgement that all share; a decision that names its own needs none."""
    if len(values) == 1 or getattr(decision, column):
        return next(iter(sorted(values, key=str)))
    told = ", ".join(sorted("none" if value is None else str(value) for value in values))
    raise AgreementError(f"{decision.id}: {decision.decision} leaves the {what} open ({told}). Fill in {column}.")


def _overlaid(coding: Coding, decision: Decision, comparison: Comparison) -> Coding:
    """A coding with the code, valence or strength of one's own."""
    update: dict[str, object] = {}
    if decision.own_code:
        update["code"] = _own_code(decision, comparison)
    if decision.own_valence:
        try:
            update["valence"] = Valence(decision.own_valence.strip().casefold())
        except ValueError as error:
            names = ", ".join(each.value for each in Valence)
            raise AgreementError(f'{decision.id}: "{decision.own_valence}" is none of {names}.') from error
    if decision.own_strength:
        update["strength"] = _own_strength(decision)
    return Coding.model_validate(coding.model_dump() | update) if update else coding


def _distinct(codings: Sequence[Coding], decision: Decision) -> list[Coding]:
    """Each span and code once; with one judgement."""
    kept: dict[tuple[int, int, str], Coding] = {}
    for coding in codings:
        other = kept.setdefault((coding.start, coding.end, coding.code), coding)
        if (other.valence, other.strength) != (coding.valence, coding.strength):
            raise AgreementError(
                f"{decision.id}: {decision.decision} leaves valence or strength of one span open. Fill in own_valence "
                "and own_strength, or name a coder."
            )
    return list(kept.values())


def _stands(coding: Coding, source: str, rationale: str, text: Transcript | None) -> Coding:
    prefix, suffix = (
        context(text.text, coding.start, coding.end) if text is not None else (coding.prefix, coding.suffix)
    )
    told = (Evidence(kind=CONSENSUS, what=source, start=coding.start, end=coding.end),)
    fields: Mapping[str, object] = {
        "coder": CONSENSUS,
        "coder_kind": CoderKind.CONSENSUS,
        "status": Status.ACCEPTED,
        "evidence": told,
        "memo": rationale,
        "prefix": prefix,
        "suffix": suffix,
        "confidence": None,
    }
    return coding.model_copy(update=dict(fields))


def _own_place(decision: Decision, column: str, otherwise: int) -> int:
    told = getattr(decision, column).strip()
    if not told:
        return otherwise
    try:
        return int(float(told))
    except (ValueError, OverflowError) as error:
        raise AgreementError(f'{decision.id}: {column} is "{told}", not a whole number.') from error


def code_meant(written: str, comparison: Comparison) -> str:
    """A code by id or name; of the coders' own codes by what they are called in the merge. Raises UnknownCode."""
    return written if written in comparison.codes else CodeNames(comparison.codebook).resolve(written)


def _own_code(decision: Decision, comparison: Comparison) -> str:
    try:
        return code_meant(decision.own_code, comparison)
    except UnknownCode as error:
        raise AgreementError(f"{decision.id}: own_code: {error}") from error


def _own_strength(decision: Decision) -> int:
    told = decision.own_strength.strip()
    try:
        strength = float(told)
    except ValueError:
        strength = float("nan")
    if strength not in (-2, -1, 0, 1, 2):
        raise AgreementError(f'{decision.id}: strength "{told}" is no number -2 to 2.')
    return int(strength)


def _stitched(codings: Sequence[Coding], start: int, end: int) -> str | None:
    """Words of a place from the quotes that cover it, where no text is known."""
    found, at = "", start
    for coding in sorted(codings, key=lambda one: (one.start, one.end)):
        if coding.start <= at < coding.end:
            found += coding.quote[at - coding.start : end - coding.start]
            at = min(coding.end, end)
    return found if at >= end else None
