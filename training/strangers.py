"""How the packaged model reads passages and transcripts of authors that none of its networks has read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path

import numpy as np

from cfir_coder.coders.encoder import Encoder, Passage
from cfir_coder.coders.meaning import Heads
from training.batches import shares_of, valence_of
from training.corpus import CORPUS, UNREAD, WHOLE, Labels, Window, load_labels, load_windows, usual_2009
from training.figures import Told, passage_figures
from training.markdown import table_head, table_row
from training.scoring import score
from training.tuning import judged, prepare

FIGURES = ("first", "among three", "domain", "valence", "side", "2009 first")
COUNTED = ("construct P", "construct R", "construct F1", "domain F1", "any F1", "kappa", "valence")


def passages_of_strangers() -> list[str]:
    """A table of their stand-alone passages, read as `cfir` reads, and of all of them together.

    Valence is told of authors whom the layers that judge it haven't read either.
    """
    encoder, labels = Encoder(), load_labels()
    known = {author for group in encoder.card["held_out"] for author in group}
    folders = [each for each in (*_authors(CORPUS), *_authors(UNREAD))
               if each.name not in known and (each / "passages.jsonl").is_file()]  # fmt: skip
    labels.usual_2009 = usual_2009(_authors(CORPUS))
    windows = load_windows(folders, labels)
    lines = table_head("author", "passages", *FIGURES)
    told = {each.name: _told(encoder, [one for one in windows if one.author == each.name], labels) for each in folders}
    for author, each in told.items():
        fair = author in encoder.card["tone"]["held_out"] or (UNREAD / author).is_dir()
        lines.append(_row(author, passage_figures(each, labels), fair))
    if told:
        lines.append(_row("together", passage_figures(_joined(list(told.values())), labels), fair=False))
    return lines


def transcripts_of_strangers() -> list[str]:
    """A table of their transcripts, coded as `cfir code` does, and of all of them together."""
    encoder = Encoder()
    folders = [each for each in _authors(UNREAD) if (each / "gold.jsonl").is_file()]
    lines = table_head("author", "transcripts", "coded passages", *COUNTED)
    for name, some in (*((each.name, [each]) for each in folders), ("together", folders)):
        tuning = prepare([(encoder, some)])
        told = score(tuning.gold, judged(tuning, encoder.card["deciding"]), tuning.texts)
        cells = (name, str(len(tuning.texts)), str(len(tuning.gold)), *(f"{told[each]:.3f}" for each in COUNTED))
        lines.append(table_row(cells))
    return lines


def _authors(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_dir())


def _row(author: str, figures: Mapping[str, float], fair: bool) -> str:
    hidden = () if fair else ("valence", "side")
    cells = ("" if name in hidden or isnan(figures[name]) else f"{figures[name]:.3f}" for name in FIGURES)
    return table_row((author, f"{figures['passages']:,.0f}", *cells))


def _told(encoder: Encoder, windows: Sequence[Window], labels: Labels) -> Told:
    """Scores and labels of the stand-alone coded passages."""
    whole = [(window, stretch) for window in windows if window.source == "passages"
             for stretch in window.stretches if stretch.weight == WHOLE]  # fmt: skip
    readings = encoder.read([Passage(one.question, one.text, ((each.start, each.end),)) for one, each in whole])
    heads = Heads(encoder.heads)
    features = heads.features(np.concatenate([reading.vectors for reading in readings]))
    codes, tones = heads.logits("codes_2022", features), np.concatenate([reading.tones for reading in readings])
    likeliest = codes.argmax(1).tolist()
    stretches = [stretch for _, stretch in whole]
    return Told(
        heads.logits("coded", features)[:, 0],
        codes,
        heads.logits("codes_2009", features),
        heads.logits("valence", heads.leanings(features, tones, "codes_2022", likeliest)),
        np.array([float(stretch.coded or 0) for stretch in stretches]),
        shares_of([stretch.codes_2022 for stretch in stretches], labels.codes_2022).numpy(),
        shares_of([stretch.codes_2009 for stretch in stretches], labels.codes_2009).numpy(),
        np.array([valence_of(stretch) for stretch in stretches]),
        np.array([stretch.weight for stretch in stretches]),
    )


def _joined(told: Sequence[Told]) -> Told:
    names = Told.__dataclass_fields__
    return Told(*(np.concatenate([getattr(each, name) for each in told]) for name in names))
