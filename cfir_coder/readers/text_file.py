"""Plain text and Markdown: the file's own text is the canonical one."""

from __future__ import annotations

from cfir_coder.readers.decoding import decode
from cfir_coder.readers.dialogue import Draft
from cfir_coder.text import canonical_text


def read_text(raw: bytes) -> Draft:
    """Decode; drop the byte order mark and turn line ends into LF, nothing else."""
    decoded = decode(raw)
    warnings = (f"The encoding is a guess: {decoded.encoding}.",) if decoded.is_guess else ()
    return Draft(canonical_text(decoded.text), decoded.encoding, warnings=warnings)
