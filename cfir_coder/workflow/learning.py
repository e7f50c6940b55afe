"""Learn from a study's own coders, and tell what it gains."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder import __version__
from cfir_coder.coders.job import Progress
from cfir_coder.study import Study
from cfir_coder.text import counted
from cfir_coder.workflow.reading import read_study

if TYPE_CHECKING:
    import pandas as pd

    from cfir_coder.coders.judging import Score
    from cfir_coder.coders.learned import Lesson
    from cfir_coder.model.codebook import Codebook

WORSE_BY = 0.05
"""F1 that a code with support may lose before it is named."""
SUPPORTED = 5


@dataclass(frozen=True, slots=True)
class Learned:
    """report: all codes first, then one row a code. notes: what a person should know."""

    report: pd.DataFrame
    helps: bool
    coders: tuple[str, ...]
    n_transcripts: int
    n_codings: int
    notes: tuple[str, ...]


def learn_study(
    path: Path,
    *,
    codebook: str | None = None,
    coders: Collection[str] = (),
    progress: Progress = lambda what, done, total: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Learned:
    """Fit the study's adapter to what people coded, judge it on transcripts left out, and keep it in the study.

    Raises UsageError when there is too little to learn from.
    """
    from cfir_coder.coders.learned import learn
    from cfir_coder.coders.learned_file import to_json

    read = read_study(path, codebook=codebook, coders=coders, progress=progress)
    lesson = learn(read.decider, read.codebook, read.texts, read.looked, words=read.words, progress=progress)
    names = tuple(sorted({one.coder for one in read.looked}))
    documents = {one.hash: one.document for one in read.transcripts}
    texts = {one.text_hash: documents[one.text_hash] for one in read.looked}
    provenance = {
        "coders": names,
        "texts": dict(sorted(texts.items())),
        "encoder": read.encoder.hash,
        "codebook": read.codebook.label,
        "version": __version__,
        "made_at": now().isoformat(),
    }
    with Study.open(path) as study:
        study.keep_learned(to_json(lesson, provenance), encoder=read.encoder.hash, by="cfir", at=now())
    n_codings = sum(len(one.codings) for one in read.looked)
    return Learned(
        report_of(lesson, read.codebook), lesson.helps, names, len(texts), n_codings, _notes(lesson, read.codebook)
    )


def report_of(lesson: Lesson, codebook: Codebook) -> pd.DataFrame:
    """All codes, then each code that people gave; empty cells are undefined (nothing proposed, or nothing to find)."""
    import pandas as pd

    from cfir_coder.matrices.rows import clear_name

    rows = [_row("all codes", "", lesson.before, lesson.after, None)]
    for gain in lesson.gains:
        if gain.after.support:
            name = clear_name(codebook, gain.code)
            told = _row(gain.code, name, gain.before, gain.after, gain.threshold)
            rows.append(told if name else told | {"threshold": None, "proposed": "no"})
    return pd.DataFrame(rows)


def brief(report: pd.DataFrame) -> pd.DataFrame:
    """The report for reading: before and after in one cell."""
    import pandas as pd

    told = {
        "code": report["code_name"].where(report["code_name"] != "", report["code"]),
        "passages": report["passages"],
    }
    for what in ("precision", "recall", "f1", "kappa"):
        pairs = zip(report[f"{what}_before"], report[f"{what}_after"], strict=True)
        told[what] = pd.Series([f"{_cell(before)} > {_cell(after)}" for before, after in pairs])
    threshold = report["threshold"].map(_cell)
    return pd.DataFrame({**told, "from": threshold.where(report["proposed"] == "yes", "not proposed")})


def _cell(value: float | None) -> str:
    return "-" if value is None or value != value else f"{value:.2f}"


def _row(code: str, name: str, before: Score, after: Score, threshold: float | None) -> dict[str, object]:
    never = threshold is not None and threshold > 1
    told: dict[str, object] = {
        "code": code,
        "code_name": name,
        "passages": after.support,
        "transcripts": after.n_transcripts,
    }
    for when, score in (("before", before), ("after", after)):
        for what, value in (("precision", score.precision), ("recall", score.recall), ("f1", score.f1)):
            told[f"{what}_{when}"] = None if value is None else round(value, 3)
        told[f"kappa_{when}"] = None if score.kappa is None else round(score.kappa, 3)
    return told | {"threshold": None if threshold is None or never else threshold, "proposed": "no" if never else "yes"}


def _what_did_not_help(lesson: Lesson) -> str:
    from cfir_coder.coders.learned import LearnedCodes

    tried = (
        f"learning all codes didn't help (F1 {lesson.before.f1 or 0:.2f} before, {_f1(lesson.all_after)} after), so "
    )
    if lesson.codes is LearnedCodes.OWN:
        return (
            f"{tried}constructs are proposed as before, and only the codes of your own are learned "
            f"(F1 of all codes then {_f1(lesson.after)})."
        )
    return f"{tried}`cfir code` proposes codes as before. Code more and learn again."


def _f1(score: Score | None) -> str:
    return f"{(score.f1 if score else None) or 0:.2f}"


def _notes(lesson: Lesson, codebook: Codebook) -> tuple[str, ...]:
    notes = []
    if lesson.all_after:
        notes.append(_what_did_not_help(lesson))
    if lesson.valence:
        told = lesson.valence
        notes.append(
            f"valence: of {counted(told.n_passages, 'passage')} on {counted(told.n_transcripts, 'transcript')} "
            f"left out, {told.before:.0%} right before, {told.after:.0%} after learning. "
            + ("It is learned." if told.helps else "That is no sure gain, so valence stays as it was.")
        )
    worse = [
        f"{gain.code} {gain.before.f1 or 0:.2f} to {gain.after.f1 or 0:.2f}"
        for gain in lesson.gains
        if gain.after.support >= SUPPORTED and (gain.before.f1 or 0) - (gain.after.f1 or 0) > WORSE_BY
    ]
    if worse:
        notes.append(
            f"F1 fell for {counted(len(worse), 'code')} with {SUPPORTED} passages or more: {'; '.join(worse)}."
        )
    silent = [gain.code for gain in lesson.gains if gain.threshold is not None and gain.threshold > 1]
    if silent:
        notes.append(f"no longer proposed, as nothing proposed was right: {', '.join(sorted(silent))}.")
    unknown = sorted(gain.code for gain in lesson.gains if gain.after.support and gain.code not in codebook.by_id)
    if unknown:
        notes.append(f"not learned, as the codebook doesn't have them: {', '.join(unknown)}. Add them to it first.")
    few = [gain.code for gain in lesson.gains if 0 < gain.after.support < SUPPORTED]
    if few:
        notes.append(
            f"{counted(len(few), 'code has', 'codes have')} fewer than {SUPPORTED} passages; such figures say little."
        )
    return tuple(notes)
