"""Verify a study: quotes against texts, codes against codebooks, texts against files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from cfir_coder.errors import StudyError
from cfir_coder.model.codebook import INDUCTIVE
from cfir_coder.model.transcript import Transcript
from cfir_coder.study.store import Study


def check_study(study: Study, on_disk: Mapping[str, str] | None = None) -> list[str]:
    """Every problem of a study, one a line.

    on_disk: hash of the text as it is read now, by document; None when there are no files to compare with.
    """
    problems = study.integrity()
    if problems:
        return problems
    every = study.transcripts(current_only=False)
    problems += _text_problems(every)
    changed = study.changed_texts()
    problems += [f"{document}: the text doesn't have its hash any more." for document in changed]
    if changed:
        return problems
    problems += _coding_problems(study, {transcript.hash: transcript for transcript in every})
    if on_disk is not None:
        problems += _file_problems(study.transcripts(), on_disk)
    return problems


def _text_problems(transcripts: Iterable[Transcript]) -> Iterator[str]:
    for transcript in transcripts:
        for turn in transcript.turns:
            if not 0 <= turn.start <= turn.end <= len(transcript.text):
                yield f"{transcript.document}: turn {turn.index} lies outside the text."


def _coding_problems(study: Study, by_hash: Mapping[str, Transcript]) -> Iterator[str]:
    known = _known_codes(study)
    for coding in study.codings(current_only=False):
        place = f"{coding.document}, {coding.start}-{coding.end}, {coding.code} by {coding.coder}"
        if by_hash[coding.text_hash].text[coding.start : coding.end] != coding.quote:
            yield f"{place}: the quote isn't what stands there."
        if known and coding.code not in known[coding.coder] and not coding.code.startswith(f"{INDUCTIVE}."):
            yield f"{place}: the codebook has no such code."


def _known_codes(study: Study) -> dict[str, Collection[str]]:
    """By coder, the codes of the codebook that the coder used; empty when there was no run yet."""
    try:
        return {coder.name: study.codebook(coder.name).by_id for coder in study.coders()}
    except StudyError:
        return {}


def _file_problems(transcripts: Iterable[Transcript], on_disk: Mapping[str, str]) -> Iterator[str]:
    for transcript in transcripts:
        if transcript.document not in on_disk:
            yield f"{transcript.document}: the file is gone, or can't be read any more."
        elif on_disk[transcript.document] != transcript.hash:
            yield f"{transcript.document}: the file's text has changed since it was coded. Run `cfir code` again."
