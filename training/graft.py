"""The exported network with the layers that judge valence: one graph, of which the lowest layers serve both.

It reads `ids`, `mask`, `kinds`, and `text`: the places of the pieces that the layers for valence read. It gives
`hidden` of all pieces and `tone` of those.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from training.eight_bits import in_8_bits
from training.model import WIDTH, Network
from training.tone import LOWEST, Tone

LOWER = f"/base/encoder/layer.{LOWEST - 1}/output/LayerNorm/LayerNormalization_output_0"
"""What the lowest layers make of each piece."""
PREFIX = "tone/"
PRODUCTS = ("attention/self/query", "attention/self/key", "attention/self/value", "attention/output/dense",
            "intermediate/dense", "output/dense")  # fmt: skip


def upper_layers(network: Path, n_layers: int) -> nn.ModuleList:
    """The network's layers above the lowest ones, to go on training from; 8-bit weights become what they stand for."""
    numbers = range(LOWEST, n_layers)
    return _layers_of(network, [(f"/base/encoder/layer.{each}/", f"base.encoder.layer.{each}.") for each in numbers])


def tone_layers(network: Path, n_layers: int) -> nn.ModuleList:
    """The layers that judge valence in a finished model of so many layers, to go on training from."""
    numbers = range(n_layers - LOWEST)
    return _layers_of(network, [(f"{PREFIX}/layers.{each}/", f"{PREFIX}tone.layers.{each}.") for each in numbers])


def _layers_of(network: Path, names: Sequence[tuple[str, str]]) -> nn.ModuleList:
    """names: for each layer what the names of its products begin with, and those of its other weights."""
    graph = onnx.load(network).graph
    arrays = {each.name: each for each in graph.initializer}
    nodes = {node.name: node for node in graph.node}
    return nn.ModuleList(_layer_of(nodes, arrays, *each) for each in names)


def _layer_of(nodes: dict[str, Any], arrays: dict[str, Any], place: str, named: str) -> nn.Module:
    layer = _layer()
    told = {}
    for product in PRODUCTS:
        weights = _weights(nodes, arrays, place + product)
        told[f"{product.replace('/', '.')}.weight"] = torch.tensor(weights.T.copy())
    for name in layer.state_dict().keys() - told.keys():
        told[name] = torch.tensor(numpy_helper.to_array(arrays[named + name]).copy())
    layer.load_state_dict(told)
    return layer


def take_up(network: Network, model: Path) -> None:
    """Give a network the weights of a finished model, whose lowest layers are the base's."""
    upper = network.encoder.base.encoder.layer[LOWEST:]
    upper.load_state_dict(upper_layers(model / "encoder.onnx", LOWEST + len(upper)).state_dict())
    with np.load(model / "heads.npz") as arrays:
        heads = {name: torch.tensor(arrays[name].astype(np.float32)) for name in arrays.files}
    heads |= {f"valence.{part}": heads[f"own_valence.{part}"] for part in ("weight", "bias")}
    network.heads.load_state_dict({name: heads[name] for name in network.heads.state_dict()})


def _weights(nodes: dict[str, Any], arrays: dict[str, Any], product: str) -> np.ndarray:
    """(in, out) weights of a product, whole or in 8 bits."""
    whole = nodes.get(f"{product}/MatMul")
    if whole is not None:
        return numpy_helper.to_array(arrays[whole.input[1]])
    rounded = nodes[f"{product}/MatMul_quant"].input
    scale = numpy_helper.to_array(arrays[rounded[1].removesuffix("_quantized") + "_scale"])
    steps, zero = (numpy_helper.to_array(arrays[name]).astype(np.float32) for name in (rounded[1], rounded[3]))
    return (steps - zero) * scale


def _layer() -> nn.Module:
    from transformers import BertConfig
    from transformers.models.bert.modeling_bert import BertLayer

    config = BertConfig(hidden_size=WIDTH, num_attention_heads=12, intermediate_size=4 * WIDTH, hidden_dropout_prob=0.0,
                        attention_probs_dropout_prob=0.0)  # fmt: skip
    config._attn_implementation = "sdpa"
    return BertLayer(config)


def graft(network: Path, tone: Tone | None) -> None:
    """Write the layers for valence into an exported network, in place of those that it has.

    tone: None gives an untrained network's own vectors as tones, so that it can be read at all.
    """
    model = onnx.load(network)
    graph = model.graph
    for field in (graph.node, graph.initializer):
        kept = [each for each in field if not each.name.startswith(PREFIX)]
        del field[:]
        field.extend(kept)
    kept = [each for each in graph.output if each.name != "tone"]
    del graph.output[:]
    graph.output.extend([*kept, helper.make_tensor_value_info("tone", TensorProto.FLOAT, ["windows", "read", WIDTH])])
    if not any(each.name == "text" for each in graph.input):
        graph.input.append(helper.make_tensor_value_info("text", TensorProto.INT64, ["read"]))
    read = f"{PREFIX}lower" if tone else "tone"
    graph.node.append(
        helper.make_node("Gather", [LOWER if tone else "hidden", "text"], [read], name=f"{PREFIX}gather", axis=1)
    )
    if tone:
        part = _exported(tone)
        graph.node.extend(part.graph.node)
        graph.initializer.extend(part.graph.initializer)
        known = {each.domain for each in model.opset_import}
        model.opset_import.extend(each for each in part.opset_import if each.domain not in known)
    onnx.checker.check_model(model)
    onnx.save(model, network)


def _exported(tone: Tone) -> Any:
    """The layers as a graph from `tone/lower` to `tone`, every other name with the prefix.

    All products in 8 bits: valence on passages of q5, q6 and r5 was .723, .732 with those whole that the network keeps
    whole, on right codes in the transcripts of r1 to r3 .833 either way, and reading takes a tenth less.
    """
    layers = _Layers(tone).eval()
    for layer in tone.layers:
        layer.attention.self.config._attn_implementation = "eager"
    lower = torch.zeros(1, 16, WIDTH)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole, rounded = Path(folder) / "whole.onnx", Path(folder) / "rounded.onnx"
        torch.onnx.export(
            layers, (lower,), str(whole), input_names=["lower"], output_names=["tone"],
            dynamic_axes={"lower": {1: "read"}, "tone": {1: "read"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        in_8_bits(whole, rounded, every=True)
        part = onnx.compose.add_prefix(onnx.load(rounded), PREFIX)
    for node in part.graph.node:
        for index, name in enumerate(node.output):
            if name == f"{PREFIX}tone":
                node.output[index] = "tone"
    return part


class _Layers(nn.Module):
    def __init__(self, tone: Tone) -> None:
        super().__init__()
        self.tone = tone

    def forward(self, lower: torch.Tensor) -> torch.Tensor:
        return self.tone.tones(lower)
