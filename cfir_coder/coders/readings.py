"""What the encoder read, kept in the study from one run to the next."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from hashlib import sha256
from itertools import count

from cfir_coder.coders.encoder import WIDTH, Encoder, Passage, Reading
from cfir_coder.coders.job import AnswerStore


def read_kept(
    encoder: Encoder,
    groups: Iterable[Sequence[Passage]],
    store: AnswerStore | None,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[list[Reading]]:
    """Read groups of passages (a transcript, a codebook), or take what is kept of an earlier reading of a group.

    groups: a group is read while the next ones are still made. progress: told how many passages are done, of those that
    have to be read.
    """
    found: list[list[Reading]] = []
    begun: list[tuple[int, str, list[Future[Reading]]]] = []
    try:
        for passages in groups:
            key = _key(encoder, passages)
            kept = _kept(store, key, passages)
            if kept is None and passages:
                begun.append((len(found), key, encoder.begin(passages)))
            found.append(kept or [])
        total, done = sum(len(futures) for _, _, futures in begun), count(1)
        for group, key, futures in begun:
            for future in futures:
                found[group].append(future.result())
                progress(next(done), total)
            _keep(store, key, found[group])
    finally:
        for _, _, futures in begun:
            for future in futures:
                future.cancel()
    return found


def _key(encoder: Encoder, passages: Sequence[Passage]) -> str:
    """SHA-256 of the network and of all that it reads of one group."""
    told = [[one.question, one.text, one.sentences] for one in passages]
    return sha256(json.dumps([encoder.hash, told]).encode()).hexdigest()


def _keep(store: AnswerStore | None, key: str, readings: Sequence[Reading]) -> None:
    if store is None or not readings:
        return
    import numpy as np

    raw = io.BytesIO()
    whole = Reading.joined(readings)
    sentences = np.array([len(one.lengths) for one in readings])
    np.savez(raw, vectors=whole.vectors, tones=whole.tones, lengths=whole.lengths, sentences=sentences)
    store.put(key, base64.b64encode(raw.getvalue()).decode())


def _kept(store: AnswerStore | None, key: str, passages: Sequence[Passage]) -> list[Reading] | None:
    """What is kept of a group; a damaged entry is as good as none."""
    kept = store.get(key) if store is not None else None
    if kept is None:
        return None
    try:
        readings = _unpacked(kept)
    except Exception:  # unpacking damaged bytes raises anything (BadZipFile, EOFError, KeyError, their own)
        return None
    sizes = [(len(one.sentences), WIDTH) for one in passages]
    whole = all(sizes == [getattr(one, name).shape for one in readings] for name in ("vectors", "tones"))
    return readings if whole and [(n,) for n, _ in sizes] == [one.lengths.shape for one in readings] else None


def _unpacked(kept: str) -> list[Reading]:
    import numpy as np

    with np.load(io.BytesIO(base64.b64decode(kept))) as arrays:
        ends = arrays["sentences"].cumsum()[:-1]
        parts = zip(*(np.split(arrays[name], ends) for name in ("vectors", "tones", "lengths")), strict=True)
        return [Reading(*each) for each in parts]
