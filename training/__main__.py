"""`python -m training fit MODEL_FOLDER`: train the encoder on the corpus and write what `cfir` runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cfir_coder.codebooks import load_codebook
from cfir_coder.model.codebook import CodeKind
from training.corpus import CORPUS, UNREAD
from training.notation import build


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fit = commands.add_parser("fit", help="hold each author out in turn, choose settings there, average, export")
    fit.add_argument("model", type=Path)
    fit.add_argument("--version", default="dev")
    further = commands.add_parser("further", help="let a finished model read authors that it hasn't read")
    further.add_argument("model", type=Path)
    further.add_argument("--start", type=Path, help="the finished model; by default the one that cfir comes with")
    further.add_argument("--replay", type=float, default=1.0, help="share of what it has read that is read again, 0-1")
    further.add_argument("--version", default="dev")
    trial = commands.add_parser("trial", help="train without some authors and tell how their text is read")
    trial.add_argument("model", type=Path)
    trial.add_argument("--hold-out", default="c2,w3,n1,n4", help="those authors; by default c2,w3,n1,n4")
    trial.add_argument("--share", type=float, default=1.0, help="share of the other authors' text to learn, 0-1")
    trial.add_argument("--version", default="trial")
    tone = commands.add_parser("tone", help="train the layers that judge valence on a model, and write them into it")
    tone.add_argument("model", type=Path)
    tone.add_argument("--start", type=Path, help="a finished model whose layers read on; by default they begin anew")
    tone.add_argument("--replay", type=float, default=1.0, help="share of what that has read that is read again, 0-1")
    tone.add_argument("--version", help="of the model with these layers; by default as it was")
    settle = commands.add_parser("settle", help="choose the settings of a fitted model anew")
    settle.add_argument("model", type=Path)
    settle.add_argument("--start", type=Path, help="the model that it began as, whose settings stay if none is better")
    collect = commands.add_parser("collect", help="turn an author's notation into a folder of the corpus")
    collect.add_argument("source", type=Path)
    collect.add_argument("--unread", action="store_true", help="for judging alone: nothing is trained on it")
    balance = commands.add_parser("balance", help="what the corpus holds, and what is told twice in it")
    balance.add_argument("--against", type=Path, nargs="*", default=[], help="coded interviews it must not repeat")
    alike = commands.add_parser("alike", help="passages that mean much the same as one of a gold set, to be read")
    alike.add_argument("gold", type=Path)
    alike.add_argument("--authors", default="", help="only of these: p1,p2; by default of all")
    quality = commands.add_parser("quality", help="write the figures of docs/quality.md")
    quality.add_argument("gold", type=Path, help="folder of the development interviews; score.py lies beside it")
    told = parser.parse_args(arguments)
    if told.command == "balance":
        from training.balance import report

        sys.exit(0 if report(CORPUS, told.against) else 1)
    if told.command == "alike":
        from training.meaning_alike import report as report_alike

        report_alike((CORPUS, UNREAD), told.gold, tuple(filter(None, told.authors.split(","))))
    elif told.command == "quality":
        from training.quality import write_figures

        write_figures(told.gold)
    elif told.command == "collect":
        constructs = {code.id for code in load_codebook("cfir-2022").codes if code.kind is CodeKind.CONSTRUCT}
        build(told.source, (UNREAD if told.unread else CORPUS) / told.source.name, constructs)
    elif told.command == "tone":
        from training.tone_fit import add_tone

        add_tone(told.model, start=told.start, version=told.version, replay=told.replay)
    elif told.command == "settle":
        from training.folds import settle_anew

        settle_anew(told.model, told.start)
    elif told.command == "further":
        from cfir_coder.coders.encoder import packaged_model
        from training.folds import further as read_on

        start = told.start or packaged_model()
        if start is None:
            sys.exit("there is no model to begin with: name one with --start, or use fit.")
        read_on(told.model, start, version=told.version, replay=told.replay)
    elif told.command == "trial":
        from training.folds import try_without

        held = tuple(each for each in told.hold_out.split(",") if each)
        try_without(told.model, held, version=told.version, share=told.share)
    else:
        from training.folds import train

        train(told.model, version=told.version)


if __name__ == "__main__":
    main()
