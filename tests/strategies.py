"""Made-up transcripts and codings for properties: emoji, combining marks and odd spaces included."""

from __future__ import annotations

from hypothesis import strategies as st

from cfir_coder.model.coding import CoderKind, Coding, Evidence, Status, Valence
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn

CODES = ("outer_setting.financing", "inner_setting.culture", "process.planning")
_PIECES = [*"abc xyz.,?!'’🙂–", "\u00a0", "e\u0301", "👩\u200d⚕\ufe0f", "\n"]
speech = (
    st.lists(st.sampled_from(_PIECES), min_size=1, max_size=60).map("".join).filter(lambda text: text.strip() != "")
)


@st.composite
def transcripts(draw: st.DrawFn, document: str = "A.txt", participant: str = "P1") -> Transcript:
    """An interview of one to four questions and answers, as its reader would give it."""
    text, turns = "", []
    for _ in range(draw(st.integers(1, 4))):
        for label in ("I", "P1"):
            text += f"{label}: "
            said = draw(speech)
            turns.append(Turn(index=len(turns), speaker=label, start=len(text), end=len(text) + len(said)))
            text += said + "\n\n"
    speakers = (
        Speaker(label="I", role=Role.INTERVIEWER, reason="label"),
        Speaker(label="P1", role=Role.PARTICIPANT, participant=participant, reason="label"),
    )
    return Transcript(document=document, text=text, format="txt", speakers=speakers, turns=tuple(turns))


@st.composite
def codings(draw: st.DrawFn, transcript: Transcript, coder: str = "ana", kind: CoderKind = CoderKind.HUMAN) -> Coding:
    """One code on a span of a participant's turn."""
    turn = draw(st.sampled_from(list(transcript.turns_of(Role.PARTICIPANT))))
    start = draw(st.integers(turn.start, turn.end - 1))
    end = draw(st.integers(start + 1, turn.end))
    return Coding(
        document=transcript.document,
        text_hash=transcript.hash,
        start=start,
        end=end,
        quote=transcript.text[start:end],
        speaker=turn.speaker,
        turn=turn.index,
        code=draw(st.sampled_from(CODES)),
        valence=draw(st.none() | st.sampled_from(Valence)),
        strength=draw(st.none() | st.integers(-2, 2)),
        coder=coder,
        coder_kind=kind,
        status=Status.PROPOSED if kind is CoderKind.MACHINE else draw(st.sampled_from(Status)),
        confidence=draw(st.none() | st.floats(0, 1)),
        evidence=draw(st.just(()) | st.just((Evidence(kind="cue", what='say "so"', start=start, end=end, score=0.5),))),
        memo=draw(st.text(max_size=20)),
    )
