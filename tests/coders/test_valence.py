import pytest

from cfir_coder.codebooks import load_valence_lexicon
from cfir_coder.coders.nlp import Language
from cfir_coder.coders.valence import Judgement, ValenceJudge
from cfir_coder.model.coding import Valence
from cfir_coder.model.cue import parse_cue
from cfir_coder.model.valence import Effect, ValenceGroup, ValenceLexicon


@pytest.fixture(scope="module")
def language() -> Language:
    return Language()


@pytest.fixture(scope="module")
def judge(language: Language) -> ValenceJudge:
    return ValenceJudge(load_valence_lexicon(), language)


def judged(judge: ValenceJudge, language: Language, speech: str) -> Judgement:
    tokens = language.tokens(speech)
    return judge.judge(tokens, 0, len(tokens.forms))


@pytest.mark.parametrize(
    ("speech", "expected"),
    [
        ("It's difficult.", "barrier"),
        ("Lack of training is a problem.", "barrier"),
        ("The paperwork is a nightmare.", "barrier"),
        ("There's no bus.", "barrier"),
        ("There is no money for it.", "barrier"),
        ("We don't have a nurse.", "barrier"),
        ("Nobody told us.", "barrier"),
        ("They're not very responsive.", "barrier"),
        ("It isn't helpful.", "barrier"),
        ("I'm not confident in it.", "barrier"),
        ("I wish we had a nurse on the team.", "barrier"),
        ("It would be nice if they came.", "barrier"),
        ("We could use a second van.", "barrier"),
        ("I'd love to see a supportive judge.", "barrier"),
        ("Ideally they'd listen.", "barrier"),
        ("My hands are tied.", "barrier"),
        ("It's like pulling teeth.", "barrier"),
        ("It fell through the cracks.", "barrier"),
        ("The grant dried up.", "barrier"),
        ("It got worse.", "barrier"),
        ("They're great and friendly, but they don't have beds.", "barrier"),
        ("What am I supposed to do?", "barrier"),
        ("Good luck with that.", "barrier"),
        ("It's a waste of time.", "barrier"),
        ("On paper it's fine.", "barrier"),
        ("There's a shortage.", "barrier"),
        ("They refuse.", "barrier"),
        ("It's a huge plus.", "facilitator"),
        ("It made all the difference.", "facilitator"),
        ("It's a game changer.", "facilitator"),
        ("It runs like clockwork.", "facilitator"),
        ("It's a breath of fresh air.", "facilitator"),
        ("They go above and beyond.", "facilitator"),
        ("There's no wait.", "facilitator"),
        ("No problem at all.", "facilitator"),
        ("It's never been a problem.", "facilitator"),
        ("We never had an issue.", "facilitator"),
        ("It hasn't been hard.", "facilitator"),
        ("I can't complain.", "facilitator"),
        ("It's not bad.", "facilitator"),
        ("Couldn't ask for better.", "facilitator"),
        ("I can't say enough good about them.", "facilitator"),
        ("It's a no-brainer.", "facilitator"),
        ("Not only quick, reliable.", "facilitator"),
        ("We don't have to fight for it.", "facilitator"),
        ("She's on board.", "facilitator"),
        ("He came around.", "facilitator"),
        ("It's getting better.", "facilitator"),
        ("Back then it was difficult, a nightmare.", "facilitator"),
        ("It's hard, but they're friendly and reliable and quick.", "facilitator"),
        ("Even though it's difficult, it works.", "facilitator"),
        ("Thank goodness she listens.", "facilitator"),
        ("They're trustworthy and I trust them.", "facilitator"),
        ("The docket is on the second floor.", "neutral"),
        ("", "neutral"),
    ],
)
def test_which_way_a_sentence_leans(judge: ValenceJudge, language: Language, speech: str, expected: str) -> None:
    assert expected == judged(judge, language, speech).valence


@pytest.mark.parametrize(
    "speech",
    [
        "He had a positive screen.",
        "He had a clean test.",
        "It is a problem-solving court.",
        "She runs the support group.",
        "He has a drug problem.",
        "Substance abuse, mental health problems.",
        "Good morning.",
        "It's in the waiting room.",
        "The help desk.",
        "I work in the health department.",
    ],
)
def test_words_of_the_topic_are_no_verdict(judge: ValenceJudge, language: Language, speech: str) -> None:
    assert () == judged(judge, language, speech).evidence


