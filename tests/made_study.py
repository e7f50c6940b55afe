"""A study of made-up interviews with what ana coded in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cfir_coder.codebooks import load_codebook
from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.coding import Coder, CoderKind, Coding, Valence
from cfir_coder.model.transcript import Transcript
from cfir_coder.readers import read_transcript
from cfir_coder.study import Run, Study

NOW = datetime(2026, 1, 2, tzinfo=UTC)
GRIEF = "inductive.grief"
CODED = {
    "The legislature passed a new {} statute.": "outer_setting.policies_laws",
    "Every {} rule comes from the law.": "outer_setting.policies_laws",
    "The budget for {} ran out.": "outer_setting.financing",
    "I went to another funeral in {}.": GRIEF,
    "People here want {} to work.": "individuals.characteristics.motivation",
}
"""Sentences, and the codes that ana gives them."""
LEANS = {
    "outer_setting.policies_laws": Valence.BARRIER,
    "outer_setting.financing": Valence.BARRIER,
    "individuals.characteristics.motivation": Valence.FACILITATOR,
}
"""Which way ana thinks they lean."""
PLACES = ("Avon", "Bath", "Cork", "Dover", "Exeter", "Frome")
BASE = load_codebook("cfir-2022")
BOOK = Codebook(**{**dict(BASE), "codes": (*BASE.codes, Code(id=GRIEF, name="Grief", kind=CodeKind.THEME))})


def make_study(folder: Path, *, covered: Sequence[str] = PLACES[:5], book: Codebook = BOOK) -> Path:
    """One interview a place; ana coded all of those in `covered`."""
    folder.mkdir(parents=True, exist_ok=True)
    transcripts = []
    for place in PLACES:
        said = " ".join(f"The bus stops near {place} hall. {sentence.format(place)}" for sentence in CODED)
        (folder / f"{place}.txt").write_text(f"Interviewer: How is it?\n\nParticipant: {said}\n", encoding="utf-8")
        transcripts.append(read_transcript(folder / f"{place}.txt", document=f"{place}.txt"))
    with Study.open_or_create(folder / "study.db") as study:
        study.record_run(Run("cues", NOW, NOW, "0", {"paths": [str(folder)]}, book, transcripts, (), ()))
        seen = [one for one in transcripts if one.document.removesuffix(".txt") in covered]
        codings = [each for one in seen for each in codings_of(one)]
        ana = Coder(name="ana", kind=CoderKind.HUMAN)
        study.add_codings(ana, codings, covered=[one.hash for one in seen], codebook=book.hash, at=NOW)
    return folder


def codings_of(transcript: Transcript, coder: str = "ana") -> list[Coding]:
    """What ana codes in one interview."""
    place = transcript.document.removesuffix(".txt")
    return [coding(transcript, sentence.format(place), code, coder) for sentence, code in CODED.items()]


def coding(transcript: Transcript, words: str, code: str, coder: str = "ana") -> Coding:
    """One code on the first place of some words."""
    start = transcript.text.index(words)
    return Coding(
        document=transcript.document,
        text_hash=transcript.hash,
        start=start,
        end=start + len(words),
        quote=words,
        code=code,
        valence=LEANS.get(code),
        coder=coder,
        coder_kind=CoderKind.HUMAN,
    )
