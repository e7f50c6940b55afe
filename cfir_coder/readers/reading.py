"""One file to one Transcript: the reader by extension, then turns, then who is who."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from cfir_coder.errors import TranscriptError
from cfir_coder.model.transcript import Kind, Role, Speaker, Transcript, Turn
from cfir_coder.readers.dialogue import Draft, Utterance
from cfir_coder.readers.labels import label_key
from cfir_coder.readers.open_document import read_odt
from cfir_coder.readers.opening import DEFAULT_LIMIT, read_bytes
from cfir_coder.readers.pdf import read_pdf
from cfir_coder.readers.rich_text import read_rtf
from cfir_coder.readers.speakers import assign_roles, find_voices
from cfir_coder.readers.subtitles import read_srt, read_vtt
from cfir_coder.readers.tables import read_csv, read_xlsx
from cfir_coder.readers.text_file import read_text
from cfir_coder.readers.turns import with_utterances
from cfir_coder.readers.web_page import read_html
from cfir_coder.readers.word import read_docx
from cfir_coder.text import word_count

Unlabelled = Literal["participant", "document", "skip"]
"""What a text is in which nobody is named: one participant's words, a document, or not to be coded."""

READERS: Mapping[str, Callable[[bytes], Draft]] = MappingProxyType(
    {
        ".csv": read_csv,
        ".docx": read_docx,
        ".htm": read_html,
        ".html": read_html,
        ".md": read_text,
        ".odt": read_odt,
        ".pdf": read_pdf,
        ".rtf": read_rtf,
        ".srt": read_srt,
        ".txt": read_text,
        ".vtt": read_vtt,
        ".xlsx": read_xlsx,
    }
)
"""A format is one function and one line here."""

DOCUMENT, PARTICIPANT, NOBODY = "document", "participant", "unlabelled"
"""Labels of text in which nobody is named."""


MOST_WORDS_ABOVE = 20
"""Words between the header and the first speaker that need no mention."""


def read_transcript(
    path: Path,
    *,
    document: str | None = None,
    interviewer: Sequence[str] = (),
    unlabelled: Unlabelled = "document",
    limit: int = DEFAULT_LIMIT,
) -> Transcript:
    """Read one file.

    document: the name it goes by, by default the file's. interviewer: labels of who interviews. limit: bytes.
    Raises TranscriptError with the path, the reason, and how to mend it.
    """
    try:
        reader = _reader(path)
        draft = with_utterances(reader(read_bytes(path, limit=limit)))
        if not draft.utterances:
            raise TranscriptError("holds no text. Export the transcript again.")
    except TranscriptError as exc:
        raise TranscriptError(f"{path}: {exc}" if _is_sentence(str(exc)) else f"{path} {exc}") from exc
    return _transcript(draft, document or path.name, path.suffix.lower().removeprefix("."), interviewer, unlabelled)


def _is_sentence(reason: str) -> bool:
    return reason[:1].isupper()


def _reader(path: Path) -> Callable[[bytes], Draft]:
    reader = READERS.get(path.suffix.lower())
    if reader is None and not path.is_dir():
        known = " ".join(sorted(READERS))
        raise TranscriptError(f"has no extension of a transcript ({known}). Save it in one of these formats.")
    return reader or read_text


def _transcript(
    draft: Draft, document: str, file_format: str, interviewer: Sequence[str], unlabelled: Unlabelled
) -> Transcript:
    utterances = draft.utterances or ()
    voices = find_voices(draft.text, utterances)
    speakers, warnings = assign_roles(voices, interviewer=interviewer, told=draft.header.roles)
    is_interview = bool(voices) and draft.kind is not Kind.DOCUMENT
    nobody = _nobody(is_interview, unlabelled)
    has_nobody = any(utterance.label is None for utterance in utterances)
    if has_nobody:
        speakers = (*speakers, nobody)
        warnings = (*warnings, *_told_of_nobody(is_interview, unlabelled, draft.kind))
    if speakers and all(speaker.role is Role.INTERVIEWER for speaker in speakers):
        warnings = (*warnings, "Only interviewers speak; nothing can be coded.")
    above = _words_above(draft) if is_interview else 0
    if above > MOST_WORDS_ABOVE:
        warnings = (*warnings, f"{above} words above the first speaker belong to nobody and aren't coded.")
    missing = [label for label in interviewer if label_key(label) not in {label_key(each.label) for each in speakers}]
    if missing and voices and not any(speaker.role is Role.INTERVIEWER for speaker in speakers):
        warnings = (*warnings, f"Nobody is labelled {', '.join(missing)}.")
    return Transcript(
        document=document,
        text=draft.text,
        format=file_format,
        encoding=draft.encoding,
        convention=draft.convention,
        kind=_kind(draft, speakers, unlabelled),
        attributes=draft.header.attributes,
        speakers=speakers,
        turns=_turns(utterances, speakers, nobody.label),
        comments=draft.comments,
        footnotes=draft.footnotes,
        warnings=(*draft.warnings, *warnings),
    )


def _words_above(draft: Draft) -> int:
    """Words between the header and the first speaker's label."""
    first = (draft.utterances or ())[0]
    return word_count(draft.text[draft.header.end : first.start]) - word_count(first.label or "")


def _turns(utterances: Sequence[Utterance], speakers: Sequence[Speaker], nobody: str) -> tuple[Turn, ...]:
    labels = {label_key(speaker.label): speaker.label for speaker in speakers}
    return tuple(
        Turn(
            index=index,
            speaker=nobody if utterance.label is None else labels[label_key(utterance.label)],
            start=utterance.start,
            end=utterance.end,
            start_ms=utterance.start_ms,
            end_ms=utterance.end_ms,
            not_speech=utterance.not_speech,
        )
        for index, utterance in enumerate(utterances)
    )


def _nobody(has_voices: bool, unlabelled: Unlabelled) -> Speaker:
    if has_voices or unlabelled == "skip":
        return Speaker(label=NOBODY, role=Role.UNKNOWN, reason="no label")
    if unlabelled == "participant":
        return Speaker(label=PARTICIPANT, role=Role.PARTICIPANT, reason="told")
    return Speaker(label=DOCUMENT, role=Role.DOCUMENT, reason="no speaker labels")


def _told_of_nobody(has_voices: bool, unlabelled: Unlabelled, kind: Kind | None) -> tuple[str, ...]:
    if kind is Kind.DOCUMENT and unlabelled == "document":
        return ()
    if has_voices:
        return ("Some text stands below no label; it is not coded.",)
    if unlabelled == "document":
        return ("No speaker labels: read as a document. If one participant speaks, say --unlabelled participant.",)
    return ("No speaker labels: not coded.",) if unlabelled == "skip" else ()


def _kind(draft: Draft, speakers: Sequence[Speaker], unlabelled: Unlabelled) -> Kind:
    if draft.kind is not None:
        return draft.kind
    if any(speaker.role is Role.DOCUMENT for speaker in speakers) or (
        unlabelled == "skip" and draft.convention == "no speakers"
    ):
        return Kind.DOCUMENT
    others = sum(1 for speaker in speakers if speaker.role is not Role.INTERVIEWER and speaker.label != NOBODY)
    said = " ".join([*draft.header.attributes, *draft.header.attributes.values()]).casefold()
    if others >= 3 or (others >= 2 and ("focus group" in said or "focus_group" in said)):
        return Kind.FOCUS_GROUP
    return Kind.INTERVIEW