@pytest.mark.parametrize(
    "speech",
    [
        "It's a mixed bag.",
        "On the one hand they call, on the other hand they never write.",
        "It cuts both ways.",
        "It depends on the nurse.",
    ],
)
def test_words_that_tell_of_both_sides_make_a_stretch_mixed(
    judge: ValenceJudge, language: Language, speech: str
) -> None:
    assert Valence.MIXED == judged(judge, language, speech).valence


@pytest.mark.parametrize(
    ("speech", "strength"),
    [
        ("It's difficult.", -1),
        ("Last week it was difficult.", -2),
        ("It's absolutely difficult.", -2),
        ("It's kind of absolutely difficult.", -1),
        ("My hands are tied.", -2),
        ("They're supportive.", 1),
        ("It runs like clockwork.", 2),
        ("It is Tuesday.", 0),
    ],
)
def test_strength_is_two_for_a_told_example_or_strong_words(
    judge: ValenceJudge, language: Language, speech: str, strength: int
) -> None:
    assert strength == judged(judge, language, speech).strength


def test_the_words_that_decided_are_told_with_their_place(judge: ValenceJudge, language: Language) -> None:
    speech = "There's no money for it."

    (reason,) = judged(judge, language, speech).evidence

    assert ("too little", "there 's no money") == (reason.group, reason.words)
    assert (0, 4) == (reason.start, reason.end)
    assert reason.lean < 0


@pytest.mark.parametrize(
    ("speech", "certain"),
    [
        ("Funding is a barrier.", "barrier"),
        ("The biggest challenge is transportation.", "barrier"),
        ("Leadership support is a facilitator.", "facilitator"),
        ("The main facilitator was that the state pays.", "facilitator"),
        ("Lack of training is a barrier.", "barrier"),
        ("A lack of time was the main obstacle.", "barrier"),
        ("Funding isn't a barrier.", ""),
        ("No one is a barrier.", ""),
        ("Funding was a barrier, but the state pays now.", ""),
        ("There was a facilitator at the first meeting.", ""),
        ("The cost is a barrier and the price is the main facilitator.", ""),
        ("It's difficult.", ""),
    ],
)
def test_what_is_called_a_barrier_or_a_facilitator_is_certain(
    judge: ValenceJudge, language: Language, speech: str, certain: str
) -> None:
    told = judged(judge, language, speech)

    assert certain == (told.valence.value if told.certain else "")


def test_only_the_coded_stretch_is_judged(judge: ValenceJudge, language: Language) -> None:
    tokens = language.tokens("It's difficult. They're friendly.")

    assert [Valence.BARRIER, Valence.FACILITATOR] == [
        judge.judge(tokens, start, end).valence for start, end in tokens.sentences
    ]


def test_a_negation_turns_what_stands_close_behind_it_and_two_cancel(language: Language) -> None:
    lexicon = ValenceLexicon(
        id="t",
        version="1",
        groups=(
            ValenceGroup(name="good", effect=Effect.FACILITATOR, cues=(parse_cue("good"),)),
            ValenceGroup(name="not", effect=Effect.NEGATION, weight=0.1, cues=(parse_cue("not"), parse_cue("never"))),
        ),
    )
    judge = ValenceJudge(lexicon, language)

    leans = [
        judged(judge, language, speech).valence
        for speech in (
            "It is good.",
            "It is not good.",
            "It is never not good.",
            "Not that day, though it was so good.",
        )
    ]

    assert ["facilitator", "barrier", "facilitator", "facilitator"] == leans


def test_confidence_grows_with_evidence_on_one_side(judge: ValenceJudge, language: Language) -> None:
    little, much, torn = (
        judged(judge, language, speech).confidence
        for speech in (
            "It's difficult.",
            "It's difficult. There's no money. My hands are tied.",
            "It's difficult. It works.",
        )
    )

    assert torn < little < much
