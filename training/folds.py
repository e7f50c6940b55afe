"""Each author held out in turn: four networks, each without one group of authors, and their average, which is shipped.

The settings are chosen on transcripts as a network reads them that hasn't read their author; what is told of each
author's passages is told in the same way. Weights of networks that began alike can be averaged (Wortsman et al. 2022),
so the average has read all authors, costs what one network costs, and reads at least as well as each of the four.

A finished model can learn from authors that it hasn't read without being trained anew: `further`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from cfir_coder.coders.encoder import NAME
from training.base import fetched_base
from training.corpus import CORPUS, MUCH_ALIKE, NOTHING, Part
from training.deciding import DEFAULTS, choose
from training.export import export, write_card
from training.figures import passage_figures, tell
from training.fit import Recipe, fit
from training.graft import take_up
from training.lesson import Lesson
from training.model import Network
from training.record import keep_figures
from training.tone_fit import add_tone, settle_leaning

GROUPS = tuple(
    tuple(group.split())
    for group in (
        "c2 c5 w3 w6 n1 n4 p1 p5 p9 p13 q5 s2 s1 s11 s5 s20 s24 s29 s34 s35 s38 s41 s40 s52 s54 s55 s59 q10 q14 q19 e1",
        "c1 c6 w1 w5 n2 p2 p6 p10 p14 q1 q6 s3 q7 s12 s6 s21 s25 s30 s36 s42 s45 s44 s49 s53 s56 s60 q11 q15 q21 e2",
        "c3 c7 w2 w7 n3 n6 p3 p7 p11 p15 q2 s4 s7 s13 s16 s10 s22 s26 s32 s37 s43 s48 s50 s58 s57 s61 q12 q16 q18 q22",
        "c4 c8 w4 w8 n5 p4 p8 p12 p16 q3 q4 s8 q8 s17 s18 s23 s27 s28 s33 s46 s62 s63 q13",
    )
)
"""Authors that are held out together. Those of one letter wrote to one brief, so each group takes some of each."""
READ_ON_FOLDS = 3
READ_ON = {"epochs": 1.0, "rate": 1e-4, "heads_rate": 3e-4, "transcripts": 2}
"""How a finished network reads on: once through everything, twice through transcripts, in steps of half the size."""


def train(model: Path, *, version: str) -> None:
    """Write MODEL, and beside it MODEL-folds with the four that it is the average of.

    A fold that lies there already, made alike, isn't trained again: a run that was stopped can be taken up.
    """
    _fit_folds(model, Recipe(), GROUPS, {"version": version})
    add_tone(model)


def further(model: Path, start: Path, *, version: str, replay: float = 1.0) -> None:
    """Write MODEL: a finished one that has read on, what it had read and what authors new to it wrote.

    The new authors are held out in turn; MODEL-folds holds the networks that MODEL is the average of. Settings are
    chosen on new authors alone, as every network has read the others. replay: how much of what was read is read again,
    0-1, so that it isn't lost; less takes less time.
    Raises SystemExit when there are fewer than two new authors.
    """
    recipe, before = replace(Recipe(), **READ_ON, replay=replay), _card(start)
    read = [author for group in before["held_out"] for author in group]
    new = sorted(each.name for each in CORPUS.iterdir() if each.is_dir() and each.name not in read)
    if len(new) < 2:
        raise SystemExit(f"{CORPUS} holds {len(new)} authors that {start} hasn't read; two are needed.")
    folds = min(READ_ON_FOLDS, len(new))
    groups = [new[first::folds] for first in range(folds)]
    begun = {"name": before["name"], "version": before["version"], "sha256": before["sha256"]["encoder.onnx"]}
    _fit_folds(model, recipe, groups, {"version": version, "begun_as": begun}, start, read)
    card = _card(model)
    write_card(model, card | {"held_out": [*before["held_out"], *groups]})
    add_tone(model, start=start, replay=replay)


def try_without(model: Path, held: Sequence[str], *, version: str, share: float = 1.0) -> None:
    """Train one network without some authors, and tell how it reads them."""
    with fetched_base() as base:
        os.environ["HF_HUB_OFFLINE"] = "1"
        _fold(Lesson(base), Recipe(), held, model, {"version": version}, share=share)
    keep_figures(_card(model) | choose([(model, _settled_on(held))]))


def settle_anew(model: Path, start: Path | None = None) -> None:
    """Choose the settings of a fitted model and of its folds anew, all at once, each fold on what it hasn't read.

    start: the model that they began as, whose settings stay where no other is clearly better.
    """
    folds = sorted(_folder(model, 0).parent.iterdir())
    begin = _card(start)["deciding"] if start else DEFAULTS
    chosen = choose([(folder, _settled_on(_card(folder)["held_out"])) for folder in folds], begin)
    print(json.dumps(chosen, indent=1), flush=True)
    for folder in folds:
        keep_figures(_card(folder) | chosen)
    for folder in (*folds, model):
        card = _card(folder)
        trust = {"trust": card["deciding"]["trust"]}
        write_card(folder, card | chosen | {"deciding": chosen["deciding"] | trust})
    if "tone" in _card(model):
        settle_leaning(model)


def _fit_folds(
    model: Path,
    recipe: Recipe,
    groups: Sequence[Sequence[str]],
    told: dict[str, Any],
    start: Path | None = None,
    read: Sequence[str] = (),
) -> None:
    """Networks without a group of authors each, their average, and the settings of all. told: of them, in their cards.

    start: a finished model that each of them begins as; None: they have learned nothing of CFIR. read: authors that it
    has read; of these each network reads the share that follows the one before it.
    """
    with fetched_base() as base:
        os.environ["HF_HUB_OFFLINE"] = "1"
        lesson = Lesson(base)
        networks = []
        for fold, held in enumerate(groups):
            again = dict.fromkeys(read, (fold * recipe.replay, recipe.replay))
            networks.append(_fold(lesson, recipe, held, _folder(model, fold), told, start, again))
        card = {"name": NAME, "recipe": asdict(recipe), "held_out": groups} | told
        export(averaged(networks), lesson.labels, lesson.tokenizer_file, model, card)
    settle_anew(model, start)


def averaged(networks: Sequence[Network]) -> Network:
    """The network whose every weight is the mean of theirs; it takes the place of the first."""
    states = [network.state_dict() for network in networks]
    mean = {name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]}
    networks[0].load_state_dict({name: value.to(states[0][name].dtype) for name, value in mean.items()})
    return networks[0]


def _fold(
    lesson: Lesson, recipe: Recipe, held: Sequence[str], folder: Path, told: dict[str, Any], start: Path | None = None,
    parts: Mapping[str, Part] | None = None, share: float = 1.0,
) -> Network:  # fmt: skip
    """A network that never read the held authors here; it and how it reads them are kept in the folder.

    parts: what is read of some authors; of the others it is `share`.

    One that lies there already is taken if it was made alike.
    """
    torch.manual_seed(recipe.seed)
    network = lesson.fresh(recipe.layers)
    weights = folder / "weights.pt"
    card = {"name": NAME, "recipe": asdict(recipe), "held_out": list(held), "share": share} | told
    if weights.is_file() and card.items() <= _card(folder).items():
        network.load_state_dict(torch.load(weights, weights_only=True))
        return network
    if start:
        take_up(network, start)
    read = {**(parts or {}), **dict.fromkeys(held, NOTHING)}
    network = fit(network, *lesson.of(lambda author: read.get(author, (0.0, share)), recipe))
    figures = {author: passage_figures(tell(network, lesson.pieces(author), lesson.labels), lesson.labels)
               for author in held}  # fmt: skip
    for author, each in figures.items():
        print(author, {name: round(value, 3) for name, value in each.items()}, flush=True)
    export(network, lesson.labels, lesson.tokenizer_file, folder, card | {"passages": figures})
    torch.save(network.state_dict(), folder / "weights.new")
    (folder / "weights.new").rename(weights)
    return network


def _folder(model: Path, fold: int) -> Path:
    return model.with_name(f"{model.name}-folds") / str(fold)


def _card(folder: Path) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    return card


def _settled_on(authors: Sequence[str]) -> list[Path]:
    """Those that have transcripts, without the n and p authors where there are others.

    Settings that are chosen where a network knows the manner would be too strict for a stranger.
    """
    folders = [CORPUS / author for author in authors if (CORPUS / author / "gold.jsonl").is_file()]
    return [folder for folder in folders if not folder.name.startswith(MUCH_ALIKE)] or folders
