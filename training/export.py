"""Write a trained network as what `cfir` runs: encoder.onnx (8-bit weights), heads.npz, tokenizer.json, card.json."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cfir_coder.coders.encoder import FILES
from training.corpus import VALENCES, Labels
from training.deciding import DEFAULTS
from training.eight_bits import in_8_bits
from training.graft import graft
from training.model import Network
from training.tone import Tone, ToneHead

TONE_SHARE = 0.5
"""What the layers for valence say counts so much, the rest what the network's own head says."""


def export(network: Network, labels: Labels, tokenizer: Path, folder: Path, card: dict[str, Any]) -> None:
    """Without layers that judge valence: those are trained on what is written here. card: what to say of the model."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_encoder(network, folder / "encoder.onnx")
    graft(folder / "encoder.onnx", None)
    _write_heads(folder, network.heads.state_dict(), ToneHead(labels), trained=False)
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    outputs = {"codes_2022": labels.codes_2022, "codes_2009": labels.codes_2009, "valence": list(VALENCES)}
    write_card(folder, {"deciding": DEFAULTS} | card | {"outputs": outputs, "sha256": _hashes(folder)})


def export_tone(tone: Tone, folder: Path, card: dict[str, Any]) -> None:
    """Add trained layers that judge valence to a model; what it reads else stays as it is. card: what to say then."""
    graft(folder / "encoder.onnx", tone)
    with np.load(folder / "heads.npz") as arrays:
        before = {name: torch.tensor(arrays[name]) for name in arrays.files}
    _write_heads(folder, before, tone.head)
    write_card(folder, card | {"sha256": _hashes(folder)})


def move_leanings(folder: Path, shift: np.ndarray, card: dict[str, Any]) -> None:
    """Move the start of a finished model's valence head: a second time takes the place of the first.

    shift: (valences,) added to the logits. card: what to say of the model then.
    """
    with np.load(folder / "heads.npz") as arrays:
        told = {name: arrays[name] for name in arrays.files}
    before = told.get("valence.moved", np.zeros(len(VALENCES), np.float16))
    told["valence.moved"] = shift.astype(np.float16)
    moved = told["valence.bias"].astype(np.float32) - before.astype(np.float32) + told["valence.moved"]
    told["valence.bias"] = moved.astype(np.float16)
    np.savez(folder / "heads.npz", **told)
    write_card(folder, card | {"sha256": _hashes(folder)})


def _write_heads(folder: Path, heads: Mapping[str, Tensor], tone: ToneHead, *, trained: bool = True) -> None:
    """The network's heads and that of its layers for valence; `valence` is the mean of what both say of it.

    The network's own, which is all that counts before those layers are trained, is kept as `own_valence`.
    """
    told = {name: array for name, array in heads.items() if not name.startswith(("valence.", "tone."))}
    for part in ("weight", "bias"):
        told[f"own_valence.{part}"] = heads.get(f"own_valence.{part}", heads[f"valence.{part}"])
    told |= tone.arrays()
    share = TONE_SHARE if trained else 0.0
    both = [share * told.pop("valence.weight"), (1 - share) * told["own_valence.weight"]]
    told["valence.weight"] = torch.cat(both, dim=1)
    told["valence.bias"] = share * told["valence.bias"] + (1 - share) * told["own_valence.bias"]
    np.savez(folder / "heads.npz", **{name: array.numpy().astype(np.float16) for name, array in told.items()})


def finished_head(folder: Path, labels: Labels) -> ToneHead:
    """The head of the layers that judge valence, out of a finished model: `_write_heads` the other way round."""
    with np.load(folder / "heads.npz") as arrays:
        told = {name: torch.tensor(arrays[name].astype(np.float32)) for name in arrays.files}
    head = ToneHead(labels)
    weight, bias = told["valence.weight"][:, : head.hidden.out_features], told["valence.bias"]
    bias = bias - told.get("valence.moved", torch.zeros(len(VALENCES)))
    told["valence.weight"] = weight / TONE_SHARE
    told["valence.bias"] = (bias - (1 - TONE_SHARE) * told["own_valence.bias"]) / TONE_SHARE
    head.take_up(told)
    return head


def _hashes(folder: Path) -> dict[str, str]:
    return {name: sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Write what is to be known of a model."""
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_encoder(network: Network, path: Path) -> None:
    encoder = network.encoder.eval()
    encoder.base.set_attn_implementation("eager")
    ids = torch.randint(1000, 20000, (2, 16))
    axes = {0: "windows", 1: "pieces"}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            encoder, (ids, torch.ones_like(ids), torch.zeros_like(ids)), str(whole),
            input_names=["ids", "mask", "kinds"], output_names=["hidden"],
            dynamic_axes={"ids": axes, "mask": axes, "kinds": axes, "hidden": axes}, opset_version=17, dynamo=False,
        )  # fmt: skip
        encoder.base.set_attn_implementation("sdpa")
        in_8_bits(whole, path)
