"""Third-party parsers meet damaged files: whatever they raise becomes one clear refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cfir_coder.errors import TranscriptError
from cfir_coder.text import one_line


@contextmanager
def refusing_damage(what: str, mend: str) -> Iterator[None]:
    """Turn what a parser raises into a TranscriptError; the reader's own refusals pass.

    Parsers raise anything on damaged input (KeyError, RecursionError, their own), so all is caught.
    """
    try:
        yield
    except TranscriptError:
        raise
    except MemoryError as exc:
        raise TranscriptError("needs more memory than there is. Split it, or export it as text.") from exc
    except Exception as exc:
        reason = one_line(str(exc))[:120]
        raise TranscriptError(f"isn't {what}, or is damaged{f' ({reason})' if reason else ''}. {mend}") from exc
