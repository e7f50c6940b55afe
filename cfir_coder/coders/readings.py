"""What the encoder read, kept in the study from one run to the next."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Sequence
from hashlib import sha256

from cfir_coder.coders.encoder import Encoder, Passage, Reading
from cfir_coder.coders.job import AnswerStore


def read_kept(
    encoder: Encoder,
    groups: Sequence[Sequence[Passage]],
    store: AnswerStore | None,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[list[Reading]]:
    """Read groups of passages (a transcript, a codebook), or take what is kept of an earlier reading of a group.

    progress: told how many passages are done, of those that have to be read.
    """
    keys = [_key(encoder, passages) for passages in groups]
    kept = [_kept(store, key) for key in keys]
    missing = [index for index, found in enumerate(kept) if found is None]
    todo = [passage for index in missing for passage in groups[index]]
    if todo:
        progress(0, len(todo))
        fresh = iter(encoder.read(todo, progress=lambda done: progress(done, len(todo))))
        for index in missing:
            kept[index] = [next(fresh) for _ in groups[index]]
            _keep(store, keys[index], kept[index] or [])
    return [found or [] for found in kept]


def _key(encoder: Encoder, passages: Sequence[Passage]) -> str:
    """SHA-256 of the network and of all that it reads of one group."""
    told = [[one.question, one.text, one.sentences] for one in passages]
    return sha256(json.dumps([encoder.hash, told]).encode()).hexdigest()


def _keep(store: AnswerStore | None, key: str, readings: Sequence[Reading]) -> None:
    if store is None or not readings:
        return
    import numpy as np

    raw = io.BytesIO()
    np.savez(
        raw,
        vectors=np.concatenate([one.vectors for one in readings]),
        lengths=np.concatenate([one.lengths for one in readings]),
        sentences=np.array([len(one.lengths) for one in readings]),
    )
    store.put(key, base64.b64encode(raw.getvalue()).decode())


def _kept(store: AnswerStore | None, key: str) -> list[Reading] | None:
    kept = store.get(key) if store is not None else None
    if kept is None:
        return None
    import numpy as np

    with np.load(io.BytesIO(base64.b64decode(kept))) as arrays:
        ends = arrays["sentences"].cumsum()[:-1]
        pairs = zip(np.split(arrays["vectors"], ends), np.split(arrays["lengths"], ends), strict=True)
        return [Reading(vectors, lengths) for vectors, lengths in pairs]
