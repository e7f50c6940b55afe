"""Any coder against any other: scores per code, confusion, calibration, and the worst misses to read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.coders.judging import Judge, Mark, Score, touches
from cfir_coder.errors import UsageError
from cfir_coder.model.coding import Coding, Status
from cfir_coder.study import Study
from cfir_coder.text import counted
from cfir_coder.workflow.evaluation_codes import Levels, codes_to_give, never_given
from cfir_coder.workflow.evaluation_misses import NOTHING, by_text, worst_misses

if TYPE_CHECKING:
    import pandas as pd

    from cfir_coder.model.codebook import Codebook

BINS = 10
LEVELS = ("code", "construct", "domain")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """scores: all codes first. confusion: reference, coder, passages. calibration: one row a tenth of confidence."""

    reference: str
    coder: str
    n_transcripts: int
    scores: pd.DataFrame
    confusion: pd.DataFrame
    calibration: pd.DataFrame
    misses: pd.DataFrame
    notes: tuple[str, ...]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table, by the name of its file."""
        return {
            "scores": self.scores,
            "confusion": self.confusion,
            "calibration": self.calibration,
            "misses": self.misses,
        }


def evaluate_study(path: Path, *, reference: str, coder: str | None = None, level: str = "code") -> Evaluation:
    """Compare a coder with a reference on the texts that both have looked at.

    coder: None means the machine coder that ran last. level: code, or codes counted as their construct or domain;
    codes without a domain are left out there, with a note.
    Raises UsageError when there is no such coder, or no text that both looked at.
    """
    with Study.open(path) as study:
        coder = coder or study.last_coder()
        names = [one.name for one in study.coders()]
        for name in (reference, coder):
            if name not in names:
                raise UsageError(f'{path} has no coder "{name}". There are: {", ".join(names)}.')
        if reference == coder:
            raise UsageError(f'"{coder}" against itself says nothing. Name another --coder.')
        seen = {name: {one.text_hash for one in study.coverage() if one.coder == name} for name in (reference, coder)}
        in_part = {text for who, text in study.codes_looked_for() if who == reference and text in study.documents()}
        seen[reference] -= in_part
        shared = [one for one in study.transcripts() if one.hash in seen[reference] & seen[coder]]
        if not shared:
            raise UsageError(f"there is no transcript that both {reference} and {coder} have looked at.")
        codebook = study.codebook(coder)
        books = (codebook, study.codebook(reference), *study.codebooks().values())
        here = {one.hash for one in shared}
        every = study.codings()
        codings = [one for one in every if one.text_hash in here and one.status is not Status.REJECTED]
        candidates = {theme.id for theme in study.themes(coder)}
        given_anywhere = [one for one in every if one.coder == coder and one.code not in candidates]
        could = codes_to_give(study, coder, here, given_anywhere)
        taught = set((study.last_options(coder).get("learned") or {}).get("texts", ()))
    given = [one for one in codings if one.coder == reference]
    proposed = [one for one in codings if one.coder == coder and (one.code not in candidates)]
    notes = _notes(seen[reference], here, codings, coder, candidates)
    if in_part:
        notes += (
            f"{counted(len(in_part), 'text is', 'texts are')} left out: {reference} looked there for some codes only.",
        )
    if taught & here:
        notes += (
            f"{coder} learned from what people coded in {len(taught & here)} of these {len(here)} transcripts: its "
            "figures here are too good. `cfir learn` tells those on transcripts left out.",
        )
    judge = Judge(shared)
    levels = Levels(level, books)
    gold, ours = levels.marks(given), levels.marks(proposed)
    could_count_as = {each for code in could if (each := levels.rolled(code))}
    notes += never_given(gold, could_count_as, reference, coder)
    notes += levels.without_domain([*given, *proposed])
    return Evaluation(
        reference,
        coder,
        len(shared),
        _scores(judge, gold, ours, codebook),
        _confusion(judge, gold, ours),
        _calibration(judge, gold, ours),
        worst_misses(judge, gold, ours, shared),
        notes,
    )


def _scores(judge: Judge, gold: Sequence[Mark], ours: Sequence[Mark], codebook: Codebook) -> pd.DataFrame:
    import pandas as pd

    from cfir_coder.matrices.rows import clear_name

    by_code = judge.by_code(gold, ours)
    order = sorted(by_code, key=lambda code: (-by_code[code].support, code))
    rows = [_row("all codes", "", judge.overall(gold, ours))]
    rows += [_row(code, clear_name(codebook, code), by_code[code]) for code in order]
    return pd.DataFrame(rows)


def _row(code: str, name: str, score: Score) -> dict[str, object]:
    told: dict[str, object] = {
        "code": code,
        "code_name": name,
        "passages": score.support,
        "found": score.found,
        "proposed": score.proposed,
        "right": score.right,
    }
    for what in ("precision", "recall", "f1", "kappa"):
        value = getattr(score, what)
        told[what] = None if value is None else round(value, 3)
    return told


def _confusion(judge: Judge, gold: Sequence[Mark], ours: Sequence[Mark]) -> pd.DataFrame:
    """Each passage of the reference with the codes that the coder gave where it stands, and what has no passage."""
    import pandas as pd

    counts: Counter[tuple[str, str]] = Counter()
    placed = by_text(ours)
    matched: set[Mark] = set()
    for mark in gold:
        words = judge.words(mark)
        there = [one for one in placed[mark.text_hash] if touches(words, judge.words(one))]
        matched.update(there)
        same = [one for one in there if one.code == mark.code]
        for code in {one.code for one in same or there} or {NOTHING}:
            counts[mark.code, code] += 1
    counts.update((NOTHING, one.code) for one in ours if one not in matched)
    rows = sorted(((*pair, n) for pair, n in counts.items()), key=lambda row: (-row[2], row))
    return pd.DataFrame(rows, columns=["reference", "coder", "passages"])


def _calibration(judge: Judge, gold: Sequence[Mark], ours: Sequence[Mark]) -> pd.DataFrame:
    """By tenth of confidence: how many proposals, their mean confidence, and the share that is right."""
    import pandas as pd

    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    placed = by_text(gold)
    for one in ours:
        place = min(BINS - 1, int(one.confidence * BINS))
        bins[place].append((one.confidence, judge.is_right(one, placed[one.text_hash])))
    rows = [
        (place / BINS, (place + 1) / BINS, len(some), round(sum(each for each, _ in some) / len(some), 3),
         round(sum(right for _, right in some) / len(some), 3))
        for place, some in sorted(bins.items())
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["from", "to", "proposals", "mean_confidence", "share_right"])


def _notes(
    seen: set[str], shared: set[str], codings: Sequence[Coding], coder: str, candidates: set[str]
) -> tuple[str, ...]:
    notes = []
    if len(seen - shared):
        notes.append(f"{len(seen - shared)} texts that the reference looked at are left out: {coder} didn't see them.")
    hidden = sum(one.coder == coder and one.code in candidates for one in codings)
    if hidden:
        notes.append(f"{hidden} codings with candidate themes that nobody has adopted are left out.")
    return tuple(notes)
