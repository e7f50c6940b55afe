"""Bare agreement in focus groups: "yeah, same here" endorses the turn before it."""

from __future__ import annotations

import re

from cfir_coder.model.coding import Endorsement
from cfir_coder.model.transcript import Role, Transcript, Turn

MOST_WORDS = 7
"""Words of the longest bare agreement."""

_AGREEMENT = re.compile(
    r"(?:(?:oh|well|and|but)[ ,]+)?(?:"
    r"yes|yeah|yep|yup|uh[- ]?huh|mm[- ]?hmm?|mhm|right|exactly|absolutely|definitely|totally|agreed|sure|true"
    r"|ditto|amen"
    r"|for sure|of course|no doubt|that's (?:right|true|it|so true|exactly it|what i think too)|so true|very true"
    r"|i (?:totally |completely |would |do )?(?:agree|second that)(?: with (?:that|you|her|him|them|what \w+ said))?"
    r"|same(?: here| for me| with (?:me|us)| thing(?: here)?)?|me too|us too|same as (?:her|him|you|them)"
    r"|(?:what|like) (?:she|he|they|you) said|couldn't agree more|a hundred percent|one hundred percent|hundred percent"
    r")"
)
_BETWEEN = re.compile(r"[\s,.;!–—-]+|(?<=\w) and ")
_NOT_SAID = re.compile(r"\[[^\]]*\]|\([^)]*\)")


def is_bare_agreement(speech: str) -> bool:
    """Whether a turn says nothing but that somebody agrees. A question isn't agreement."""
    said = _NOT_SAID.sub(" ", speech).lower().replace("’", "'").strip(" .,!;–—-\n")
    if not said or len(said.split()) > MOST_WORDS or "?" in said:
        return False
    at = 0
    while at < len(said):
        match = _AGREEMENT.match(said, at)
        if match is None or not match.group():
            return False
        at = match.end()
        gap = _BETWEEN.match(said, at)
        if gap is None and at < len(said):
            return False
        at = gap.end() if gap else at
    return True


def endorsements(transcript: Transcript) -> list[Endorsement]:
    """Every bare agreement of a participant with what another participant said last.

    Agreement with an interviewer's question endorses nothing. Others who agree in a row endorse the same turn.
    """
    found = []
    last: Turn | None = None
    for turn in transcript.turns:
        speaker = transcript.speaker(turn.speaker)
        if speaker.role is Role.INTERVIEWER:
            last = None
        elif not is_bare_agreement(transcript.speech(turn)):
            last = turn if speaker.role is Role.PARTICIPANT else None
        elif last is not None and last.speaker != turn.speaker:
            found.append(
                Endorsement(
                    text_hash=transcript.hash,
                    turn=turn.index,
                    speaker=turn.speaker,
                    participant=speaker.participant or "",
                    endorsed=last.index,
                )
            )
    return found
