from cfir_coder.model.coding import CoderKind, Coding
from cfir_coder.model.transcript import Role, Speaker, Transcript


def test_a_copy_knows_nothing_of_what_was_computed_before_the_change() -> None:
    coding = Coding(
        document="a.txt",
        text_hash="0" * 64,
        start=0,
        end=1,
        quote="x",
        code="a.b",
        coder="ana",
        coder_kind=CoderKind.HUMAN,
    )
    spoken = Transcript(
        document="a.txt", text="x", format="txt", speakers=(Speaker(label="A", role=Role.PARTICIPANT),), turns=()
    )
    before = (coding.id, spoken.speaker("A").role)

    moved = coding.model_copy(update={"start": 5, "end": 6})
    told = spoken.model_copy(update={"speakers": (Speaker(label="A", role=Role.INTERVIEWER),)})

    assert ("a1daa83f508d", Role.PARTICIPANT) == before
    assert ("7f6815de7d79", Role.INTERVIEWER) == (moved.id, told.speaker("A").role)
    assert (moved, coding.id) == (coding.model_copy(update={"start": 5, "end": 6}), before[0])
