"""A job that was done before: what came of it is taken from the study while nothing that it rests on has changed."""

from __future__ import annotations

import base64
import json
import platform
import zlib
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter

from cfir_coder.coders.encoder import packaged_model
from cfir_coder.coders.job import CodingJob

if TYPE_CHECKING:
    from cfir_coder.coders.machine import Coded

_NO_MATTER = frozenset({"answers", "progress", "llm", "approval"})
"""What no proposal of a coder that asks nobody else depends on."""
_SOURCES = ("coders", "codebooks", "model", "text.py")
"""Of the package, what turns a job into proposals."""
_LIBRARIES = ("numpy", "scipy", "spacy", "lemminflect", "onnxruntime", "tokenizers")


def done(job: CodingJob, code: Callable[[CodingJob], Coded]) -> Coded:
    """What a coder proposes, kept for the next time; the same job again is not done again.

    code: does the job; it must always propose the same for the same job and installation. Only the last job of a
    name is kept, quotes and all, like everything else in the study. A job with a spaCy model of the user's is always
    done: the model may have changed.
    """
    if job.answers is None or job.spacy_model:
        return code(job)
    from cfir_coder.coders.machine import Coded

    form = TypeAdapter(Coded)
    place, key = f"coded by {job.name}", key_of(job)
    kept_key, _, kept = (job.answers.get(place) or "").partition(" ")
    if kept_key == key:
        try:
            return form.validate_json(zlib.decompress(base64.b64decode(kept)))
        except (ValueError, zlib.error):
            pass  # a damaged entry is as good as none
    coded = code(job)
    packed = base64.b64encode(zlib.compress(form.dump_json(coded), level=1)).decode()
    job.answers.put(place, f"{key} {packed}")
    return coded


def key_of(job: CodingJob) -> str:
    """SHA-256 of all that the proposals rest on: the job, the program, its network and the libraries."""
    told = {each.name: _plain(getattr(job, each.name)) for each in fields(job) if each.name not in _NO_MATTER}
    return sha256(json.dumps([told, _program()], sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return sha256(value.model_dump_json().encode()).hexdigest()
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


@cache
def _program() -> list[str]:
    """Digests of the sources and of the network's card, and the versions of what computes."""
    from importlib.metadata import version

    package = Path(__file__).parent.parent
    digest = sha256()
    for name in _SOURCES:
        within = package / name
        for file in sorted(within.rglob("*")) if within.is_dir() else [within]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(package)} {file.stat().st_size}\n".encode() + file.read_bytes())
    model = packaged_model()
    card = sha256((model / "card.json").read_bytes()).hexdigest() if model else ""
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    return [digest.hexdigest(), card, platform.python_version(), platform.machine(), *libraries]
