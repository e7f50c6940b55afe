"""Passages of the corpus that mean much the same as one of a gold set: `python -m training alike GOLD`.

What `balance` can't see: two people who tell the same story in other words. Nearest by the base model's senses; what
stands at the top is to be read, and taken out of the corpus if it retells the gold.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from training.base import fetched_base
from training.senses import senses_of


def report(corpora: Iterable[Path], gold: Path, authors: Collection[str] = (), most: int = 40) -> None:
    """Print the passages most alike, with the cosine of their senses.

    corpora: folders of authors' folders. authors: only theirs; all when none is named.
    Raises SystemExit when there is nothing of an author.
    """
    folders = {folder.name: folder for corpus in corpora for folder in sorted(corpus.iterdir()) if folder.is_dir()}
    unknown = sorted(set(authors) - folders.keys())
    if unknown:
        raise SystemExit(f"there is no author {', '.join(unknown)}; collect what they wrote first.")
    own = [
        (author, text)
        for author, folder in folders.items()
        if not authors or author in authors
        for name in ("passages.jsonl", "gold.jsonl")
        for text in _texts(folder / name)
    ]
    others = _texts(gold / "gold.jsonl")
    with fetched_base() as base:
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        tokenizer.no_padding()
        model = BertModel.from_pretrained(base, add_pooling_layer=False).eval()
        senses = senses_of([*(text for _, text in own), *others], model, tokenizer)
    alike = torch.stack([senses[text] for _, text in own]) @ torch.stack([senses[text] for text in others]).T
    nearest, which = alike.max(1)
    shares = ", ".join(f"{share:.0%} below {float(nearest.quantile(share)):.2f}" for share in (0.5, 0.9, 0.99))
    print(f"{len(own):,} passages, each with its nearest of {len(others)}: {shares}")
    for row in nearest.argsort(descending=True)[:most].tolist():
        author, text = own[row]
        print(f"- {float(nearest[row]):.2f} {author}: {text}\n  beside: {others[int(which[row])]}")


def _texts(path: Path) -> list[str]:
    if not path.is_file():
        return []
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
