"""A study of two short interviews in which a machine proposed three codes each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cfir_coder.model.case import Participant
from cfir_coder.model.coding import CoderKind, Coding, Status, Valence
from cfir_coder.model.transcript import Transcript
from cfir_coder.readers import read_transcript
from cfir_coder.study import Run, Study
from tests.made_study import BASE, NOW

TEXT = "Interviewer: How is it?\n\nP{n}: The new statute helps us. The budget ran out. People here want it to work.\n"
LAW, MONEY, WANT = "The new statute helps us.", "The budget ran out.", "People here want it to work."
LAWS, FINANCING, MOTIVATION = (
    "outer_setting.policies_laws",
    "outer_setting.financing",
    "individuals.characteristics.motivation",
)
PROPOSED = (
    (LAW, LAWS, Valence.FACILITATOR, 0.9),
    (MONEY, FINANCING, Valence.BARRIER, 0.7),
    (WANT, MOTIVATION, None, 0.5),
)


def proposals(transcript: Transcript, coder: str = "cues") -> list[Coding]:
    found = []
    for words, code, valence, confidence in PROPOSED:
        start = transcript.text.index(words)
        found.append(
            Coding(
                document=transcript.document,
                text_hash=transcript.hash,
                start=start,
                end=start + len(words),
                quote=words,
                code=code,
                valence=valence,
                coder=coder,
                coder_kind=CoderKind.MACHINE,
                status=Status.PROPOSED,
                confidence=confidence,
                codebook=BASE.label,
            )
        )
    return found


def record(folder: Path, transcripts: Sequence[Transcript]) -> None:
    people = [Participant(id=f"P{n}", site=f"Court {n}", role="judge" if n == 1 else "peer") for n in (1, 2)]
    found = [each for one in transcripts for each in proposals(one)]
    with Study.open_or_create(folder / "study.db") as study:
        study.record_run(Run("cues", NOW, NOW, "0", {}, BASE, transcripts, people, found))


def two_interviews(tmp_path: Path) -> list[Transcript]:
    """P1 at Court 1 and P2 at Court 2, who say the same."""
    read = []
    for n in (1, 2):
        path = tmp_path / f"P{n}.txt"
        path.write_text(TEXT.format(n=n), encoding="utf-8")
        transcript = read_transcript(path, document=path.name)
        speakers = [
            one.model_copy(update={"participant": f"P{n}"}) if one.label == f"P{n}" else one
            for one in transcript.speakers
        ]
        read.append(transcript.model_copy(update={"speakers": tuple(speakers)}))
    return read
