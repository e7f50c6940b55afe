"""What was learned, as JSON: arrays in base64, settings, provenance and the report. Nothing in it is ever run."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.adapter import Adapter, taught
from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.encoder import Encoder
from cfir_coder.coders.learned_fit import Correction
from cfir_coder.coders.learned_valence import Leaning
from cfir_coder.coders.sides import Trust
from cfir_coder.errors import StudyDamaged
from cfir_coder.text import counted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cfir_coder.coders.learned import Lesson

    Floats = NDArray[np.floating[Any]]

FORM = 1


@dataclass(frozen=True, slots=True)
class Applied:
    """notes: what a person should know. record: what to keep with the run."""

    notes: tuple[str, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)


def to_json(lesson: Lesson, provenance: Mapping[str, Any]) -> str:
    """What to keep. provenance: coders, texts (document by hash), encoder (hash), codebook, made_at, version."""
    adapter = lesson.adapter
    told = {
        "form": FORM,
        "provenance": dict(provenance),
        "helps": lesson.helps,
        "settings": dict(lesson.settings),
        "head": adapter.head,
        "coded": _plain(adapter.coded),
        "codes": _plain(adapter.codes),
        "own": {code: _plain(each) for code, each in adapter.own.items()},
        "valence": _plain_leaning(adapter.leaning) if adapter.leaning else None,
        "report": {
            "before": asdict(lesson.before),
            "after": asdict(lesson.after),
            "valence": asdict(lesson.valence) if lesson.valence else None,
            "codes": [asdict(gain) for gain in lesson.gains],
        },
    }
    return json.dumps(told, ensure_ascii=False)


def apply_learned(decider: Decider, encoder: Encoder, content: str) -> tuple[Decider, Applied]:
    """Teach a decider what was kept, if it fits the encoder and the codebook, and it helped; say so either way.

    Raises StudyDamaged when what was kept can't be read.
    """
    if not content:
        return decider, Applied()
    with _reading():
        told = json.loads(content)
        provenance = told["provenance"]
        adapter = Adapter(
            told["head"],
            _correction(told["coded"]),
            _correction(told["codes"]),
            {code: _correction(each) for code, each in told["own"].items()},
            _leaning(told["valence"]) if told.get("valence") else None,
        )
        reason = _why_not(told, decider, encoder)
    if reason:
        return decider, Applied((f"what was learned in this study isn't used: {reason}",), {"learned": None})
    known = set(decider.codes)
    own = {code: each for code, each in adapter.own.items() if code in known}
    adapter = replace(adapter, own=own)
    with _reading():
        note = f"used what was learned from {_origin(provenance)}; --no-learned leaves it out."
        settings = dict(told["settings"])
    return taught(decider, adapter, settings), Applied((note,), {"learned": provenance})


def _origin(provenance: Mapping[str, Any]) -> str:
    n_texts = counted(len(provenance["texts"]), "transcript")
    return f"{', '.join(provenance['coders'])} on {n_texts} ({provenance['made_at'][:10]})"


def taught_codes(content: str) -> set[str]:
    """The codes outside the framework that were taught, of what was kept.

    Raises StudyDamaged when it can't be read.
    """
    if not content:
        return set()
    with _reading():
        return set(json.loads(content)["own"].keys())


@contextmanager
def _reading() -> Iterator[None]:
    """Turn what damaged content raises into StudyDamaged."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudyDamaged(f"what was learned can't be read ({error!r}). Run `cfir learn` again.") from error


def _why_not(told: Mapping[str, Any], decider: Decider, encoder: Encoder) -> str:
    if told["form"] != FORM:
        return "another version of cfir wrote it. Run `cfir learn` again."
    if told["provenance"]["encoder"] != encoder.hash:
        return "it was learned on another encoder. Run `cfir learn` again."
    if told["head"] != decider.framework.head:
        return "this codebook follows another version of CFIR than the one it was learned with."
    if not told["helps"]:
        return "on transcripts left out it did no better than the encoder alone. Code more and run `cfir learn` again."
    return ""


def _plain(told: Correction) -> dict[str, Any]:
    return {"weights": _packed(told.weights), "bias": _packed(told.bias), "scale": told.scale}


def _correction(told: Mapping[str, Any]) -> Correction:
    return Correction(_unpacked(told["weights"]), _unpacked(told["bias"]), float(told["scale"]))


def _plain_leaning(told: Leaning) -> dict[str, Any]:
    return {"head": _plain(told.head), "codes": dict(told.codes), "trust": asdict(told.trust)}


def _leaning(told: Mapping[str, Any]) -> Leaning:
    return Leaning(_correction(told["head"]), told["codes"], Trust(**told["trust"]))


def _packed(array: Floats) -> dict[str, Any]:
    import numpy as np

    return {
        "shape": list(array.shape),
        "float32": base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode(),
    }


def _unpacked(told: Mapping[str, Any]) -> Floats:
    import numpy as np

    return np.frombuffer(base64.b64decode(told["float32"]), "<f4").reshape(told["shape"])
