"""Start-up, whole runs of `cfir code`, words per second by stage, peak memory.

python -m benchmarks.code            # 20, 200 and 1,000 transcripts
python -m benchmarks.code --sizes 20
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

from benchmarks.corpus import make_corpus

R = TypeVar("R")
CFIR = [sys.executable, "-m", "cfir_coder"]


def main() -> None:
    """Print every figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[20, 200, 1000], help="transcripts")
    options.add_argument("--runs", type=int, default=5, help="runs of the short commands; the median is told")
    chosen = options.parse_args()
    for arguments in (["--version"], ["--help"]):
        runs = [whole_process([*CFIR, *arguments]) for _ in range(chosen.runs)]
        print(f"cfir {arguments[0]:<10} {median(one[0] for one in runs):6.2f} s  {runs[0][1]:5.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        for size in chosen.sizes:
            corpus = Path(folder) / f"corpus{size}"
            words = make_corpus(corpus, transcripts=size)
            runs = chosen.runs if size <= 50 else 1
            measured = [whole_process(coding(corpus, "cues", Path(folder, f"{size}-{run}"))) for run in range(runs)]
            seconds, memory = median(one[0] for one in measured), max(one[1] for one in measured)
            print(
                f"\n{size} transcripts, {words:,} words: cfir code --coder cues {seconds:.2f} s whole process, "
                f"{words / seconds:,.0f} words/s, peak {memory:.0f} MB"
            )
            if size <= 50:
                seconds, memory = whole_process(coding(corpus, "cues", Path(folder, f"{size}-0")))
                print(f"cfir code --coder cues, again: {seconds:.2f} s whole process, peak {memory:.0f} MB")
                read_for_meaning(corpus, Path(folder))
            if size <= 200:
                stages(corpus, words)


def coding(corpus: Path, coder: str, results: Path) -> list[str]:
    """The command; results that are there already hold what is taken again."""
    return [*CFIR, "code", str(corpus), "--coder", coder, "-o", str(results)]


def read_for_meaning(corpus: Path, folder: Path) -> None:
    """`cfir code --coder encoder`: the first time, again, and with a text changed; one run each."""
    for when in ("the first time", "again", "again with one text changed"):
        if when.endswith("changed"):
            text = sorted(corpus.glob("*.txt"))[0]
            text.write_text(text.read_text(encoding="utf-8").replace("the", "our", 1), encoding="utf-8")
        seconds, memory = whole_process(coding(corpus, "encoder", folder / "encoded"))
        print(f"cfir code --coder encoder, {when}: {seconds:.2f} s whole process, peak {memory:.0f} MB")


def whole_process(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of one process.

    It is started from a small one: the system tells of a child at least the memory that its parent had.
    """
    told = subprocess.run([sys.executable, "-c", _STARTER, *command], capture_output=True, text=True, check=True)
    seconds, kilobytes, code = map(float, told.stdout.split())
    if code != 0:
        raise SystemExit(f"{' '.join(command)} failed")
    return seconds, kilobytes / 1024


_STARTER = """
import os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - began, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


def stages(corpus: Path, words: int) -> None:
    """Time each stage in this process, beside spaCy's bare tokenizer on the same turns."""
    from cfir_coder.codebooks import load_codebook, load_valence_lexicon
    from cfir_coder.coders.cues import CueCoder
    from cfir_coder.coders.machine import MachineCoder
    from cfir_coder.coders.nlp import Language, spoken_turns
    from cfir_coder.readers import read_folder

    def stage(name: str, work: Callable[[], R]) -> tuple[R, float]:
        began = time.perf_counter()
        value = work()
        seconds = time.perf_counter() - began
        print(f"  {name:<34} {seconds:7.3f} s  {words / seconds:12,.0f} words/s")
        return value, seconds

    codebook, _ = stage("load codebook", lambda: load_codebook("cfir-2022"))
    lexicon, _ = stage("load valence cues", load_valence_lexicon)
    transcripts, _ = stage("read", lambda: read_folder([corpus]).transcripts)
    language, _ = stage("start language", Language)
    speech = [
        one.speech(turn) for one in transcripts for turn in one.turns if one.speaker(turn.speaker).role == "participant"
    ]
    _, bare = stage("spaCy's bare tokenizer", lambda: [language.make_doc(text) for text in speech])
    spoken, split = stage("tokens, sentences, clauses", lambda: [spoken_turns(one, language) for one in transcripts])
    coder, _ = stage("compile cues", lambda: CueCoder(codebook, language))
    _, coded = stage("deductive coding", lambda: [coder.code_turn(turn.tokens) for turns in spoken for turn in turns])
    print(f"  tokens and deductive coding take {(split + coded) / bare:.1f} times the bare tokenizer's time")
    machine, _ = stage("compile cues and valence", lambda: MachineCoder(codebook, lexicon))
    done, _ = stage("codes, valence, evidence", lambda: [machine.code(one) for one in transcripts])
    stage("emergent themes", lambda: machine.themes(done, {}))


if __name__ == "__main__":
    main()
