"""How the packaged model reads stand-alone passages of authors that none of its networks has read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cfir_coder.coders.encoder import Encoder, Passage
from cfir_coder.coders.meaning import Heads
from training.batches import shares_of, valence_of
from training.corpus import CORPUS, WHOLE, Labels, Window, load_labels, load_windows
from training.figures import Told, passage_figures
from training.markdown import table_head, table_row

FIGURES = ("first", "among three", "domain", "valence", "side", "2009 first")


def strangers(corpus: Path = CORPUS) -> list[str]:
    """A table of those authors, read as `cfir` reads, and of all of them together."""
    encoder, labels = Encoder(), load_labels()
    read = {author for group in encoder.card["held_out"] for author in group}
    folders = sorted(each for each in corpus.iterdir() if each.is_dir())
    windows = load_windows(folders, labels)
    lines = table_head("author", "passages", *FIGURES)
    told = {each.name: _told(encoder, [one for one in windows if one.author == each.name], labels)
            for each in folders if each.name not in read and (each / "passages.jsonl").is_file()}  # fmt: skip
    for author, each in (*told.items(), ("together", _joined(list(told.values())))) if told else ():
        figures = passage_figures(each, labels)
        lines.append(table_row((author, f"{figures['passages']:,.0f}", *(f"{figures[name]:.3f}" for name in FIGURES))))
    return lines


def _told(encoder: Encoder, windows: Sequence[Window], labels: Labels) -> Told:
    """Scores and labels of the stand-alone coded passages."""
    whole = [(window, stretch) for window in windows if window.source == "passages"
             for stretch in window.stretches if stretch.weight == WHOLE]  # fmt: skip
    readings = encoder.read([Passage(one.question, one.text, ((each.start, each.end),)) for one, each in whole])
    heads = Heads(encoder.heads)
    features = heads.features(np.concatenate([reading.vectors for reading in readings]))
    stretches = [stretch for _, stretch in whole]
    return Told(
        heads.logits("coded", features)[:, 0],
        heads.logits("codes_2022", features),
        heads.logits("codes_2009", features),
        heads.logits("valence", features),
        np.array([float(stretch.coded or 0) for stretch in stretches]),
        shares_of([stretch.codes_2022 for stretch in stretches], labels.codes_2022).numpy(),
        shares_of([stretch.codes_2009 for stretch in stretches], labels.codes_2009).numpy(),
        np.array([valence_of(stretch) for stretch in stretches]),
        np.array([stretch.weight for stretch in stretches]),
    )


def _joined(told: Sequence[Told]) -> Told:
    names = Told.__dataclass_fields__
    return Told(*(np.concatenate([getattr(each, name) for each in told]) for name in names))
