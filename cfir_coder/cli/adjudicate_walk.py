"""The walk of `cfir adjudicate`: one disagreement after the other, one key each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from shutil import get_terminal_size

import typer

from cfir_coder.agreement.consensus import Decision, is_known, no_decision, with_name
from cfir_coder.agreement.events import Event
from cfir_coder.agreement.listing import letters, marked_passage, suggestion
from cfir_coder.cli.adjudicate_asking import Back, ask_own, asked_for, by_keys, plain, pressed
from cfir_coder.cli.render import print_table, print_text, tell
from cfir_coder.errors import AgreementError
from cfir_coder.text import one_line
from cfir_coder.workflow.agreement_decisions import Docket, decide, last_decided, note, undo

_CHOICES = {"u": "union", "i": "intersection", "k": "both", "n": "none", "o": "own"}
_NOTES = {"w": "rationale", "m": "codebook_change"}
_COMMANDS = {"s": "skip", "z": "undo", "q": "quit"}
_SIGNS = "1234567890abcdefghijklmnopqrstuvwxyz"
_CHOOSING = ", ".join(f"{key} {what}" for key, what in _CHOICES.items())
_NOTING = "w why, m codebook (W, M: the last)"
_AFTER_THE_LAST = "All is decided or skipped. W why and M codebook of the last, z undo, q quit"


def walk(docket: Docket, by: str) -> Docket:
    """Ask for each disagreement in turn; every answer is kept at once.

    In a terminal a key is an answer; elsewhere lines are read, and a second one says why. There a coder's name, as it
    is written, comes before every key.
    """
    here = _Walk(docket, by, docket.open, is_by_keys=by_keys())
    while here.is_going():
        here.go_on()
    return here.docket


@dataclass
class _Walk:
    """Where somebody is. done: places in the queue of what was decided in this walk, the last at the end.

    knows_keys: what every key does has been told, so that a narrow terminal gets one short line.
    """

    docket: Docket
    by: str
    queue: list[Event]
    is_by_keys: bool
    place: int = 0
    done: list[int] = field(default_factory=list)
    has_quit: bool = False
    shown: Event | None = None
    knows_keys: bool = False

    def is_going(self) -> bool:
        """After the last passage a person may still take it back or say why; a script is through."""
        return not self.has_quit and (self.place < len(self.queue) or (self.is_by_keys and bool(self.docket.settled)))

    def go_on(self) -> None:
        """Show a passage, take one answer and do what it says."""
        event = self.queue[self.place] if self.place < len(self.queue) else None
        if event is not None and event is not self.shown:
            if self.is_by_keys:
                print_text()
            _show_event(self.docket, event, f"{self.place + 1} of {len(self.queue)}")
        self.shown = event if self.is_by_keys else None
        answer = self._answer(event)
        key = answer.casefold()
        try:
            if event is not None and not self.is_by_keys and answer in self.docket.comparison.names:
                self._decide(event, answer)
            elif key in ("q", "quit"):
                self.has_quit = True
            elif key in ("z", "undo"):
                self._undo()
            elif answer in ("W", "M"):
                self._note_last(_NOTES[key])
            elif event is None or key == "?":
                self.knows_keys = False
            elif key in ("s", "skip", ""):
                self.place += 1
            elif key in _NOTES:
                self._note(self._noted(event), _NOTES[key])
            else:
                self._decide(event, self._keys.get(key) or answer)
        except Back:
            self.shown = None

    @property
    def _keys(self) -> dict[str, str]:
        return coder_keys(self.docket.comparison.names) | _CHOICES

    def _answer(self, event: Event | None) -> str:
        names = ", ".join(f"{key} {name}" for key, name in coder_keys(self.docket.comparison.names).items())
        keys = f"{names}, {_CHOOSING}, {_NOTING}, s skip, z undo, q quit" if event else _AFTER_THE_LAST
        if not self.is_by_keys:
            return str(typer.prompt(f"[{keys}]", default="", show_default=False)).strip()
        if self.knows_keys and event and len(keys) > get_terminal_size().columns:
            keys = f"{names}, {' '.join((*_CHOICES, *_NOTES, *_COMMANDS))}; ? says what they do"
        self.knows_keys = True
        print_text(keys)
        return pressed()

    def _noted(self, event: Event) -> Decision:
        """What was noted on a passage before it is decided."""
        return self.docket.decided.get(event.id, Decision(event.id, "", decided_by=self.by))

    def _decide(self, event: Event, choice: str) -> None:
        comparison, noted = self.docket.comparison, self._noted(event)
        told = Decision(event.id, choice, noted.rationale, self.by or noted.decided_by)
        told = with_name(replace(told, codebook_change=noted.codebook_change), comparison)
        if not is_known(told, comparison):
            unknown = f'"{choice}" is no key here.' if self.is_by_keys else no_decision(told, comparison)
            tell([unknown.removeprefix(f"{event.id}: ")], as_what="error")
            return
        is_own = told.decision.casefold() == "own"
        if is_own:
            told = ask_own(self.docket, event, told)
        if is_own or not self.is_by_keys:
            told = asked_for(told, ["rationale"])
        else:
            print_text(f"-> {told.decision}")
        if self._kept(event, told):
            self.done.append(self.place)
            self.place += 1

    def _kept(self, event: Event, told: Decision) -> bool:
        """Keep a decision; what it leaves open is asked for until it can stand."""
        asked: list[str] = []
        while True:
            try:
                self.docket = decide(self.docket, event, told)
            except AgreementError as error:
                tell([plain(error, event)], as_what="error")
                asked = [name for name in ("own_valence", "own_strength") if name in str(error)] or asked
                if not asked:
                    return False
                told = asked_for(told, asked)
            else:
                return True

    def _undo(self) -> None:
        """Take back the decision made last, in this walk or before it, and go to its passage."""
        if self.done:
            self.place = self.done.pop()
        elif (last := last_decided(self.docket)) is not None:
            self.queue.insert(self.place, last)
        else:
            tell(["there is no decision to take back."])
            return
        event = self.queue[self.place]
        taken = self.docket.decided[event.id]
        self.docket = undo(self.docket, event.id)
        self.shown = None
        print_text(f"Taken back: {_called(taken, event)}{f' ({taken.rationale})' if taken.rationale else ''}")

    def _note_last(self, what: str) -> None:
        last = self.queue[self.done[-1]] if self.done else last_decided(self.docket)
        if last is None:
            tell(["nothing is decided yet."])
            return
        decision = self.docket.decided[last.id]
        print_text(_called(decision, last))
        self._note(decision, what)

    def _note(self, decision: Decision, what: str) -> None:
        self.docket = note(self.docket, asked_for(decision, [what]))


def coder_keys(names: tuple[str, ...]) -> dict[str, str]:
    """A key for each coder: the letter, or a digit where the letter is a command or another coder's name.

    A name of one sign is its coder's key, if it is no command.
    """
    free = [sign for sign in _SIGNS if sign not in {*_CHOICES, *_NOTES, *_COMMANDS}]
    wanted = {name: letter.casefold() for name, letter in letters(names).items()}
    keys = {name.casefold(): name for name in wanted if name.casefold() in free}
    for name, key in wanted.items():
        if name not in keys.values() and key in free:
            keys.setdefault(key, name)
    for name in wanted:
        if name not in keys.values():
            keys[next(sign for sign in free if sign not in keys)] = name
    return dict(sorted(keys.items(), key=lambda each: names.index(each[1])))


def _called(decision: Decision, event: Event) -> str:
    """A decision with its passage, short."""
    first = event.codings[0]
    words = one_line(first.quote).split()
    begun = " ".join(words[:8]) + (" ..." if len(words) > 8 else "")
    return f'{decision.decision} on {first.document}, "{begun}"'


def _show_event(docket: Docket, event: Event, where: str) -> None:
    first = event.codings[0]
    text = docket.text_of(event)
    print_text(f"{where}: {'; '.join(map(str, event.findings))}", bold=True)
    print_text(f"{first.document}, turn {first.turn}, {first.speaker}")
    print_text(marked_passage(event, text, docket.comparison.places.sentences(first.text_hash)))
    rows = [
        (
            one.coder,
            one.code,
            one.valence.value if one.valence else "",
            "" if one.strength is None else f"{one.strength:+d}",
            one.memo,
        )
        for one in event.codings
    ]
    nothing = [(name, "(nothing)", "", "", "") for name in event.saw if name not in event.coders]
    print_table(("coder", "code", "valence", "strength", "memo"), rows + nothing)
    if suggestion(event):
        print_text(f"suggested: {suggestion(event)}")
    noted = docket.decided.get(event.id)
    if noted and (noted.rationale or noted.codebook_change):
        print_text(f"noted: {'; '.join(filter(None, (noted.rationale, noted.codebook_change)))}")
