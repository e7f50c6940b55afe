"""WebVTT and SubRip: Zoom, Teams, Webex, Stream, YouTube, Whisper."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any

from cfir_coder.errors import TranscriptError
from cfir_coder.readers.captions import Caption, draft_from_captions
from cfir_coder.readers.decoding import decode
from cfir_coder.readers.dialogue import Draft
from cfir_coder.text import canonical_text

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^<>\n]{1,200})>")
_TAG = re.compile(r"</?[a-zA-Z0-9:.][^<>]*>")
_WEBEX = re.compile(r'^\s*(?:\d+\s+)?"([^"]*)"\s*(?:\(\d*\))?\s*$')


def read_vtt(raw: bytes) -> Draft:
    """Read cues; the speaker is the voice tag, else Webex's cue identifier, else a label in the words."""
    import webvtt

    decoded = decode(raw)
    try:
        cues = webvtt.from_string(canonical_text(decoded.text)).captions
    except (
        webvtt.errors.MalformedFileError,
        webvtt.errors.MalformedCaptionError,
        ValueError,
        IndexError,
    ) as exc:
        raise TranscriptError(
            "isn't WebVTT: its first line must be WEBVTT. Export it again, or save it as .txt."
        ) from exc
    lines = _without_rolling([cue.raw_text.split("\n") for cue in cues])
    captions = [caption for cue, kept in zip(cues, lines, strict=True) for caption in _captions(cue, "\n".join(kept))]
    spoken = [caption for caption in captions if caption.words.strip()]
    has_voices = any(_VOICE.search(cue.raw_text) for cue in cues)
    convention = "voice tags" if has_voices else "speaker in the cue identifier"
    return draft_from_captions(spoken, convention=convention, encoding=decoded.encoding)


def _captions(cue: Any, raw: str) -> Iterator[Caption]:
    """One caption for each voice in a cue."""
    start, end = cue.start_time.in_milliseconds(), cue.end_time.in_milliseconds()
    pieces = _VOICE.split(raw)
    webex = _WEBEX.match(cue.identifier or "")
    if pieces[0].strip():
        yield Caption(_plain(pieces[0]), (webex[1].strip() or None) if webex else None, start, end)
    for voice, words in zip(pieces[1::2], pieces[2::2], strict=True):
        yield Caption(_plain(words), _plain(voice).strip() or None, start, end)


def _plain(raw: str) -> str:
    return html.unescape(_TAG.sub("", raw))


def _without_rolling(cues: Sequence[Sequence[str]]) -> list[list[str]]:
    """Drop the lines that automatic captions show again from the cue before."""
    kept: list[list[str]] = []
    shown: list[str] = []
    rolls = any("<c>" in line for lines in cues for line in lines)
    for lines in cues:
        plain = [_plain(line).strip() for line in lines]
        if rolls:
            kept.append([line for line, words in zip(lines, plain, strict=True) if words and words not in shown])
            shown = [words for words in plain if words] or shown
        else:
            kept.append(list(lines))
    return kept


def read_srt(raw: bytes) -> Draft:
    """Read subtitles; a speaker is a label in the words."""
    import srt

    decoded = decode(raw)
    text = canonical_text(decoded.text)
    if "-->" not in text:
        raise TranscriptError("isn't SubRip: no line has the form 00:00:01,000 --> 00:00:02,000. Save it as .txt.")
    logging.getLogger("srt").setLevel(logging.CRITICAL)
    try:
        subtitles = list(srt.parse(text, ignore_errors=True))
    except (srt.SRTParseError, ValueError, OverflowError) as exc:
        raise TranscriptError(f"isn't SubRip ({exc}). Export it again, or save it as .txt.") from exc
    captions = [
        Caption(_plain(subtitle.content), None, _ms(subtitle.start), _ms(subtitle.end)) for subtitle in subtitles
    ]
    return draft_from_captions(captions, encoding=decoded.encoding)


def _ms(moment: Any) -> int:
    return int(moment.total_seconds() * 1000 + 0.5)
