"""Themes on the encoder's space, on a made encoder whose vectors are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders import encoded
from cfir_coder.coders.cues import Cued
from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.emergent_chunks import runs, stirs
from cfir_coder.coders.emergent_consensus import Resample, agreed, resamples, shares, stability, togetherness
from cfir_coder.coders.emergent_meaning import Emerged, themes_by_meaning
from cfir_coder.coders.emergent_tree import branches, centred, groups, grown
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.machine import Heard
from cfir_coder.coders.nlp import Language, spoken_turns
from cfir_coder.model.coding import Valence
from cfir_coder.model.transcript import Transcript
from cfir_coder.readers import read_transcript
from tests.made_encoder import TOPICS, WIDTH, MadeEncoder

BOOK = load_codebook("cfir-2022")
GRIEF = (
    "Another funeral came round for one of ours.",
    "She died and I kept her folder for months.",
    "We lost a boy that spring and nobody said a word.",
    "I still drive by the grave on my way home.",
    "He died in August with his ride booked already.",
    "There was a funeral and only staff came along.",
)
"""What each participant says of the same; the made encoder's codes don't know it."""
CHAFF = ("money", "budget", "grant", "want", "believe", "law", "statute", "rule")
PLACES = ("Avon", "Bath", "Cork", "Dover", "Exeter", "Frome")


class Worth(MadeEncoder):
    """A made encoder to which everything is worth coding; it answers weakly to grief, which it was never taught."""

    @property
    def heads(self) -> dict[str, object]:  # type: ignore[override]
        taught = np.ones(WIDTH, np.float32)
        taught[list(TOPICS).index("grief")] = 0.5
        return super().heads | {"coded.bias": np.array([3.0], np.float32), "norm.weight": taught}


@pytest.fixture
def transcripts(tmp_path: Path) -> list[Transcript]:
    """Six interviews; each holds one passage of grief among talk of its own."""
    return [written(tmp_path, place, GRIEF[number]) for number, place in enumerate(PLACES)]


def written(folder: Path, place: str, theme: str, question: str = "And how is it here?") -> Transcript:
    said = [f"{word.title()} " + " ".join(f"{place}{word}{end}".lower() for end in "abcdef") + "." for word in CHAFF]
    turns = [f"Interviewer: {question}\n\nParticipant {place}: {each}" for each in [theme, *said]]
    path = folder / f"{place}.txt"
    path.write_text("\n\n".join(turns) + "\n", encoding="utf-8")
    return read_transcript(path, document=path.name)


def emerged(
    transcripts: list[Transcript], settled: frozenset[str] = frozenset(), sites: dict[str, str] | None = None
) -> Emerged:
    encoder, language = Worth(), Language()
    job = CodingJob("encoder", BOOK, load_valence_lexicon(), transcripts)
    heard = [Heard(one, tuple(spoken_turns(one, language)), ()) for one in transcripts]
    texts = encoded.read_all(encoder, heard, job)  # type: ignore[arg-type]
    return themes_by_meaning(Decider(encoder, BOOK), texts, sites or {}, settled=settled)  # type: ignore[arg-type]


def test_what_many_say_beside_the_codebook_is_a_theme(transcripts: list[Transcript]) -> None:
    themes = emerged(transcripts).themes

    grief = [one for one in themes if {passage.quote for passage in one.passages} >= set(GRIEF[1:5])]
    assert 1 == len(grief)
    assert {each.quote for each in grief[0].passages} <= set(GRIEF)
    assert grief[0] == themes[0]
    assert grief[0].stability is not None
    assert grief[0].stability > 0.75


def test_a_card_quotes_its_members_and_says_what_is_near(transcripts: list[Transcript]) -> None:
    theme = emerged(transcripts).themes[0]

    assert any(theme.name in passage.quote for passage in theme.passages)
    assert f"inductive.{theme.name.lower().replace(' ', '_')}" == theme.id
    assert 3 == len({each.document for each in theme.exemplars})
    assert all(0 <= each.nearness <= 1 for each in theme.near)
    assert theme.nearest == theme.near[0].code


def test_a_stretch_has_the_tone_of_its_own_sentences(transcripts: list[Transcript]) -> None:
    """A made sentence's tone is the opposite of its vector, and so is a stretch's."""
    encoder, language = Worth(), Language()
    job = CodingJob("encoder", BOOK, load_valence_lexicon(), transcripts)
    heard = [Heard(one, tuple(spoken_turns(one, language)), ()) for one in transcripts]
    decider = Decider(encoder, BOOK)  # type: ignore[arg-type]
    found = [
        one
        for text in encoded.read_all(encoder, heard, job)  # type: ignore[arg-type]
        for spoken, reading in text.said()
        for one in decider.weigher.weigh(spoken.tokens, reading, Cued())
    ]

    assert len(found) >= len(transcripts)
    for one in found:
        assert np.allclose(one.features, decider.heads.features(-one.tone[None])[0], atol=1e-3)


@pytest.mark.parametrize(("bias", "told"), [((0.0, 9.0), Valence.BARRIER), ((9.0, 0.0), Valence.FACILITATOR)])
def test_a_themes_passages_lean_as_the_network_reads_them(
    transcripts: list[Transcript], monkeypatch: pytest.MonkeyPatch, bias: tuple[float, float], told: Valence
) -> None:
    class Sure(Worth):
        @property
        def heads(self) -> dict[str, object]:  # type: ignore[override]
            return super().heads | {"valence.bias": np.array(bias, np.float32)}

    monkeypatch.setattr(encoded, "Encoder", Sure)
    job = CodingJob("encoder", BOOK, load_valence_lexicon(), transcripts)
    themes = [one for one in encoded.code_by_encoder(job).codings if one.code.startswith("inductive.")]

    assert len(GRIEF) - 1 <= len(themes)
    assert {told} == {one.valence for one in themes}


def test_the_names_of_the_transcripts_change_nothing(transcripts: list[Transcript]) -> None:
    renamed = [one.model_copy(update={"document": f"{number}.txt"}) for number, one in enumerate(reversed(transcripts))]

    before, after = emerged(transcripts).themes, emerged(renamed).themes
    assert before
    assert [(each.id, each.parts) for each in before] == [(each.id, each.parts) for each in after]


def test_the_order_of_the_transcripts_changes_nothing(transcripts: list[Transcript]) -> None:
    assert emerged(transcripts).themes == emerged(transcripts[::-1]).themes


def test_a_passage_that_is_pasted_everywhere_makes_no_theme(tmp_path: Path) -> None:
    paths = [written(tmp_path, place, GRIEF[0]) for place in PLACES]

    assert not [one for one in emerged(paths).themes if any("funeral" in p.quote for p in one.passages)]


def test_what_the_interviewer_says_makes_no_theme(tmp_path: Path) -> None:
    paths = [
        written(tmp_path, place, "Nothing of the sort comes to my mind now.", question=GRIEF[number])
        for number, place in enumerate(PLACES)
    ]

    quotes = [passage.quote for theme in emerged(paths).themes for passage in theme.passages]
    assert not set(GRIEF) & set(quotes)


def test_too_little_text_gets_no_theme_and_is_told_why(transcripts: list[Transcript]) -> None:
    found = emerged(transcripts[:1])

    assert () == found.themes
    assert "no candidate themes: 9 stretches of speech are worth coding, of 1 participants" in found.notes[-1]


def test_a_theme_that_was_decided_on_is_not_proposed_and_the_others_keep_their_ids(
    transcripts: list[Transcript],
) -> None:
    every = emerged(transcripts).themes
    rest = emerged(transcripts, frozenset({every[0].id})).themes

    assert every[1:] == rest


def test_a_theme_of_one_site_among_two_counts_less(tmp_path: Path) -> None:
    others = ("Goole", "Hythe")
    people = [known(written(tmp_path, place, each)) for place, each in zip(PLACES, GRIEF, strict=True)]
    people += [
        known(written(tmp_path, place, f"Money {place}one {place}two {place}three {place}.")) for place in others
    ]
    sites = {**dict.fromkeys(PLACES, "North"), **dict.fromkeys(others, "South")}
    unknown, apart = (
        next(one.parts for one in found.themes if {each.quote for each in one.passages} <= set(GRIEF))
        for found in (emerged(people), emerged(people, sites=sites))
    )

    assert (1.0, 0.5) == (unknown.sites, apart.sites)
    assert abs(unknown.score * 0.75 - apart.score) < 0.002


def known(transcript: Transcript) -> Transcript:
    """The same, its participant known by the name of the file."""
    one = transcript.speakers[1].model_copy(update={"participant": transcript.document.removesuffix(".txt")})
    return transcript.model_copy(update={"speakers": (transcript.speakers[0], one)})


def test_a_long_run_is_cut_into_equal_parts() -> None:
    assert [(0, 3), (3, 6), (7, 8)] == runs([True] * 8, [True] * 6 + [False, True])


def test_a_transcript_of_one_matter_has_no_direction_of_its_own() -> None:
    points = centred(np.array([[5.0, 1.0], [5.0, -1.0], [0.0, 2.0], [0.0, 4.0]]), [0, 0, 1, 1])

    assert [[0.0, 1.0], [0.0, -1.0], [0.0, -1.0], [0.0, 1.0]] == points.tolist()


def apart(values: list[float]) -> np.ndarray:
    places = np.array(values)
    return np.abs(places[:, None] - places[None])


def test_groups_of_the_tree_are_told_from_the_closest_up() -> None:
    merges = grown(apart([0.0, 0.1, 5.0, 5.3, 20.0]))

    assert [[0, 1], [2, 3], [0, 1, 2, 3]] == [each.tolist() for each in groups(merges, least=2, most=4)]


def test_a_tree_is_cut_into_as_many_branches_as_asked_for() -> None:
    merges = grown(apart([0.0, 0.1, 5.0, 5.3, 20.0]))
    two, four = (branches(merges, count).tolist() for count in (2, 4))

    assert (True, True, False) == (two[0] == two[1], two[0] == two[2], two[0] == two[4])
    assert (True, 4) == (four[0] == four[1], len(set(four)))


def drawn(rows: list[int], values: list[float], here: list[bool]) -> Resample:
    return Resample(np.array(rows), grown(apart(values)), np.array(here))


def test_chunks_share_what_share_of_the_times_that_both_could_be_seen() -> None:
    whole = drawn([0, 1, 2, 3], [0.0, 0.1, 9.0, 9.1], [True] * 4)
    without_the_last_transcript = drawn([0, 2], [0.0, 9.0], [True, True, True, False])
    shared = shares([whole, without_the_last_transcript])

    assert [1.0, 0.5, 0.0, 0.0] == shared[0].tolist()
    assert [0.0, 0.0, 1.0, 1.0] == shared[3].tolist()
    assert [[2, 3]] == [each.tolist() for each in agreed(shared, least=2, most=2)][:1]


def test_togetherness_counts_only_the_times_that_chunks_are_in_a_tree() -> None:
    shared = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])

    told = [togetherness(shared, np.array(pair)) for pair in ([0, 1], [0, 2])]
    assert [1.0, 0.0] == pytest.approx(told)


def test_resamples_hold_four_fifths_of_the_transcripts_and_rather_what_stirs_little() -> None:
    documents = [number // 10 for number in range(100)]
    ranks = np.tile(np.linspace(0, 1, 10), 10)
    points = np.eye(100)
    every = resamples(points, points, documents, ranks)

    assert {80} == {int(one.here.sum()) for one in every}
    assert all(24 <= len(one.rows) <= 48 for one in every)
    assert 0 == sum(int((one.rows % 10 == 0).sum()) for one in every)
    assert [one.rows.tolist() for one in every] == [
        one.rows.tolist() for one in resamples(points, points, documents, ranks)
    ]


def test_a_group_far_from_all_others_is_wholly_stable() -> None:
    one = drawn([0, 1, 2, 3, 4, 5], [0.0, 0.1, 0.2, 9.0, 9.1, 9.2], [True] * 6)

    assert [1.0] == stability([one], [np.array([0, 1, 2])])


def test_a_group_cut_across_two_clusters_is_dissolved() -> None:
    one = drawn([0, 1, 2, 3, 4, 5], [0.0, 0.1, 0.2, 9.0, 9.1, 9.2], [True] * 6)

    assert [0.5] == stability([one], [np.array([0, 3])])


def test_a_chunk_that_is_left_out_of_a_tree_counts_against_its_group_but_one_of_a_missing_transcript_does_not() -> None:
    left_out = drawn([0, 1, 3], [0.0, 0.1, 9.0], [True] * 4)
    missing = drawn([0, 1, 3], [0.0, 0.1, 9.0], [True, True, False, True])

    assert [2 / 3] == stability([left_out], [np.array([0, 1, 2])])
    assert [1.0] == stability([missing], [np.array([0, 1, 2])])


def test_what_the_codebook_does_not_list_stirs_nothing() -> None:
    features = np.array([[3.0, 0.0], [-3.0, 0.0], [0.0, 2.0], [0.0, -2.0]])
    weights = np.array([[1.0, 0.0], [-1.0, 0.0]])

    assert [3.0, 3.0, 2.0, 2.0] == stirs(features, weights, []).tolist()
    assert [0.0, 0.0, 2.0, 2.0] == stirs(features, weights, [0]).tolist()


def test_the_encoder_codes_its_themes_passages(monkeypatch: pytest.MonkeyPatch, transcripts: list[Transcript]) -> None:
    monkeypatch.setattr(encoded, "Encoder", Worth)
    found = encoded.code_by_encoder(CodingJob("encoder", BOOK, load_valence_lexicon(), transcripts))

    theme = found.themes[0]
    assert [each.quote for each in theme.passages] == [one.quote for one in found.codings if one.code == theme.id]
