"""A made-up study with everything that tables have to tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cfir_coder.matrices.waist import coding_table
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.coding import CoderKind, Coding
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn

DOMAIN, CONSTRUCT, THEME = CodeKind.DOMAIN, CodeKind.CONSTRUCT, CodeKind.THEME
BOOK = Codebook(
    id="t",
    name="T",
    version="1",
    codes=(
        Code(id="inductive.rain", name="Rain", kind=THEME),
        Code(id="inner", name="Inner Setting", kind=DOMAIN),
        Code(id="inner.structure", name="Structure", kind=CONSTRUCT, parent="inner"),
        Code(id="inner.culture", name="Culture", kind=CONSTRUCT, parent="inner"),
        Code(id="inner.structure.work", name="Work", kind=CONSTRUCT, parent="inner.structure"),
        Code(id="outer", name="Outer Setting", kind=DOMAIN),
        Code(id="outer.money", name="Money", kind=CONSTRUCT, parent="outer"),
        Code(id="inner.structure.late", name="Late shifts", kind=THEME, parent="inner.structure.work"),
    ),
)
PEOPLE = (
    Participant(id="P1", site="Court 10", role="judge", attributes={"setting": "rural", "status": "paid"}),
    Participant(id="P2", site="Court 2", role="peer", attributes={"setting": "urban", "status": ""}),
    Participant(id="P3", site="Court 2", role="judge"),
)
WORDS = "Money is late and we wait for the rain every single day of the year, all of us here."


def group(document: str, *people: str) -> Transcript:
    """A conversation in which each says the same words; "?" is a voice that nobody is known by."""
    text, turns = "", []
    for index, person in enumerate(people):
        text += f"{person}: "
        turns.append(Turn(index=index, speaker=person, start=len(text), end=len(text) + len(WORDS)))
        text += WORDS + "\n"
    speakers = tuple(
        Speaker(
            label=person,
            role=Role.INTERVIEWER if person == "I" else Role.PARTICIPANT,
            participant=person if person.startswith("P") else None,
        )
        for person in people
    )
    return Transcript(document=document, text=text, format="txt", speakers=speakers, turns=tuple(turns))


ALONE, TOGETHER = group("a.txt", "I", "P1"), group("b.txt", "P2", "?", "P3")
TRANSCRIPTS = (ALONE, TOGETHER)


def coded(transcript: Transcript, said: int, code: str, valence: str | None = None, **told: Any) -> Coding:
    """A machine's coding of the first five characters of its turn `said`, unless told otherwise."""
    spoken = transcript.turns[said]
    first, last = told.pop("chars", (0, 5))
    return Coding(
        **{
            "document": transcript.document,
            "text_hash": transcript.hash,
            "start": spoken.start + first,
            "end": spoken.start + last,
            "quote": transcript.text[spoken.start + first : spoken.start + last],
            "speaker": spoken.speaker,
            "turn": said,
            "code": code,
            "valence": valence,
            "coder": "cues",
            "coder_kind": CoderKind.MACHINE,
            "status": "proposed",
            **told,
        }
    )


def laid_out(*codings: Coding, transcripts: Sequence[Transcript] = TRANSCRIPTS) -> pd.DataFrame:
    """The coding table of that study."""
    return coding_table(codings, transcripts, PEOPLE, BOOK)
