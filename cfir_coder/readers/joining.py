"""Join who speaks to who took part: by transcript, by label, by header; what doesn't join is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from cfir_coder.model.case import Participant
from cfir_coder.model.transcript import Role, Speaker, Transcript
from cfir_coder.readers.labels import label_key
from cfir_coder.readers.participants import SPEAKER
from cfir_coder.text import first_few

_NOT_OF_A_PERSON = frozenset(
    """title participant participants site role interviewer moderator facilitator speakers keywords transcript
    file filename""".split()
)


@dataclass(frozen=True, slots=True)
class JoinResult:
    """transcripts with every participant named; participants who speak, by id; notes for a person."""

    transcripts: tuple[Transcript, ...]
    participants: tuple[Participant, ...]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _People:
    """Participants as they are put together from the table and the headers."""

    table: tuple[Participant, ...]
    known: dict[str, Participant] = field(default_factory=dict)
    unlisted: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    def person(self, identity: str) -> Participant | None:
        """Somebody of the table by id, in any case."""
        key = label_key(identity)
        return next((each for each in self.table if label_key(each.id) == key), None)

    def add(self, participant: Participant, document: str, header: Mapping[str, str]) -> str:
        """Remember that somebody speaks in a document; the table's values win over a header's."""
        before = self.known.get(participant.id, participant.model_copy(update={"transcripts": ()}))
        told = {name: value for name, value in header.items() if name not in _NOT_OF_A_PERSON}
        attributes = {**told, **{name: value for name, value in before.attributes.items() if name != SPEAKER}}
        documents = before.transcripts if document in before.transcripts else (*before.transcripts, document)
        if any(_differs(getattr(before, name), header.get(name, "")) for name in ("site", "role")):
            self.differing.append(document)
        self.known[participant.id] = before.model_copy(
            update={
                "site": before.site or header.get("site", ""),
                "role": before.role or header.get("role", ""),
                "attributes": dict(sorted(attributes.items())),
                "transcripts": documents,
            }
        )
        return participant.id


def join_participants(transcripts: Sequence[Transcript], participants: Sequence[Participant] = ()) -> JoinResult:
    """Say for every speaker who is a participant which participant that is.

    In order: the table's rows for the transcript (with the column `speaker`, by label), an id of the table
    that is the label or stands in the header, the header itself, the file's name (with the label, in groups).
    Documents have no participants.
    """
    people = _People(tuple(participants))
    joined = tuple(_join(transcript, people) for transcript in transcripts)
    known = tuple(sorted(people.known.values(), key=lambda participant: participant.id))
    return JoinResult(joined, known, tuple(_notes(joined, people)))


def _join(transcript: Transcript, people: _People) -> Transcript:
    rows = [each for each in people.table if any(_is_name_of(name, transcript.document) for name in each.transcripts)]
    by_label = {key: (person, role) for person in rows for key, role in _labels_told(person, transcript.document)}
    speakers = [_with_told_role(speaker, by_label) for speaker in transcript.speakers]
    talking = [speaker for speaker in speakers if speaker.role is Role.PARTICIPANT]
    is_one = len(talking) == 1
    untaken = [person for person in rows if not any(taken is person for taken, _ in by_label.values())]
    joined = []
    for speaker in speakers:
        if speaker.role is not Role.PARTICIPANT:
            joined.append(speaker)
            continue
        told = by_label.get(label_key(speaker.label))
        if not told and speaker.participant:
            known = people.person(speaker.participant) or Participant(id=speaker.participant)
            told = (known, Role.PARTICIPANT)
        person = told[0] if told else _person_of(speaker, transcript, people, untaken, is_one=is_one)
        header = (
            transcript.attributes
            if is_one
            else {name: value for name, value in transcript.attributes.items() if name in ("site", "date")}
        )
        joined.append(speaker.model_copy(update={"participant": people.add(person, transcript.document, header)}))
    return transcript.model_copy(update={"speakers": tuple(joined)})


def _person_of(
    speaker: Speaker, transcript: Transcript, people: _People, rows: Sequence[Participant], *, is_one: bool
) -> Participant:
    """Who a speaker is that the column `speaker` doesn't tell."""
    labelled = next((person for person in rows if label_key(person.id) == label_key(speaker.label)), None)
    if labelled or (is_one and len(rows) == 1):
        return labelled or rows[0]
    header = transcript.attributes.get("participant", "") if is_one else ""
    stem = PurePath(transcript.document).stem
    for identity in (
        speaker.label,
        header,
        stem if is_one else "",
        stem.split("_")[0].split(" ")[0] if is_one else "",
    ):
        person = people.person(identity) if identity else None
        if person is not None and not person.transcripts:
            return person
        if person is not None and identity == header:
            return person
    if people.table:
        people.unlisted.append(transcript.document if is_one else f"{speaker.label} in {transcript.document}")
    return Participant(id=header or (stem if is_one else f"{stem} {speaker.label}"))


def _is_name_of(name: str, document: str) -> bool:
    """Whether a table's entry means a document: with or without folder and extension, in any case."""
    given, path = PurePath(name.replace("\\", "/").casefold()), PurePath(document.casefold())
    return str(given) in (str(path), path.name, path.stem, str(path.with_suffix("")))


def _labels_told(person: Participant, document: str) -> Iterator[tuple[str, Role]]:
    """The labels under which somebody of the table speaks in a document."""
    labels = person.attributes.get(SPEAKER, "").split(";")
    for index, name in enumerate(person.transcripts):
        label = labels[index] if index < len(labels) else ""
        if label and _is_name_of(name, document):
            yield label_key(label), Role.PARTICIPANT


def _with_told_role(speaker: Speaker, told: Mapping[str, tuple[Participant, Role]]) -> Speaker:
    """A speaker whom the table names is a participant, whatever the label seems to say."""
    if label_key(speaker.label) not in told or speaker.role is Role.PARTICIPANT:
        return speaker
    return speaker.model_copy(update={"role": Role.PARTICIPANT, "reason": "told in participants.csv"})


def _differs(one: str, other: str) -> bool:
    """Whether two values contradict each other: `Court 1` and `Court 1 (urban)` don't."""
    first, second = one.casefold(), other.casefold()
    return bool(first and second) and first not in second and second not in first


def _notes(transcripts: Sequence[Transcript], people: _People) -> Iterator[str]:
    absent = [person.id for person in people.table if person.id not in people.known]
    if absent:
        yield f"{_count(absent, 'participant')} of participants.csv speak in no transcript: {_shown(absent)}."
    if people.unlisted:
        unlisted = people.unlisted
        yield f"{_count(unlisted, 'speaker')} not found in participants.csv: {_shown(unlisted)}."
    documents = [transcript.document for transcript in transcripts]
    lost = sorted(
        {
            name
            for person in people.table
            for name in person.transcripts
            if not any(_is_name_of(name, document) for document in documents) and person.id in people.known
        }
    )
    if lost:
        yield f"{_count(lost, 'transcript')} named in participants.csv not read: {_shown(lost)}."
    if people.differing:
        differing = sorted(set(people.differing))
        shown = _shown(differing)
        yield f"{_count(differing, 'header')} with another site or role than participants.csv: {shown}."


def _count(names: Sequence[str], noun: str) -> str:
    return f"{len(names)} {noun}{'' if len(names) == 1 else 's'}"


def _shown(names: Sequence[str]) -> str:
    return first_few(names, 8)
