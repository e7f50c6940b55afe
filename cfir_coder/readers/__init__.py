"""Transcript files -> Transcript: one function per format, one place that finds who speaks."""

from cfir_coder.readers.correcting import correct_speakers
from cfir_coder.readers.folder import ReadResult, read_folder
from cfir_coder.readers.joining import JoinResult, join_participants
from cfir_coder.readers.participants import read_participants
from cfir_coder.readers.reading import READERS, Unlabelled, read_transcript

__all__ = [
    "READERS",
    "JoinResult",
    "ReadResult",
    "Unlabelled",
    "correct_speakers",
    "join_participants",
    "read_folder",
    "read_participants",
    "read_transcript",
]
