"""Agreement of 2 and 5 coders on 40 codes and a million characters, beside sklearn and nltk where installed.

python -m benchmarks.agreement
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from benchmarks.code import CFIR, whole_process

if TYPE_CHECKING:
    from cfir_coder.agreement.grid import Grid, SpanTable
    from cfir_coder.agreement.sweep import CodeTables

R = TypeVar("R")
CODES = 40
DOCUMENTS = 100
LENGTH = 10_000
"""Characters of a document."""
RUNS = 5
NLTK_CODES = 3
"""Codes that nltk computes: it keeps every character of every coder as a record."""


def main() -> None:
    """Print every figure, the least of several runs each; the commands don't collect garbage, nor does this."""
    gc.disable()
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--coders", type=int, nargs="+", default=[2, 5])
    for n_coders in options.parse_args().coders:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), n_coders)


def measure(folder: Path, n_coders: int) -> None:
    """Make coders' files; time the parts in this process, then the whole command."""
    import numpy as np

    from cfir_coder.agreement import units
    from cfir_coder.agreement.alpha import alpha_values
    from cfir_coder.agreement.family import CHANCES, corrected, observed_agreement
    from cfir_coder.agreement.grid import Seen, grid_of, spans_on
    from cfir_coder.agreement.kappa import cohen_values
    from cfir_coder.agreement.listing import disagreement_table
    from cfir_coder.agreement.measuring import measure_agreement
    from cfir_coder.agreement.settings import Settings
    from cfir_coder.agreement.specific import specific_values
    from cfir_coder.agreement.sweep import character_tables, unit_tables
    from cfir_coder.workflow.agreement_load import load_comparison

    files, transcripts, n_spans = make_files(folder, n_coders)
    merge = [*CFIR, "merge", *files, "--transcripts", str(transcripts), "-o", str(folder / "merged")]
    seconds, memory = whole_process(merge)
    print(f"\n{n_coders} coders, {CODES} codes, {DOCUMENTS * LENGTH:,} characters, {n_spans:,} spans")
    print(f"  {'cfir merge, whole process':<50} {seconds:8.2f} s, peak {memory:.0f} MB")
    seconds, memory = whole_process([*CFIR, "agree", str(folder / "merged"), "--format", "json"])
    print(f"  {'cfir agree, whole process':<50} {seconds:8.2f} s, peak {memory:.0f} MB")
    comparison = load_comparison(folder / "merged").comparison
    grids = {kind: grid_of(comparison.transcripts, kind) for kind in ("character", "sentence")}
    spans = {
        kind: spans_on(grid, comparison.codings, comparison.codes, comparison.names) for kind, grid in grids.items()
    }
    seen = Seen(np.ones((DOCUMENTS, n_coders), dtype=bool), np.ones((len(comparison.codes), n_coders), dtype=bool))
    tables = stage("tables of characters", lambda: character_tables(grids["character"], spans["character"], seen))
    stage("tables of sentences", lambda: unit_tables(grids["sentence"], spans["sentence"], seen))

    def coefficients() -> None:
        table, identity = tables.table.weighing(tables.table.weights), np.eye(2)
        alpha_values(table)
        observed_agreement(table, identity)
        corrected(table, identity, CHANCES["gwet"])
        specific_values(table, 0)
        specific_values(table, 1)
        if n_coders == 2:
            cohen_values(table, identity)

    stage("6 coefficients of every code", coefficients)
    stage("all codes with clustered intervals, pooled, sets", lambda: measure_agreement(comparison, Settings()))
    stage("alignment, classification, events", lambda: replace(comparison).events)
    stage("disagreement list (with alignment)", lambda: disagreement_table(replace(comparison)))

    def report() -> None:
        units.sentences_of.cache_clear()
        anew = replace(comparison)
        measure_agreement(anew, Settings())
        disagreement_table(anew)

    stage("both, as merge needs them, nothing known before", report)
    beside_others(grids["character"], spans["character"], tables)


