"""The waist as a table: one row is one code on one span by one coder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from cfir_coder.matrices.rows import code_labels
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import CoderKind, Coding, Endorsement, Evidence, Status
from cfir_coder.model.transcript import Speaker, Transcript
from cfir_coder.text import one_line

if TYPE_CHECKING:
    import pandas as pd

WAIST = (
    "document",
    "start",
    "end",
    "quote",
    "code",
    "valence",
    "strength",
    "coder",
    "coder_kind",
    "status",
    "confidence",
    "band",
    "evidence",
    "memo",
    "codebook",
    "created_at",
)
CASE = ("participant", "site", "role")
PLACE = (
    "speaker",
    "turn",
    "endorsed_by",
    "code_name",
    "construct",
    "domain",
    "text_hash",
    "coding_id",
    "prefix",
    "suffix",
)
COLUMNS = frozenset((*WAIST, *CASE, *PLACE))
"""Every column of the table but further attributes of participants."""

NUMBERS = {"start": "int64", "end": "int64", "strength": "Int64", "confidence": "float64", "turn": "Int64"}
"""The columns that aren't text, with their dtype; strength, confidence and turn may be missing."""


def attribute_columns(participants: Iterable[Participant]) -> dict[str, str]:
    """Further attributes of the participants, in the order first met, with the column each stands in.

    An attribute named like a column of the table ("status") stands as "participant_status".
    """
    names = dict.fromkeys(name for person in participants for name in person.attributes)
    return {name: f"participant_{name}" if name in COLUMNS else name for name in names}


def coding_table(
    codings: Iterable[Coding],
    transcripts: Sequence[Transcript],
    participants: Sequence[Participant],
    codebook: Codebook,
    endorsements: Iterable[Endorsement] = (),
) -> pd.DataFrame:
    """Lay out every coding with who said it and where its code stands.

    Sorted by document, start, end, code, coder. Text that isn't told is "", never NaN.
    participant is empty for a voice that nobody is known by; such a row has the site that the transcript's
    known participants share. A coding without speaker or turn gets those that stand at its start.
    endorsed_by: who agreed with the coding's turn in so many words ("yeah, same here").
    A machine's proposal has no created_at, so that the same input gives the same table.
    """
    import pandas as pd

    ordered = sorted(codings, key=lambda c: (c.document, c.start, c.end, c.code, c.coder, c.text_hash))
    places = _Places(transcripts, participants)
    told = [places.of(coding) for coding in ordered]
    labels = {code: code_labels(codebook, code) for code in dict.fromkeys(c.code for c in ordered)}
    attributes = attribute_columns(participants)
    people = {person.id: person for person in participants}
    nobody = Participant(id="")
    persons = [people.get(place.participant, nobody) for place in told]

    columns: dict[str, list[Any]] = {name: list(map(_FIELDS[name], ordered)) for name in WAIST}
    columns["participant"] = [place.participant for place in told]
    columns["site"] = [person.site or place.site for person, place in zip(persons, told, strict=True)]
    columns["role"] = [person.role for person in persons]
    for name, column in attributes.items():
        columns[column] = [person.attributes.get(name, "") for person in persons]
    columns["speaker"] = [place.speaker for place in told]
    columns["turn"] = [place.turn for place in told]
    agreed: dict[tuple[str, int | None], list[str]] = {}
    for one in endorsements:
        agreed.setdefault((one.text_hash, one.endorsed), []).append(one.participant or one.speaker)
    columns["endorsed_by"] = [
        "; ".join(agreed.get((coding.text_hash, place.turn), ())) for coding, place in zip(ordered, told, strict=True)
    ]
    columns["code_name"] = [labels[c.code].name for c in ordered]
    columns["construct"] = [labels[c.code].construct for c in ordered]
    columns["domain"] = [labels[c.code].domain for c in ordered]
    columns["text_hash"] = [c.text_hash for c in ordered]
    columns["coding_id"] = [c.id for c in ordered]
    columns["prefix"] = [c.prefix for c in ordered]
    columns["suffix"] = [c.suffix for c in ordered]
    return pd.DataFrame({name: pd.Series(values, dtype=NUMBERS.get(name, "str")) for name, values in columns.items()})


def evidence_line(evidence: Iterable[Evidence]) -> str:
    """Say each reason and its place: `cue "call us back" at 1203-1240; valence "never" at 1210-1215`."""
    return "; ".join(
        f"{reason.kind} {_quoted(reason.what)} at {reason.start}-{reason.end}"
        + (f" ({reason.score:.2f})" if reason.score is not None else "")
        for reason in evidence
    )


def _quoted(what: str) -> str:
    words = one_line(what)
    return words if '"' in words else f'"{words}"'


def _created(coding: Coding) -> str:
    is_proposal = coding.coder_kind is CoderKind.MACHINE and coding.status is Status.PROPOSED
    if coding.created_at is None or is_proposal:
        return ""
    return coding.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z")


_FIELDS: dict[str, Callable[[Coding], Any]] = {
    "document": lambda c: c.document,
    "start": lambda c: c.start,
    "end": lambda c: c.end,
    "quote": lambda c: c.quote,
    "code": lambda c: c.code,
    "valence": lambda c: c.valence.value if c.valence else "",
    "strength": lambda c: c.strength,
    "coder": lambda c: c.coder,
    "coder_kind": lambda c: c.coder_kind.value,
    "status": lambda c: c.status.value,
    "confidence": lambda c: None if c.confidence is None else round(c.confidence, 4),
    "band": lambda c: c.band or "",
    "evidence": lambda c: evidence_line(c.evidence),
    "memo": lambda c: c.memo,
    "codebook": lambda c: c.codebook,
    "created_at": _created,
}


class _Place:
    """Who speaks at one coding."""

    __slots__ = ("participant", "site", "speaker", "turn")

    def __init__(self, speaker: str, turn: int | None, participant: str, site: str) -> None:
        self.speaker, self.turn, self.participant, self.site = speaker, turn, participant, site


class _Voices:
    """One transcript with its speakers, made ready for look-ups."""

    def __init__(self, transcript: Transcript, site: str) -> None:
        self.speakers: dict[str, Speaker] = {speaker.label: speaker for speaker in transcript.speakers}
        self.transcript = transcript
        self.site = site

    def of(self, coding: Coding) -> _Place:
        label, index = coding.speaker, coding.turn
        if not label or index is None:
            turn = self.transcript.turn_at(coding.start)
            if turn is not None and label in ("", turn.speaker):
                label, index = turn.speaker, turn.index
        speaker = self.speakers.get(label)
        return _Place(label, index, (speaker.participant or "") if speaker else "", self.site)


class _Places:
    """Finds who speaks at a coding, over all transcripts.

    Two files of one text are told apart by name; a coding whose file was renamed is found by its text.
    """

    def __init__(self, transcripts: Sequence[Transcript], participants: Sequence[Participant]) -> None:
        sites = {person.id: person.site for person in participants}
        self._by_name: dict[tuple[str, str], _Voices] = {}
        self._by_hash: dict[str, _Voices] = {}
        for transcript in transcripts:
            shared = {sites.get(speaker.participant or "", "") for speaker in transcript.speakers} - {""}
            voices = _Voices(transcript, shared.pop() if len(shared) == 1 else "")
            self._by_name[transcript.document, transcript.hash] = voices
            self._by_hash.setdefault(transcript.hash, voices)

    def of(self, coding: Coding) -> _Place:
        voices = self._by_name.get((coding.document, coding.text_hash)) or self._by_hash.get(coding.text_hash)
        if voices is None:
            return _Place(coding.speaker, coding.turn, "", "")
        return voices.of(coding)
