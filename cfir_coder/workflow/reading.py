"""A study as the encoder reads it, with what people said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders.job import CodingJob, Progress
from cfir_coder.errors import StudyError, UsageError
from cfir_coder.model.coding import CoderKind, Coding, Status
from cfir_coder.study import Answers, Study

if TYPE_CHECKING:
    from cfir_coder.coders.deciding import Decider
    from cfir_coder.coders.encoder import Encoder
    from cfir_coder.coders.learned import ReadText
    from cfir_coder.coders.learned_examples import Looked
    from cfir_coder.coders.learned_valence import Words
    from cfir_coder.model.codebook import Codebook
    from cfir_coder.model.transcript import Transcript

DECIDED = "decisions on proposals"
"""Stands for the people who accepted or rejected what a machine proposed."""


@dataclass(frozen=True, slots=True)
class ReadStudy:
    """texts: every current transcript, read. file: the database. learned: what was learned earlier, or empty.

    words: what the cue grammar makes of a stretch's valence.
    """

    encoder: Encoder
    decider: Decider
    codebook: Codebook
    texts: Sequence[ReadText]
    transcripts: Sequence[Transcript]
    codings: Sequence[Coding]
    looked: Sequence[Looked]
    file: Path
    learned: str
    words: Words


def read_study(
    path: Path,
    *,
    codebook: str | None = None,
    coders: Collection[str] = (),
    progress: Progress = lambda what, done, total: None,
) -> ReadStudy:
    """Open a study and read its transcripts by the encoder, or take what it keeps of an earlier reading.

    codebook: None means that of the newest run. coders: whose codings count; none named means everybody's.
    Raises UsageError when there is no encoder, or no such coder.
    """
    from cfir_coder.coders.deciding import Decider
    from cfir_coder.coders.encoded import read_all
    from cfir_coder.coders.encoder import Encoder
    from cfir_coder.coders.machine import MachineCoder

    with Study.open(path) as study:
        book = load_codebook(codebook) if codebook else study.codebook()
        transcripts, codings = study.transcripts(), study.codings()
        looked = who_looked(study, book, coders)
        file, learned = study.path, study.learned() or ""
    if not transcripts:
        raise StudyError(f"{path}: the study holds no transcripts. Run `cfir code` first.")
    encoder = Encoder()
    machine = MachineCoder(book, load_valence_lexicon(), min_confidence=0)
    with Answers(file) as answers:
        job = CodingJob("encoder", book, load_valence_lexicon(), transcripts, answers=answers, progress=progress)
        texts = read_all(encoder, map(machine.hear, transcripts), job)
        decider = Decider(encoder, book, store=answers)
    return ReadStudy(encoder, decider, book, texts, transcripts, codings, looked, file, learned, machine.judge)


def who_looked(study: Study, codebook: Codebook, coders: Collection[str] = ()) -> list[Looked]:
    """What people said of each text; where there is a consensus on a text, only that.

    A person who coded without saying that all of the text was looked at, or for all codes, gives examples for, none
    against.
    """
    from cfir_coder.coders.learned_examples import Looked

    kinds = {coder.name: coder.kind for coder in study.coders()}
    people = {name for name, kind in kinds.items() if kind is not CoderKind.MACHINE}
    unknown = sorted(set(coders) - people)
    if unknown:
        raise UsageError(f"nobody codes here by the name of {', '.join(unknown)}. There are: {_names(people)}.")
    counted = set(coders) or people
    books = study.codebooks()
    current = study.documents()
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in study.coverage():
        if one.coder in counted and one.text_hash in current and one.codebook in books:
            seen[one.text_hash, one.coder].update(books[one.codebook].by_id)
    given: dict[tuple[str, str], list[Coding]] = defaultdict(list)
    for coding in study.codings():
        if coding.coder in counted and coding.status is not Status.REJECTED:
            taken_alone = coding.is_from_proposal and (coding.text_hash, coding.coder) not in seen
            if not taken_alone:
                given[coding.text_hash, coding.coder].append(coding)
    some_codes = study.codes_looked_for()

    def _judged(text: str, coder: str) -> tuple[frozenset[str], bool]:
        """Codes looked for, and whether all of the text was looked at for all of them."""
        only = some_codes.get((coder, text))
        if only is not None:
            return only | {one.code for one in given.get((text, coder), ())}, False
        return frozenset(seen.get((text, coder)) or codebook.by_id), (text, coder) in seen

    settled = {text for text, coder in seen if kinds[coder] is CoderKind.CONSENSUS}
    found = [
        Looked(text, coder, *_judged(text, coder), tuple(some))
        for text, coder in sorted(seen.keys() | given.keys())
        if (some := given.get((text, coder), [])) is not None
        and (text not in settled or kinds[coder] is CoderKind.CONSENSUS)
    ]
    known = {(each.text_hash, one.start, one.end, one.code) for each in found for one in each.codings}
    return found + _decisions(study, codebook, set(coders), known)


def _decisions(
    study: Study, codebook: Codebook, coders: Collection[str], known: Collection[tuple[str, int, int, str]]
) -> list[Looked]:
    """What people decided on proposals, one by one; of some people when any are named.

    known: passages (text, start, end, code) that are examples already.
    """
    from cfir_coder.coders.learned_examples import Looked

    by_proposal: dict[str, set[Status]] = defaultdict(set)
    for (proposal, person), decision in study.decisions().items():
        if person in coders:
            by_proposal[proposal].add(decision)
    accepted: dict[str, list[Coding]] = defaultdict(list)
    refused: dict[str, list[Coding]] = defaultdict(list)
    for one in study.codings():
        if one.coder_kind is not CoderKind.MACHINE:
            continue
        decisions = by_proposal[one.id] if coders else {one.status}
        if Status.ACCEPTED in decisions:
            if (one.text_hash, one.start, one.end, one.code) not in known:
                accepted[one.text_hash].append(one)
        elif Status.REJECTED in decisions:
            refused[one.text_hash].append(one)
    codes = frozenset(codebook.by_id)
    return [
        Looked(text, DECIDED, codes, False, tuple(accepted[text]), tuple(refused[text]), one_by_one=True)
        for text in sorted(accepted.keys() | refused.keys())
    ]


def _names(people: Collection[str]) -> str:
    return ", ".join(sorted(people)) or "no people yet"
