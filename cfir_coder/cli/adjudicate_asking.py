"""What `cfir adjudicate` asks for beyond one key: a code, valence, strength and passage of one's own, and notes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import typer

from cfir_coder.agreement.consensus import Decision, code_meant
from cfir_coder.agreement.events import Event
from cfir_coder.agreement.own_passage import own_passage
from cfir_coder.cli.render import print_text, tell
from cfir_coder.errors import AgreementError, CfirCoderError
from cfir_coder.model.coding import Coding, Valence
from cfir_coder.model.transcript import Span
from cfir_coder.text import one_line
from cfir_coder.workflow.agreement_decisions import Docket, would_leave

BACK = "z"
"""Typed for an answer it leads back to the keys of the passage."""
ASKED = {
    "own_valence": "valence",
    "own_strength": "strength -2 to 2",
    "rationale": "why",
    "codebook_change": "change to the codebook",
}
_NONE = "none"
Answer = TypeVar("Answer")


class Back(Exception):
    """Somebody doesn't want to answer, and goes back."""


def by_keys() -> bool:
    """Whether keys are taken as they are pressed; lines are read where the input is no terminal."""
    return sys.stdin.isatty()


def pressed() -> str:
    """The next key that writes something; what is typed ahead is dropped. Ctrl-D, or no terminal any more, is "q"."""
    typed = "\r"
    while typed.isspace() or not typed[:1].isprintable():
        try:
            typed = typer.getchar()
        except EOFError:
            return "q"
    return typed[:1] or "q"


def ask(question: str, default: str = "") -> str:
    """One line of an answer; Enter keeps the default. Raises Back."""
    answer = str(typer.prompt(question, default=default, show_default=bool(default))).strip()
    if answer.casefold() == BACK:
        raise Back
    return answer


def asked_for(decision: Decision, names: Sequence[str]) -> Decision:
    """A decision with some of its fields asked for; Enter keeps what they held."""
    told = {name: ask(ASKED[name], getattr(decision, name)) for name in names}
    if told.get("own_valence"):
        told["own_valence"] = _starting_with(told["own_valence"]) or told["own_valence"]
    return replace(decision, **told)


def plain(error: CfirCoderError, event: Event) -> str:
    """An error without the id of the passage, which is the one on the screen, and without what to fill in in a list."""
    return str(error).removeprefix(f"{event.id}: ").partition(" Fill in own_")[0]


def ask_own(docket: Docket, event: Event, decision: Decision) -> Decision:
    """Ask for all that is to stand: code, valence, strength and passage; each again until it can stand. Raises Back."""
    comparison = docket.comparison
    given = sorted(event.codings, key=lambda one: comparison.names.index(one.coder))
    print_text(f"What is to stand; Enter keeps what stands in brackets, {BACK} goes back.")
    code = _until("code", given[0].code, lambda told: code_meant(told, comparison), event)
    decision = replace(decision, own_code=code)
    if comparison.gives_valence:
        first = next((one.valence.value for one in given if one.valence), _NONE)
        valence = _until("valence", first, lambda told: _valence(told, first), event)
        decision = replace(decision, own_valence=valence)
    if comparison.gives_strength:
        usual = _usual_strength(given, decision.own_valence)
        decision = _until(
            ASKED["own_strength"], usual, lambda told: _with_strength(docket, event, decision, told, usual), event
        )
    usual_place = (event.start, event.end)
    how = "first words ... last words, or two offsets"
    if docket.text_of(event) is None:
        how = "two offsets"
        if not _is_known_throughout(event):
            usual_place = (given[0].start, given[0].end)
            print_text(f"What stands between the passages isn't known; Enter takes {given[0].coder}'s.")
    question = f"passage: {how} [{usual_place[0]}-{usual_place[1]}]"
    return _until(question, "", lambda told: _with_passage(docket, event, decision, told, usual_place), event)


def _until(question: str, default: str, meant: Callable[[str], Answer], event: Event) -> Answer:
    """Ask until the answer means something; what is wrong with it is told at once."""
    while True:
        written = ask(question, default)
        try:
            return meant(written)
        except CfirCoderError as error:
            tell([plain(error, event)], as_what="error")


def _starting_with(written: str) -> str | None:
    """A valence by its name or its first letters."""
    return next((each.value for each in Valence if written and each.value.startswith(written.casefold())), None)


def _valence(written: str, usual: str) -> str:
    """A valence; empty where none was given and none is wanted."""
    if written == usual == _NONE:
        return ""
    found = _starting_with(written)
    if found is None:
        raise AgreementError(f'"{written}" is none of {", ".join(each.value for each in Valence)}.')
    return found


def _usual_strength(given: Sequence[Coding], valence: str) -> str:
    """The strength that the first coder of that valence gave; empty where somebody has to say it."""
    alike = [one for one in given if (one.valence or "") == valence and not one.contradicts_itself]
    if told := [one.strength for one in alike if one.strength is not None]:
        return str(told[0])
    if all(one.strength is None for one in given):
        return _NONE
    return "0" if valence in (Valence.MIXED, Valence.NEUTRAL) else ""


def _is_known_throughout(event: Event) -> bool:
    """Whether the coders' quotes leave no gap, so that their union has words even without the text."""
    return all(
        any(other.start < one.start <= other.end for other in event.codings)
        for one in event.codings
        if one.start > event.start
    )


def _with_strength(docket: Docket, event: Event, decision: Decision, written: str, usual: str) -> Decision:
    """With a strength that is one and fits the valence.

    It is tried on a coder's passage, whose words are always known; which passage is meant is asked afterwards.
    """
    if written == usual == _NONE:
        return decision
    if not written:
        raise AgreementError("a strength is wanted, as the coders gave one.")
    told = replace(decision, own_strength=written)
    one = event.codings[0]
    would_leave(docket, event, replace(told, own_start=str(one.start), own_end=str(one.end)))
    return told


def _with_passage(docket: Docket, event: Event, decision: Decision, written: str, usual: Span) -> Decision:
    """With the place of one's own; none is kept where it is the coders' own, from the first to the last."""
    start, end = usual
    if written:
        text = docket.text_of(event)
        start, end = own_passage(written, text.text if text else None, (event.start, event.end))
    if (start, end) != (event.start, event.end):
        decision = replace(decision, own_start=str(start), own_end=str(end))
    (stands,) = would_leave(docket, event, decision)
    judged = " ".join(filter(None, (stands.valence, "" if stands.strength is None else f"{stands.strength:+d}")))
    print_text(f'{stands.code} {judged}: "{one_line(stands.quote)}"')
    return decision
