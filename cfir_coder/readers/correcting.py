"""What a person says of a transcript's speakers, put over what the reader found."""

from __future__ import annotations

from collections.abc import Mapping

from cfir_coder.errors import TranscriptError
from cfir_coder.model.transcript import Role, Speaker, Transcript
from cfir_coder.readers.labels import label_key, role_of_words

_ROLES = {"unknown": Role.UNKNOWN, "skip": Role.UNKNOWN, "document": Role.DOCUMENT}
_UNSURE = ("not coded. Name the interviewer", "Only interviewers speak")


def correct_speakers(transcript: Transcript, mapping: Mapping[str, str]) -> Transcript:
    """Give speakers the role or the participant that a person says they have.

    mapping: label as it stands -> `Interviewer`, `Participant`, `Unknown`, or a participant's id. Text, turns
    and offsets stay as they are. Raises TranscriptError for a label that nobody has.
    """
    wanted = {label_key(label): told for label, told in mapping.items()}
    known = {label_key(speaker.label) for speaker in transcript.speakers}
    missing = [label for label in mapping if label_key(label) not in known]
    if missing:
        labels = ", ".join(f'"{speaker.label}"' for speaker in transcript.speakers)
        raise TranscriptError(f'{transcript.document}: nobody is labelled "{missing[0]}". Choose from {labels}.')
    speakers = tuple(_corrected(speaker, wanted.get(label_key(speaker.label))) for speaker in transcript.speakers)
    is_sure = all(speaker.role is not Role.UNKNOWN or label_key(speaker.label) in wanted for speaker in speakers)
    warnings = tuple(each for each in transcript.warnings if not (is_sure and any(mark in each for mark in _UNSURE)))
    return transcript.model_copy(update={"speakers": speakers, "warnings": warnings})


def _corrected(speaker: Speaker, told: str | None) -> Speaker:
    if told is None:
        return speaker
    role = _ROLES.get(told.strip().casefold()) or role_of_words(told)
    if role is None:
        return speaker.model_copy(update={"role": Role.PARTICIPANT, "participant": told.strip(), "reason": "told"})
    return speaker.model_copy(update={"role": role, "participant": None, "reason": "told"})
