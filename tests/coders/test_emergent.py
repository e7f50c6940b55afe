import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfir_coder.coders.emergent import Conversation, find_themes
from cfir_coder.coders.nlp import Language, spoken_turns
from cfir_coder.coders.theme_names import name_theme
from cfir_coder.model.coding import CoderKind, Coding
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn

LANGUAGE = Language()
CHAFF = ("We painted the fence.", "The printer jammed.", "Lunch was soup.", "A pigeon landed.", "The lamp hummed.")


def conversation(name: str, *answers: str, coded: str = "") -> Conversation:
    """One participant's answers, each a turn; the words `coded` are coded already."""
    text, turns = "", []
    for index, answer in enumerate(answers):
        text += "P: "
        turns.append(Turn(index=index, speaker="P", start=len(text), end=len(text) + len(answer)))
        text += answer + "\n"
    speaker = Speaker(label="P", role=Role.PARTICIPANT, participant=name)
    transcript = Transcript(document=f"{name}.txt", text=text, format="txt", speakers=(speaker,), turns=tuple(turns))
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


def funerals(count: int) -> list[Conversation]:
    said = "We went to the funeral. I cried at the funeral, honestly."
    return [conversation(f"P{n}", said, CHAFF[n % 5]) for n in range(count)]


def test_what_several_participants_keep_saying_is_a_theme() -> None:
    (theme,) = find_themes(funerals(3), {"P0": "North", "P1": "South", "P2": "South"})

    assert "funeral" == theme.terms[0].term
    assert theme.id.startswith("inductive.")
    assert (3, 3, 2, 3) == (theme.n_codings, theme.n_participants, theme.n_sites, theme.n_transcripts)
    assert {"P0", "P1", "P2"} == {passage.participant for passage in theme.exemplars}


def test_every_passage_is_what_stands_at_its_place() -> None:
    conversations = funerals(3)
    texts = {each.transcript.document: each.transcript.text for each in conversations}

    (theme,) = find_themes(conversations)

    assert "We went to the funeral. I cried at the funeral, honestly." == theme.passages[0].quote
    assert all(texts[one.document][one.start : one.end] == one.quote for one in theme.passages)


def test_a_theme_of_one_transcript_is_none_unless_asked_for() -> None:
    alone = [*funerals(1), conversation("P9", *CHAFF)]

    assert () == find_themes(alone)
    assert "funeral" in {theme.terms[0].term for theme in find_themes(alone, min_transcripts=1)}


def test_the_order_of_transcripts_changes_nothing() -> None:
    conversations = funerals(4)

    assert find_themes(conversations) == find_themes(conversations[::-1])


def test_a_settled_theme_is_not_proposed() -> None:
    (theme,) = find_themes(funerals(3))

    assert () == find_themes(funerals(3), settled={theme.id})


def test_what_everybody_says_is_no_theme() -> None:
    assert () == find_themes(funerals(8))


def test_nothing_said_and_all_coded_give_no_theme() -> None:
    everything = "The funeral and the funeral."
    coded = [conversation(f"P{n}", everything, coded=everything) for n in range(3)]

    assert () == find_themes([])
    assert () == find_themes(coded)


def test_a_code_proposed_on_the_same_words_is_the_nearest() -> None:
    said = "We went to the funeral. I cried at the funeral, honestly."
    conversations = [
        *funerals(3),
        conversation("P7", "The funeral home called about the funeral.", said, coded="I cried"),
    ]

    (theme,) = find_themes(conversations)

    assert "a.b" == theme.nearest


def test_a_theme_is_named_in_the_participants_own_words() -> None:
    quotes = ["We sat in the funeral home.", "That funeral home again.", "A funeral is long."]

    assert "funeral home" == name_theme(["funeral", "home"], quotes)
    assert "funeral" == name_theme(["funeral"], ["A funeral is long."])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["rain fell on bridges", "bridges fell", "ducks swim", "🙂 oh", "Rain."]), min_size=1),
        max_size=5,
    )
)
def test_any_talk_gives_sound_passages(said: list[list[str]]) -> None:
    conversations = [conversation(f"P{n}", *answers) for n, answers in enumerate(said)]
    texts = {each.transcript.document: each.transcript.text for each in conversations}

    themes = find_themes(conversations, min_transcripts=1)

    assert len({theme.id for theme in themes}) == len(themes)
    for theme in themes:
        assert all(texts[one.document][one.start : one.end] == one.quote for one in theme.passages)


@pytest.mark.parametrize("limit", [0, 1])
def test_no_more_themes_than_asked_for(limit: int) -> None:
    assert len(find_themes(funerals(3), limit=limit)) == limit
