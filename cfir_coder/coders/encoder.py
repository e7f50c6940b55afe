"""The encoder: sentences as vectors of what they mean where they stand. The only file that knows onnxruntime.

A small transformer (6 layers, 384 wide) trained for CFIR, see `training/` and the model card. It runs on the CPU and
never opens a connection.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfir_coder.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float16]

NAME = "cfir-encoder"
FILES = ("encoder.onnx", "heads.npz", "tokenizer.json")
"""What a model's card gives the SHA-256 of."""
WIDTH = 384
MOST_PIECES = 256
"""Word pieces of one window; what is beyond them isn't read."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read at once: a question (or ""), what was said after it, and its sentences as character ranges."""

    question: str
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """vectors: (sentences, 384), the mean of each sentence's word pieces; lengths: (sentences,) word pieces.

    tones: (sentences, 384), the same of the layers that judge valence.
    A sentence without any piece has length 0 and vectors of zeros.
    """

    vectors: Vectors
    tones: Vectors
    lengths: NDArray[np.int32]

    @classmethod
    def joined(cls, readings: Sequence[Reading]) -> Reading:
        """Several as one, in their order."""
        import numpy as np

        return cls(*(np.concatenate([getattr(one, name) for one in readings]) for name in cls.__slots__))


class Encoder:
    """The packaged model, or one in a folder of the same layout, loaded when it is first used.

    Raises UsageError when the folder holds no model, or a file of it isn't what its card says.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or packaged_model()
        if self._folder is None or not (self._folder / "card.json").is_file():
            raise UsageError("this installation holds no encoder. Install cfir_coder anew, or use --coder cues.")
        self.card = _read_card(self._folder / "card.json")

    @property
    def hash(self) -> str:
        """SHA-256 of the network, which names what its vectors came from."""
        return str(self.card["sha256"]["encoder.onnx"])

    @cached_property
    def heads(self) -> dict[str, NDArray[np.float32]]:
        """The arrays of the heads, by name."""
        import io

        import numpy as np

        with np.load(io.BytesIO(self._bytes("heads.npz"))) as arrays:
            return {name: arrays[name].astype(np.float32) for name in arrays.files}

    def begin(self, passages: Sequence[Passage]) -> list[Future[Reading]]:
        """Begin to read passages, each by itself: none depends on what else is read.

        A network that isn't what its card says is told by the result, as UsageError.
        """
        session = self._session
        pairs = [(one.question, one.text) if one.question else one.text for one in passages]
        encodings = self._tokenizer.encode_batch(pairs)
        return [self._threads.submit(_read_one, session, *each) for each in zip(encodings, passages, strict=True)]

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Read passages, and wait for it."""
        return [future.result() for future in self.begin(passages)]

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=_processors())

    @cached_property
    def _tokenizer(self) -> Any:
        """Cuts what was said, and only a question that takes most of the room by itself."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_buffer(self._bytes("tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MOST_PIECES, strategy="longest_first")
        return tokenizer

    @cached_property
    def _session(self) -> Future[Any]:
        """Made by a thread; readings wait for it."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # passages are read side by side instead

        def made() -> Any:
            network = self._bytes("encoder.onnx")
            return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])

        return self._threads.submit(made)

    def check(self) -> None:
        """Raise UsageError when a file of the model isn't what its card says."""
        for name in FILES:
            self._bytes(name)

    def _bytes(self, name: str) -> bytes:
        file = self._folder / name if self._folder else None
        raw = file.read_bytes() if file and file.is_file() else b""
        if sha256(raw).hexdigest() != self.card["sha256"][name]:
            raise UsageError(f"{self._folder}/{name} isn't what the model's card says. Install cfir_coder anew.")
        return raw


def packaged_model() -> Path | None:
    """The folder of the model that comes with cfir, or None when the installation has none."""
    folder = Path(str(resources.files("cfir_coder"))) / "_models" / NAME
    return folder if (folder / "card.json").is_file() else None


def _read_card(path: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        whole = set(FILES) <= set(card["sha256"]) and {"name", "version", "outputs", "deciding"} <= set(card)
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise UsageError(f"{path} is damaged. Install cfir_coder anew, or use --coder cues.")
    return card


def _processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _read_one(session: Future[Any], encoding: Any, passage: Passage) -> Reading:
    import numpy as np

    told = {"ids": encoding.ids, "mask": encoding.attention_mask, "kinds": encoding.type_ids}
    feed = {name: np.array([values], dtype=np.int64) for name, values in told.items()}
    inside = np.flatnonzero(np.array(encoding.sequence_ids, dtype=object) == (1 if passage.question else 0))
    feed["text"] = np.concatenate(([0], inside, [len(encoding.ids) - 1]))
    hidden, tone = session.result().run(("hidden", "tone"), feed)
    starts = np.array([encoding.offsets[index][0] for index in inside])
    return _pooled(np.hstack((hidden[0][inside], tone[0][1:-1])), starts, passage.sentences)


def _pooled(pieces: NDArray[np.float32], starts: NDArray[np.int64], sentences: Sequence[tuple[int, int]]) -> Reading:
    """Mean over the pieces that begin in each sentence.

    pieces: (pieces, 768), vectors and tones side by side. starts: (pieces,) where each begins in the text.
    """
    import numpy as np

    bounds = np.searchsorted(starts, np.array(sentences).reshape(-1, 2))
    sums = np.concatenate([np.zeros((1, pieces.shape[1]), np.float32), pieces.cumsum(0, dtype=np.float32)])
    lengths = (bounds[:, 1] - bounds[:, 0]).astype(np.int32)
    means = (sums[bounds[:, 1]] - sums[bounds[:, 0]]) / np.maximum(lengths, 1)[:, None]
    vectors, tones = np.split(means.astype(np.float16), 2, axis=1)
    return Reading(vectors, tones, lengths)