def beside_others(grid: Grid, spans: SpanTable, tables: CodeTables) -> None:
    """The first two coders and every code by libraries that need an array of characters: times and values."""
    import numpy as np

    from cfir_coder.agreement.alpha import alpha_values
    from cfir_coder.agreement.kappa import cohen_values

    inside = np.concatenate([np.arange(*ends) for ends in zip(grid.starts.tolist(), grid.ends.tolist(), strict=True)])
    pair = tables.table.of_coders((0, 1))

    def dense(code: int, coder: int) -> np.ndarray:
        array = np.zeros(int(grid.ends[-1]) + 1, dtype=np.int8)
        own = (spans.code == code) & (spans.coder == coder)
        for start, end in zip(spans.start[own].tolist(), spans.end[own].tolist(), strict=True):
            array[start:end] = 1
        return array[inside]

    pairs = [(dense(code, 0), dense(code, 1)) for code in range(CODES)]
    ours = stage("cfir: kappa of every code, 2 coders", lambda: cohen_values(pair, np.eye(2)))
    try:
        from sklearn.metrics import cohen_kappa_score
    except ImportError:
        print("  scikit-learn isn't installed, so its kappa isn't beside ours")
    else:
        theirs = stage(
            "sklearn: kappa of every code, 2 coders", lambda: [cohen_kappa_score(*each) for each in pairs], 1
        )
        gap = float(np.max(np.abs(ours - np.array(theirs))))
        print(f"    first code {ours[0]:.12f} and {theirs[0]:.12f}; largest difference of {CODES} codes {gap:.1e}")
    alphas = stage("cfir: alpha of every code, 2 coders", lambda: alpha_values(pair))
    try:
        from nltk.metrics.agreement import AnnotationTask
    except ImportError:
        print("  nltk isn't installed, so its alpha isn't beside ours")
        return

    def annotated(code: int) -> AnnotationTask:
        coders = zip("ab", pairs[code], strict=True)
        return AnnotationTask(
            data=[(who, at, value) for who, array in coders for at, value in enumerate(array.tolist())]
        )

    tasks = stage(f"nltk: reading {NLTK_CODES} codes, 2 coders", lambda: [annotated(at) for at in range(NLTK_CODES)], 1)
    alpha = stage(f"nltk: alpha of {NLTK_CODES} codes, 2 coders", lambda: [float(each.alpha()) for each in tasks], 1)
    kappa = stage(f"nltk: kappa of {NLTK_CODES} codes, 2 coders", lambda: [float(each.kappa()) for each in tasks], 1)
    for name, own, other in (("alpha", alphas, alpha), ("kappa", ours, kappa)):
        gap = float(np.max(np.abs(own[:NLTK_CODES] - np.array(other))))
        print(f"    {name} of the first code {own[0]:.12f} and {other[0]:.12f}; largest difference {gap:.1e}")


def stage(name: str, work: Callable[[], R], runs: int = RUNS) -> R:
    """Time a part; print the least of several runs, on the clock and on the processors."""
    least = busy = float("inf")
    for _ in range(runs):
        began, worked = time.perf_counter(), time.process_time()
        value = work()
        least, busy = min(least, time.perf_counter() - began), min(busy, time.process_time() - worked)
    print(f"  {name:<50} {least * 1000:8.1f} ms ({busy * 1000:.1f} ms of processors)", flush=True)
    return value


def make_files(folder: Path, n_coders: int, seed: int = 1) -> tuple[list[str], Path, int]:
    """Write texts, and coders who find four of five true passages, at ends that wander by five characters."""
    import csv

    from cfir_coder.codebooks import load_codebook

    chance = random.Random(seed)
    codes = [code.id for code in load_codebook("cfir-2022").codes if code.kind == "construct"][:CODES]
    transcripts = folder / "transcripts"
    transcripts.mkdir()
    rows: list[list[list[object]]] = [[] for _ in range(n_coders)]
    wanted = 38_000 // n_coders // DOCUMENTS
    for number in range(DOCUMENTS):
        name = f"P{number:03}.txt"
        words = " ".join(
            chance.choice(("the", "clinic", "was", "far", "money", "went", "We", "asked.", "Nobody"))
            for _ in range(LENGTH // 5)
        )
        text = f"Interviewer: So?\n\nP{number:03}: " + words[: LENGTH - 30] + "\n"
        (transcripts / name).write_text(text, encoding="utf-8")
        for _ in range(int(wanted / 0.8)):
            start = chance.randrange(40, len(text) - 200)
            end, code = start + chance.randrange(20, 120), chance.choice(codes)
            for coder in range(n_coders):
                if chance.random() < 0.8:
                    s, e = start + chance.randint(-5, 5), end + chance.randint(-5, 5)
                    used = code if chance.random() < 0.9 else chance.choice(codes)
                    rows[coder].append(
                        [name, s, e, text[s:e], used, chance.choice(("barrier", "facilitator")), 1, f"coder{coder}"]
                    )
    files = []
    for coder, coded in enumerate(rows):
        once = {(row[0], row[1], row[2], row[4]): row for row in coded}
        path = folder / f"coder{coder}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["document", "start", "end", "quote", "code", "valence", "strength", "coder"])
            table.writerows(once.values())
        files.append(str(path))
    return files, transcripts, sum(map(len, rows))


if __name__ == "__main__":
    sys.exit(main())
