"""A thousand damaged files: none may break the reader, take long, or take much memory.

python -m benchmarks.damaged
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from cfir_coder.errors import TranscriptError
from cfir_coder.readers import READERS, read_transcript

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures" / "transcripts"
SAMPLE = Path(__file__).parent.parent / "transcripts_sample" / "P03_court1_peer.txt"
EACH = 90
"""Damaged files for each format."""


def main() -> None:
    """Print how many were read or refused, the slowest one, and the peak of memory."""
    chance = random.Random(11)
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        for suffix in sorted(READERS):
            sound = next(iter(FIXTURES.glob(f"clinic{suffix}")), SAMPLE).read_bytes()
            for number in range(EACH):
                path = Path(folder) / f"damaged{suffix}"
                path.write_bytes(_damaged(sound, chance))
                began = time.perf_counter()
                outcomes[_outcome(path)] += 1
                slowest = max(slowest, (time.perf_counter() - began, f"{suffix} number {number}"))
    print(f"{sum(outcomes.values())} damaged files: {dict(outcomes)}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"slowest {slowest[0]:.2f} s ({slowest[1]}), peak {memory:.0f} MB")


def _outcome(path: Path) -> str:
    try:
        read_transcript(path)
    except TranscriptError:
        return "refused with a reason"
    return "read"


def _damaged(sound: bytes, chance: random.Random) -> bytes:
    """Truncate, overwrite, repeat or replace the bytes of a sound file."""
    match chance.randrange(5):
        case 0:
            return sound[: chance.randrange(len(sound))]
        case 1:
            damaged = bytearray(sound)
            for _ in range(chance.randrange(1, 60)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            return bytes(damaged)
        case 2:
            return chance.randbytes(chance.randrange(1, 20_000))
        case 3:
            return sound + sound[chance.randrange(len(sound)) :]
        case _:
            return sound[:200] + b"a" * 1_000_000 + sound[200:]


if __name__ == "__main__":
    main()
