import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfir_coder.coders.emergent import Conversation, find_themes
from cfir_coder.coders.emergent_marks import Marks
from cfir_coder.coders.nlp import Language, spoken_turns
from cfir_coder.model.coding import CoderKind, Coding
from cfir_coder.model.cue import parse_cue
from cfir_coder.model.theme import CandidateTheme
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn

LANGUAGE = Language()
CHAFF = ("We painted the fence.", "The printer jammed.", "Lunch was soup.", "A pigeon landed.", "The lamp hummed.")


def conversation(name: str, *answers: str, question: str = "", coded: str = "", known: bool = True) -> Conversation:
    """One participant's answers, each a turn after the question; the words `coded` are coded already."""
    text, turns = "", []
    for answer in answers:
        for label, said in (("Q", question), ("P", answer)):
            if said:
                text += f"{label}: "
                turns.append(Turn(index=len(turns), speaker=label, start=len(text), end=len(text) + len(said)))
                text += said + "\n"
    speakers = (
        Speaker(label="Q", role=Role.INTERVIEWER),
        Speaker(label="P", role=Role.PARTICIPANT, participant=name if known else None),
    )
    transcript = Transcript(document=f"{name}.txt", text=text, format="txt", speakers=speakers, turns=tuple(turns))
    codings = ()
    if coded:
        start = text.index(coded)
        codings = (
            Coding(
                document=transcript.document,
                text_hash=transcript.hash,
                start=start,
                end=start + len(coded),
                quote=coded,
                code="a.b",
                coder="cues",
                coder_kind=CoderKind.MACHINE,
            ),
        )
    return Conversation(transcript, spoken_turns(transcript, LANGUAGE), codings)


def kilns(count: int) -> list[Conversation]:
    """Each speaks of a kiln twice in one answer, and of one thing that nobody else speaks of."""
    return [
        conversation(f"P{n}", "They fixed the brick kiln. Nobody else will touch that kiln.", CHAFF[n % 5])
        for n in range(count)
    ]


def marks_of(themes: tuple[CandidateTheme, ...]) -> list[list[str]]:
    return [[term.term for term in theme.terms] for theme in themes]


def test_different_words_for_one_experience_are_one_theme() -> None:
    conversations = [
        conversation("P0", "We went to the funeral on a Friday.", CHAFF[0]),
        conversation("P1", "She died in March.", CHAFF[1]),
        conversation("P2", "I buried somebody I had known for years.", CHAFF[2]),
    ]

    (theme,) = find_themes(conversations, {"P0": "North", "P1": "South", "P2": "South"})

    assert ["buried somebody", "died", "funeral"] == sorted(term.term for term in theme.terms)
    assert (3, 3, 2, 3) == (theme.n_codings, theme.n_participants, theme.n_sites, theme.n_transcripts)
    assert {"P0", "P1", "P2"} == {passage.participant for passage in theme.exemplars}


def test_what_several_participants_dwell_on_is_a_theme_without_any_list() -> None:
    (theme,) = find_themes(kilns(3))

    assert ("brick kiln", "inductive.brick_kiln") == (theme.name, theme.id)
    assert ["kiln"] == [term.term for term in theme.terms]
    assert 3 == theme.n_codings


def test_a_word_said_in_passing_is_no_theme() -> None:
    passing = [conversation(f"P{n}", "They fixed the brick kiln.", CHAFF[n]) for n in range(4)]

    assert () == find_themes(passing)


def test_words_that_are_said_together_make_one_theme() -> None:
    said = "The kiln cracked again. The glaze ran, and the kiln cracked, and the glaze was gone."
    conversations = [conversation(f"P{n}", said, CHAFF[n]) for n in range(3)]

    (theme,) = find_themes(conversations)

    assert {"kiln", "glaze"} <= {term.term for term in theme.terms}


def test_another_likeness_can_keep_words_apart() -> None:
    said = "The kiln cracked again. The glaze ran, and the kiln cracked, and the glaze was gone."
    conversations = [conversation(f"P{n}", said, CHAFF[n]) for n in range(3)]

    def nothing_alike(marks: Marks, chosen: object, min_transcripts: int) -> dict[tuple[str, str], float]:
        return {}

    (theme,) = find_themes(conversations, likeness=nothing_alike)

    assert 1 == len({"kiln", "glaze"} & {term.term for term in theme.terms})


def test_passages_are_whole_sentences_as_they_stand_in_the_text() -> None:
    conversations = kilns(3)
    texts = {each.transcript.document: each.transcript.text for each in conversations}

    (theme,) = find_themes(conversations)

    assert "They fixed the brick kiln. Nobody else will touch that kiln." == theme.passages[0].quote
    assert all(texts[one.document][one.start : one.end] == one.quote for one in theme.passages)


def test_a_theme_of_one_transcript_is_none_unless_asked_for() -> None:
    said = "They fixed the brick kiln. Nobody else will touch that kiln."
    alone = [conversation("P1", said, CHAFF[0], said), conversation("P9", *CHAFF)]

    assert () == find_themes(alone)
    assert [["kiln"]] == marks_of(find_themes(alone, min_transcripts=1))


def test_one_passage_is_no_theme() -> None:
    assert () == find_themes(kilns(1), min_transcripts=1)


def test_a_theme_of_too_few_participants_is_none() -> None:
    said = "They fixed the brick kiln. Nobody else will touch that kiln."
    same_person_twice = [conversation("P1", said, CHAFF[0]), conversation("P1", said, CHAFF[1])]

    assert () == find_themes(same_person_twice, min_participants=2)
    assert 1 == len(find_themes(same_person_twice, min_participants=1))


