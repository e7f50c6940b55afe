"""Any coder against any other: scores per code, confusion, calibration, and the worst misses to read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.coders.judging import Judge, Mark, Score, touches
from cfir_coder.errors import UsageError
from cfir_coder.model.codebook import INDUCTIVE, Codebook
from cfir_coder.model.coding import Coding, Status
from cfir_coder.study import Study
from cfir_coder.text import counted

if TYPE_CHECKING:
    import pandas as pd

    from cfir_coder.model.transcript import Transcript

MISSES = 20
BINS = 10
LEVELS = ("code", "construct", "domain")
NOTHING = "(nothing)"


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

    coder: None means the machine coder that ran last. level: code, or codes counted as their construct or domain.
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
        here = {one.hash for one in shared}
        codings = [one for one in study.codings() if one.text_hash in here and one.status is not Status.REJECTED]
        candidates = {theme.id for theme in study.themes(coder)}
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
    gold, ours = _marks(given, codebook, level), _marks(proposed, codebook, level)
    return Evaluation(
        reference,
        coder,
        len(shared),
        _scores(judge, gold, ours, codebook),
        _confusion(judge, gold, ours),
        _calibration(judge, gold, ours),
        _misses(judge, gold, ours, shared),
        notes,
    )


def _marks(codings: Sequence[Coding], codebook: Codebook, level: str) -> list[Mark]:
    """Codes at a level; codings that fall together there are one."""
    marks: dict[tuple[str, int, int, str], Mark] = {}
    for one in codings:
        mark = Mark(one.text_hash, one.start, one.end, _rolled(one.code, codebook, level), one.confidence or 1.0)
        key = (mark.text_hash, mark.start, mark.end, mark.code)
        if key not in marks or marks[key].confidence < mark.confidence:
            marks[key] = mark
    return [marks[key] for key in sorted(marks)]


def _rolled(code: str, codebook: Codebook, level: str) -> str:
    if level == "code" or code not in codebook.by_id or code.startswith(f"{INDUCTIVE}."):
        return code
    if level == "domain":
        domain = codebook.domain_of(code)
        return domain.id if domain else code
    constructs = [one for one in codebook.ancestors(code) if one.kind == "construct"]
    return constructs[-1].id if constructs else code


def _scores(judge: Judge, gold: Sequence[Mark], ours: Sequence[Mark], codebook: Codebook) -> pd.DataFrame:
    import pandas as pd

    by_code = judge.by_code(gold, ours)
    order = sorted(by_code, key=lambda code: (-by_code[code].support, code))
    rows = [_row("all codes", "", judge.overall(gold, ours))]
    rows += [_row(code, codebook.by_id[code].name if code in codebook.by_id else "", by_code[code]) for code in order]
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
    placed = _by_text(ours)
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
    placed = _by_text(gold)
    for one in ours:
        place = min(BINS - 1, int(one.confidence * BINS))
        bins[place].append((one.confidence, judge.is_right(one, placed[one.text_hash])))
    rows = [
        (place / BINS, (place + 1) / BINS, len(some), round(sum(each for each, _ in some) / len(some), 3),
         round(sum(right for _, right in some) / len(some), 3))
        for place, some in sorted(bins.items())
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["from", "to", "proposals", "mean_confidence", "share_right"])


def _misses(
    judge: Judge, gold: Sequence[Mark], ours: Sequence[Mark], transcripts: Sequence[Transcript]
) -> pd.DataFrame:
    """The surest wrong proposals and the longest passages that were missed, ten of each at most, in turn."""
    import pandas as pd

    placed, proposed = _by_text(gold), _by_text(ours)
    wrong = [one for one in ours if not judge.is_right(one, placed[one.text_hash])]
    missed = [one for one in gold if not judge.is_right(one, proposed[one.text_hash])]
    wrong.sort(key=lambda one: (-one.confidence, one.text_hash, one.start, one.code))
    missed.sort(key=lambda one: (-len(judge.words(one)), one.text_hash, one.start, one.code))
    by_hash = {one.hash: one for one in transcripts}
    rows = []
    half = MISSES // 2
    n_wrong = min(len(wrong), max(half, MISSES - len(missed)))
    for what, some in (("wrong", wrong[:n_wrong]), ("missed", missed[: MISSES - n_wrong])):
        for mark in some:
            other = (placed if what == "wrong" else proposed)[mark.text_hash]
            words = judge.words(mark)
            there = sorted({one.code for one in other if touches(words, judge.words(one))})
            transcript = by_hash[mark.text_hash]
            given = [mark.code], there
            rows.append(
                {
                    "what": what,
                    "document": transcript.document,
                    "start": mark.start,
                    "end": mark.end,
                    "reference": ", ".join(given[what == "wrong"]) or NOTHING,
                    "coder": ", ".join(given[what != "wrong"]) or NOTHING,
                    "confidence": mark.confidence if what == "wrong" else None,
                    "quote": transcript.text[mark.start : mark.end],
                }
            )
    names = ["what", "document", "start", "end", "reference", "coder", "confidence", "quote"]
    return pd.DataFrame(rows, columns=names)


def _by_text(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        found[mark.text_hash].append(mark)
    return found


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
