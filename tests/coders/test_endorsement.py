import pytest

from cfir_coder.coders.endorsement import endorsements, is_bare_agreement
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn


@pytest.mark.parametrize(
    "speech",
    [
        "Yeah.",
        "Yeah, same here.",
        "Exactly, exactly.",
        "Mm-hmm.",
        "Yes, I agree with that.",
        "[laughs] Yeah, me too.",
        "What she said.",
        "I agree. Totally.",
        "Uh-huh, yeah",
        "That’s right.",
    ],
)
def test_agreement_and_nothing_else(speech: str) -> None:
    assert is_bare_agreement(speech)


@pytest.mark.parametrize(
    "speech",
    [
        "",
        "No.",
        "Right?",
        "Yeah, but the bus is late.",
        "Sure, we call them.",
        "Yes and it costs",
        "[laughs]",
        "Samesame",
    ],
)
def test_whoever_says_more_or_less_doesnt_merely_agree(speech: str) -> None:
    assert not is_bare_agreement(speech)


def group(*said: tuple[str, str]) -> Transcript:
    roles = {"M": Role.INTERVIEWER, "X": Role.UNKNOWN}
    text, turns = "", []
    for index, (label, speech) in enumerate(said):
        text += f"{label}: "
        turns.append(Turn(index=index, speaker=label, start=len(text), end=len(text) + len(speech)))
        text += f"{speech}\n"
    labels = dict.fromkeys(label for label, _ in said)
    speakers = tuple(
        Speaker(label=label, role=roles.get(label, Role.PARTICIPANT), participant=None if label in roles else label)
        for label in labels
    )
    return Transcript(document="g.txt", text=text, format="txt", speakers=speakers, turns=tuple(turns))


def test_all_who_agree_in_a_row_endorse_the_same_turn() -> None:
    transcript = group(("M", "Well?"), ("A", "It is far."), ("B", "Yeah."), ("X", "Exactly."), ("C", "Same."))

    assert [("B", "B", 1), ("X", "", 1), ("C", "C", 1)] == [
        (one.speaker, one.participant, one.endorsed) for one in endorsements(transcript)
    ]


def test_yes_to_a_question_endorses_nobody_and_nobody_endorses_himself() -> None:
    assert [] == endorsements(group(("M", "Is it far?"), ("A", "Yes."), ("B", "Yeah.")))
    assert [] == endorsements(group(("A", "It is far."), ("A", "Yeah.")))