def test_a_file_that_is_there_twice_is_one_transcript() -> None:
    (once,) = kilns(1)
    copy = Conversation(once.transcript.model_copy(update={"document": "copy.txt"}), once.spoken)

    assert () == find_themes([once, copy])


def test_a_voice_without_a_participant_counts_once_in_its_transcript() -> None:
    said = "They fixed the brick kiln. Nobody else will touch that kiln."
    unknown = [conversation(f"P{n}", said, CHAFF[n], known=False) for n in (1, 2)]

    (theme,) = find_themes(unknown)

    assert (2, 0) == (theme.parts.people, theme.n_participants)


def test_a_name_is_no_theme() -> None:
    named = [conversation(f"P{n}", "We drove to Kestrel. Then Kestrel called, so Kestrel it was.") for n in range(3)]

    assert () == find_themes(named)


def test_how_people_introduce_themselves_and_fill_their_talk_is_no_theme() -> None:
    said = "Um, okay, I'm the program coordinator. I've been a coordinator for nine years, you know, nine years."

    assert () == find_themes([conversation(f"P{n}", said) for n in range(4)])


def test_a_plain_word_that_everybody_says_is_what_the_study_is_about() -> None:
    assert () == find_themes(kilns(8))


def test_one_hint_is_not_enough_and_two_near_each_other_are() -> None:
    hints = [conversation(f"P{n}", said) for n, said in enumerate(("The barber was busy.", "He ran the parade."))]
    told = [
        conversation(f"Q{n}", "I see them at the barber. In the aisle, too, and at ball games.", CHAFF[n])
        for n in range(2)
    ]

    assert () == find_themes(hints)
    assert ["Q0.txt", "Q1.txt"] == [one.document for one in find_themes([*hints, *told])[0].passages]


def test_a_hint_counts_when_it_answers_a_question_about_it() -> None:
    said = ("The barber was busy.", "He ran the parade.")
    plain = [conversation(f"P{n}", answer) for n, answer in enumerate(said)]
    asked = [conversation(f"P{n}", answer, question="Don't you run into people?") for n, answer in enumerate(said)]
    unrelated = [conversation(f"P{n}", "The printer jammed.", question="Don't you run into people?") for n in range(2)]

    assert () == find_themes(plain)
    assert () == find_themes(unrelated)
    assert ["The barber was busy.", "He ran the parade."] == [one.quote for one in find_themes(asked)[0].passages]


def test_the_order_of_transcripts_changes_nothing() -> None:
    conversations = kilns(4)

    assert find_themes(conversations) == find_themes(conversations[::-1])


def test_a_settled_theme_is_not_proposed() -> None:
    assert () == find_themes(kilns(3), settled={"inductive.brick_kiln"})


@pytest.mark.parametrize("limit", [0, 1])
def test_no_more_themes_than_asked_for(limit: int) -> None:
    assert limit == len(find_themes(kilns(3), limit=limit))


def test_nothing_said_and_all_coded_give_no_theme() -> None:
    everything = "They fixed the brick kiln. Nobody else will touch that kiln."
    coded = [conversation(f"P{n}", everything, coded=everything) for n in range(3)]

    assert () == find_themes([])
    assert () == find_themes([conversation("P1")])
    assert () == find_themes(coded)


def test_codings_on_the_same_words_say_which_code_is_nearest() -> None:
    conversations = [
        *kilns(3),
        conversation("P7", "They fixed the brick kiln. Nobody else will touch that kiln.", coded="fixed"),
    ]

    (theme,) = find_themes(conversations)

    assert "a.b" == theme.nearest


def test_what_is_said_where_codes_are_is_less_key() -> None:
    elsewhere = "A kiln, a kiln, and a kiln."
    coded = [conversation(f"C{n}", elsewhere, CHAFF[n], coded=elsewhere) for n in range(3)]

    (free,) = find_themes([*kilns(3), conversation("X", *CHAFF, coded=CHAFF[4])])
    (mixed,) = find_themes([*kilns(3), *coded])

    assert free.parts.keyness > 0 > mixed.parts.keyness
    assert free.score > mixed.score


def test_two_themes_never_share_an_id() -> None:
    said = ("The kiln hummed. That kiln!", "The kiln-hummed loom. The loom!")
    conversations = [conversation(f"P{n}", *said) for n in range(3)]

    themes = find_themes(conversations)

    assert len(themes) == len({theme.id for theme in themes})


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "We cried, and the kiln cried.",
                    "I can’t sleep",
                    "kiln kiln",
                    "🙂 oh\u0301 cried",
                    "Kiln.",
                    "I'm the one who went to the funeral… I'm also the one who\nleft the funeral!",
                    "Él murió ayer. Murió.",
                    "—",
                ]
            ),
            min_size=1,
        ),
        max_size=5,
    )
)
def test_any_talk_gives_sound_themes(said: list[list[str]]) -> None:
    conversations = [conversation(f"P{n}", *answers) for n, answers in enumerate(said)]
    texts = {each.transcript.document: each.transcript.text for each in conversations}

    themes = find_themes(conversations, min_transcripts=1)

    assert len({theme.id for theme in themes}) == len(themes)
    for theme in themes:
        assert all(texts[one.document][one.start : one.end] == one.quote for one in theme.passages)
        assert any(theme.name.lower() in " ".join(one.quote.lower().split()) for one in theme.passages)
        assert 0 < len(theme.exemplars) <= 3
        assert all(parse_cue(term.term, weight=0.5) for term in theme.terms)
