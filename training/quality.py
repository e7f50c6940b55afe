"""The figures of docs/quality.md: `python -m training quality ../shared/gold/dev_drugcourt`.

What stands between `<!-- name -->` and `<!-- /name -->` there and in the model's card is written anew; the words around
it are written by hand.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cfir_coder.coders.encoder import Encoder
from training.markdown import table_head, table_row
from training.record import kept_figures
from training.strangers import passages_of_strangers, transcripts_of_strangers
from training.theme_figures import documents_of

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "quality.md"
CARD = ROOT / "cfir_coder" / "_models" / "cfir-encoder" / "README.md"
PICTURE = PAGE.with_name("corpus_size.svg")
RUNS = (("cues", "cfir-2022"), ("encoder", "cfir-2022"), ("encoder", "cfir-2009"))
FIGURES = ("first", "among three", "domain", "coded auc", "2009 first")
VALENCE = ("valence", "side", "mixed recall", "mixed precision")


def write_figures(gold: Path) -> None:
    """Code the development interviews, score them, and put every figure in its place."""
    records = kept_figures()
    draw_trend(records, PICTURE)
    shared = {"development": development(gold), "held out": held_out(records), "valence held out": valence_held_out(),
              "strangers": passages_of_strangers(), "transcripts": transcripts_of_strangers()}  # fmt: skip
    _fill(PAGE, shared | {"learned": learned(gold), "sought": sought(gold), "trend": trend(records)})
    _fill(CARD, shared)


def development(gold: Path) -> list[str]:
    """The development interviews, coded as a user would and counted by the yardstick."""
    lines = table_head("coder", "codebook", "construct F1 (P, R)", "domain F1", "coded at all F1", "words, kappa",
                  "valence on right codes", "themes, best F1")  # fmt: skip
    for coder, codebook in RUNS:
        told = _score(gold, coder, codebook)
        construct, valence = told["construct"], told["valence"]
        themes = ", ".join(f"{each['f1']:.2f}" for each in told["inductive"].values())
        cells = (
            f"`{coder}`", codebook,
            f"{construct['f1']:.3f} ({construct['precision']:.3f}, {construct['recall']:.3f})",
            f"{told['domain']['f1']:.3f}", f"{told['coded at all']['f1']:.3f}",
            f"{told['words coded']['kappa']:.3f}",
            f"{valence['accuracy_on_right_codes'] or 0:.3f} of {valence['n']}", themes,
        )  # fmt: skip
        lines.append(table_row(cells))
    return lines


def learned(gold: Path) -> list[str]:
    """What `cfir learn` gains when eight of the interviews teach it and the other four judge."""
    return _printed_by("training.learning_figures", gold)


def sought(gold: Path) -> list[str]:
    """What `cfir next` and `cfir like` are worth."""
    return _printed_by("training.seeking_figures", gold)


def held_out(records: Sequence[dict[str, Any]]) -> list[str]:
    """Each author's passages, as read by the last model that hadn't read that author."""
    lines = table_head("author", "model", "passages", *FIGURES)
    newest = {author: (record, figures) for record in records if record["share"] == 1
              for author, figures in record["passages"].items()}  # fmt: skip
    for author, (record, figures) in sorted(newest.items()):
        told = (f"{figures[name]:.3f}" if name in figures else "" for name in FIGURES)
        lines.append(table_row((author, record["version"], f"{figures['passages']:,.0f}", *told)))
    return lines


def valence_held_out() -> list[str]:
    """Each author's passages that the layers for valence hadn't read, told the code that a person gave."""
    lines = table_head("author", "passages", *VALENCE)
    for author, figures in Encoder().card["tone"]["passages"].items():
        told = (f"{figures[name]:.3f}" for name in VALENCE)
        lines.append(table_row((author, f"{figures['passages']:,.0f}", *told)))
    return lines


def trend(records: Sequence[dict[str, Any]]) -> list[str]:
    """Models that differ only in how much they read."""
    lines = table_head("share of the text", "right construct first", "among three", "domain", "side", "transcripts, F1")
    for share, record in _by_share(records):
        means = (f"{_mean(record, name):.3f}" for name in ("first", "among three", "domain", "side"))
        lines.append(table_row((f"{share:.3g}", *means, f"{record['transcripts']['construct F1']:.3f}")))
    return lines


def draw_trend(records: Sequence[dict[str, Any]], path: Path) -> None:
    """Figures by share of the text, on a logarithmic axis."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    points = _by_share(records)
    shares = [share for share, _ in points]
    with rc_context({"svg.hashsalt": "cfir", "svg.fonttype": "none"}):
        figure = Figure(figsize=(6, 4), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot(xscale="log", ylim=(0, 1), xlabel="share of the text that was learned",
                                  ylabel="share of held-out passages")  # fmt: skip
        for name, label in (("first", "right construct first"), ("among three", "right construct among three"),
                            ("side", "facilitator or barrier right")):  # fmt: skip
            axes.plot(shares, [_mean(each, name) for _, each in points], marker="o", label=label)
        axes.set_xticks(shares, [f"{share:.3g}" for share in shares], minor=False)
        axes.minorticks_off()
        axes.legend()
        axes.grid(alpha=0.3)
        figure.savefig(path, metadata={"Date": None})


def _by_share(records: Sequence[dict[str, Any]]) -> list[tuple[float, dict[str, Any]]]:
    """The newest record of each share among those made like the newest that read a part only."""
    last = [each for each in records if each["share"] < 1][-1]
    alike = {each["share"]: each for each in records
             if (each["held_out"], each["recipe"]) == (last["held_out"], last["recipe"])}  # fmt: skip
    return sorted(alike.items())


def _mean(record: dict[str, Any], name: str) -> float:
    """Over all held-out passages together."""
    figures = record["passages"].values()
    return float(sum(each[name] * each["passages"] for each in figures) / sum(each["passages"] for each in figures))


def _score(gold: Path, coder: str, codebook: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        results, told, interviews = Path(folder, "results"), Path(folder, "told.json"), Path(folder, "interviews")
        interviews.mkdir()
        for name in ("participants.csv", *documents_of(gold)):
            shutil.copy(gold / name, interviews)
        code = [sys.executable, "-m", "cfir_coder", "code", str(interviews), "--coder", coder, "--codebook", codebook]
        subprocess.run([*code, "-o", str(results)], check=True, capture_output=True)
        score = [sys.executable, str(gold.parent / "score.py"), str(gold), str(results / "codings.csv")]
        year = codebook.rpartition("-")[2]
        subprocess.run([*score, "--codebook", year, "--json", str(told)], check=True, capture_output=True)
        scored: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        return scored


def _printed_by(module: str, gold: Path) -> list[str]:
    told = subprocess.run([sys.executable, "-m", module, str(gold)], check=True, capture_output=True)
    return told.stdout.decode().splitlines()


def _fill(path: Path, figures: Mapping[str, Sequence[str]]) -> None:
    """Put figures in their places of a page."""
    page = path.read_text(encoding="utf-8")
    for name, lines in figures.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, found, rest = page.partition(begin)
        _, ended, after = rest.partition(end)
        if not found or not ended:
            raise SystemExit(f"{path} has no place for the figures of {name!r}: add {begin} and {end}.")
        page = before + "\n".join((begin, *lines, end)) + after
    path.write_text(page, encoding="utf-8")
