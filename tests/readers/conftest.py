"""Write a transcript and read it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cfir_coder.model.transcript import Transcript
from cfir_coder.readers import read_transcript

Read = Callable[..., Transcript]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def write_and_read(text: str | bytes, name: str = "interview.txt", **options) -> Transcript:
        path = tmp_path / name
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        return read_transcript(path, **options)

    return write_and_read


@pytest.fixture
def spoken() -> Callable[[Transcript], list[tuple[str, str]]]:
    """A transcript as (label, speech) of every turn."""
    return lambda transcript: [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


@pytest.fixture
def roles() -> Callable[[Transcript], dict[str, str]]:
    """A transcript's speakers as label -> role."""
    return lambda transcript: {speaker.label: speaker.role.value for speaker in transcript.speakers}
