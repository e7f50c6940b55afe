"""Look at transcripts before coding: who speaks, and what needs a person's eye."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.errors import UsageError
from cfir_coder.files import RESULTS
from cfir_coder.matrices.transcripts import facts_of
from cfir_coder.model.transcript import Kind, Role, Transcript
from cfir_coder.readers import Unlabelled, correct_speakers, read_transcript
from cfir_coder.study import DATABASE, SETTINGS, Study, StudySettings, read_settings
from cfir_coder.text import one_line, word_count
from cfir_coder.workflow.sources import Sources, nothing_read, participants_beside, read_sources

if TYPE_CHECKING:
    import pandas as pd

FIRST_WORDS = 60
"""Characters of a speaker's first words."""


@dataclass(frozen=True, slots=True)
class Look:
    """Which transcripts to look at, and how to read them."""

    paths: tuple[Path, ...]
    participants: Path | None = None
    interviewer: tuple[str, ...] = ()
    unlabelled: Unlabelled | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A table, notes for a person, and whether anything needs one."""

    table: pd.DataFrame
    notes: tuple[str, ...]
    needs_a_person: bool


def speakers_of(look: Look) -> Looked:
    """List who speaks: one line for each speaker of each transcript."""
    import pandas as pd

    sources = _sources(look)
    lines = [line for transcript in sources.transcripts for line in _speaker_lines(transcript)]
    columns = ("document", "speaker", "role", "reason", "participant", "turns", "words", "share", "first_words")
    table = pd.DataFrame({name: [line[name] for line in lines] for name in columns})
    return Looked(table, _notes(sources), bool(sources.unread))


def check_transcripts(look: Look) -> Looked:
    """Check files before coding: one line for each, with what needs a person's eye under `warnings`."""
    import pandas as pd

    sources = _sources(look)
    lines = [_file_line(transcript) for transcript in sources.transcripts]
    lines += [
        dict.fromkeys(_FILE_COLUMNS) | {"document": name, "read": "no", "warnings": reason}
        for name, reason in sources.unread
    ]
    lines.sort(key=lambda line: str(line["document"]))
    table = pd.DataFrame(lines, columns=_FILE_COLUMNS).astype({"turns": "Int64", "words": "Int64"})
    needs = bool(sources.unread or sources.notes or any(line["warnings"] for line in lines))
    return Looked(table, sources.notes, needs)


def fix_speakers(
    file: Path,
    told: Mapping[str, str],
    *,
    study: Path | None,
    by: str,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> str:
    """Keep in the study who the speakers of a file are; the file stays as it is.

    study: its folder or database; None: the study in this folder, or `cfir-results`.
    Raises TranscriptError for a label that nobody has in the file.
    """
    corrected = correct_speakers(read_transcript(file, document=file.name), told)
    path = _study_file(study)
    with Study.open_or_create(path) as opened:
        opened.correct_speakers(file.name, told, by=by, at=now())
    speakers = ", ".join(
        f"{speaker.label} ({speaker.participant or speaker.role.value})" for speaker in corrected.speakers
    )
    return f"{file.name}: {speakers}. Kept in {path}; `cfir code` applies it from now on."


def is_study(path: Path) -> bool:
    """Whether a path is a study or holds one, rather than transcripts."""
    return path.suffix == ".db" or (path / DATABASE).is_file() or (path / RESULTS / DATABASE).is_file()


def _sources(look: Look) -> Sources:
    if not look.paths:
        raise UsageError("name the transcripts or a folder of them.")
    home = look.paths[0] if look.paths[0].is_dir() else look.paths[0].parent
    home = next((folder for folder in (home, home.parent) if (folder / SETTINGS).is_file()), home)
    settings = read_settings(home) or StudySettings()
    corrections = settings.speakers
    for database in (home / DATABASE, Path(RESULTS) / DATABASE):
        if database.is_file():
            with Study.open(database) as study:
                corrections = {**corrections, **study.speaker_corrections()}
            break
    sources = read_sources(
        look.paths,
        participants=look.participants or participants_beside(look.paths),
        interviewer=look.interviewer or settings.interviewers,
        unlabelled=look.unlabelled or settings.unlabelled,
        corrections=corrections,
    )
    if not sources.transcripts:
        raise nothing_read(look.paths, sources.read)
    return sources


def _speaker_lines(transcript: Transcript) -> list[dict[str, object]]:
    words = {speaker.label: 0 for speaker in transcript.speakers}
    turns = dict.fromkeys(words, 0)
    first: dict[str, str] = {}
    for turn in transcript.turns:
        speech = transcript.speech(turn)
        words[turn.speaker] += word_count(speech)
        turns[turn.speaker] += 1
        first.setdefault(turn.speaker, one_line(speech))
    whole = sum(words.values())
    return [
        {
            "document": transcript.document,
            "speaker": speaker.label,
            "role": speaker.role.value,
            "reason": speaker.reason,
            "participant": speaker.participant or "",
            "turns": turns[speaker.label],
            "words": words[speaker.label],
            "share": round(words[speaker.label] / whole, 2) if whole else 0.0,
            "first_words": first.get(speaker.label, "")[:FIRST_WORDS],
        }
        for speaker in transcript.speakers
    ]


_FILE_COLUMNS = (
    "document",
    "read",
    "format",
    "encoding",
    "convention",
    "kind",
    "who",
    "speakers",
    "turns",
    "words",
    "participant_share",
    "warnings",
)


def _file_line(transcript: Transcript) -> dict[str, object]:
    words = sum(word_count(transcript.speech(turn)) for turn in transcript.turns)
    participants = transcript.words_by_role(Role.PARTICIPANT)
    unsure = [speaker.label for speaker in transcript.speakers if speaker.role is Role.UNKNOWN]
    warnings = list(transcript.warnings)
    if unsure and not warnings:
        warnings.append(f"unknown speakers: {', '.join(unsure)}.")
    if transcript.kind is not Kind.DOCUMENT and not participants:
        warnings.append("no participant speaks.")
    return facts_of(transcript) | {
        "who": _who(transcript),
        "words": words,
        "participant_share": round(participants / words, 2) if words else 0.0,
        "warnings": " ".join(warnings),
    }


def _who(transcript: Transcript) -> str:
    """How many speakers there are of each role."""
    counts = Counter(speaker.role.value for speaker in transcript.speakers)
    return ", ".join(
        f"{count} {role}{'s' if count > 1 and role != 'unknown' else ''}" for role, count in counts.items()
    )


def _notes(sources: Sources) -> tuple[str, ...]:
    return (*(f"{name} was not read: {reason}" for name, reason in sources.unread), *sources.notes)


def _study_file(study: Path | None) -> Path:
    if study is None:
        study = Path() if read_settings(Path()) else Path(RESULTS)
    return study if study.suffix == ".db" else study / DATABASE


def parse_mapping(entries: Sequence[str]) -> dict[str, str]:
    """Read "LABEL=WHO" entries.

    Raises UsageError for one without "=" or with an empty side.
    """
    told: dict[str, str] = {}
    for entry in entries:
        label, equals, who = entry.partition("=")
        if not (equals and label.strip() and who.strip()):
            raise UsageError(f'"{entry}" says nothing. Write --map "Speaker 1=Interviewer" or --map "Speaker 2=P07".')
        told[label.strip()] = who.strip()
    return told
