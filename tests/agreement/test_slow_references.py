"""What is computed the quick way, against the plain way of computing it."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.agreement.clusters import BOOTSTRAP_FROM, RESAMPLES, resampling, samples_of
from cfir_coder.agreement.disagreement import Difference, Finding, boundary_detail
from cfir_coder.agreement.events import by_need, events_of
from cfir_coder.agreement.listing import marked_passage
from cfir_coder.agreement.spans import reading_order, tidy
from cfir_coder.agreement.units import sentences, units_of
from cfir_coder.model.coding import Coding
from cfir_coder.text import defuse, defused_cells
from tests.agreement.made import related, transcript
from tests.agreement.test_aligning import many_codings

CODERS = ("ana", "ben", "cem")


@given(many_codings())
def test_events_are_what_relations_connect(codings: list[Coding]) -> None:
    """Spans are put together again and again, as long as a relation joins two of their groups."""
    kept = tidy(codings).codings
    relations = related(kept)

    groups = [{id(one)} for one in kept]
    for _ in kept:
        for relation in relations:
            ends = {id(one) for one in (relation.left, relation.right) if one is not None}
            joined = [group for group in groups if group & ends]
            groups = [group for group in groups if not group & ends] + [set().union(*joined)]
    found = events_of(kept, relations, CODERS, lambda *_: True)
    assert sorted(map(sorted, groups)) == sorted(sorted(id(one) for one in event.codings) for event in found)
    for event in found:
        inside = {id(one) for one in event.codings}
        own = {finding for each in relations if id(each.coding) in inside for finding in each.findings}
        told = own - {Finding(Difference.AGREE)} or own or {Finding(Difference.NOT_SEEN)}
        assert set(event.findings) == told
    starts = [reading_order(event.codings[0]) for event in found]
    assert starts == sorted(starts)


@given(many_codings())
def test_the_list_goes_by_need_then_place(codings: list[Coding]) -> None:
    kept = tidy(codings).codings
    found = events_of(kept, related(kept), CODERS, lambda *_: True)
    order = list(Difference)

    plain = sorted(found, key=lambda e: (order.index(e.difference), e.is_trivial, reading_order(e.codings[0])))

    assert [event.id for event in by_need(found)] == [event.id for event in plain]


@given(many_codings())
def test_a_passage_stands_with_the_sentence_before_and_after_it(codings: list[Coding]) -> None:
    text, kept = transcript(), tidy(codings).codings
    places = units_of(text, "sentence")
    for event in events_of(kept, related(kept), CODERS, lambda *_: True):
        before = [start for start, end in places if end <= event.start]
        after = [end for start, end in places if start >= event.end]
        whole = text.text[before[-1] if before else event.start : after[0] if after else event.end]

        passage = marked_passage(event, text, places)

        bare = re.sub(r"\[\w+>|<\w+\]", "", re.sub(r"\s", "", passage))
        assert bare == re.sub(r"\s", "", whole)


@given(many_codings())
def test_trivial_ends_have_three_words_at_most(codings: list[Coding]) -> None:
    for one in codings:
        for other in codings:
            shared = min(one.end, other.end) - max(one.start, other.start)
            if shared <= 0:
                continue
            text = transcript().text
            ends = [text[slice(*sorted(pair))] for pair in ((one.start, other.start), (one.end, other.end))]
            is_few = all(len(re.findall(r"\w+", end)) <= 3 for end in ends)
            is_alike = shared / (max(one.end, other.end) - min(one.start, other.start)) > 0.5
            assert (boundary_detail(one, other) == "trivial") is (is_few and is_alike)


@given(st.text(alphabet="aB I.?!…”\n\x85 Dr", max_size=40))
def test_sentences_are_cut_as_by_looking_at_all_that_follows(text: str) -> None:
    assert list(sentences(text, 0, len(text))) == _sentences(text)


def _sentences(text: str) -> list[tuple[int, int]]:
    """Each mark with everything behind it in hand."""
    cuts = {0, len(text)} | {found.start() for found in re.finditer(r"\n[^\S\n]*\n", text)}
    for found in re.finditer(r"[.?!…]+[\"'”’)\]*]*(?=\s)", text):
        after = text[found.end() :].strip()
        word = text[: found.end()].split(" ")[-1]
        is_short = found[0] == "." and word != "I." and re.search(r"(\bDr|\b[A-Z])\.$", word, re.IGNORECASE) is not None
        if after and not after[0].islower() and not is_short:
            cuts.add(found.end())
    pieces = [(first, text[first:last]) for first, last in pairwise(sorted(cuts))]
    bare = [(first + len(each) - len(each.lstrip()), each.strip()) for first, each in pieces]
    return [(first, first + len(each)) for first, each in bare if each]


@given(st.lists(st.none() | st.integers() | st.text(alphabet="a'=+-@\t\r\0\n ", max_size=4)))
def test_many_cells_are_defused_as_each_alone(cells: list[object]) -> None:
    assert list(defused_cells(cells)) == [defuse(cell) if isinstance(cell, str) else cell for cell in cells]


@given(st.integers(BOOTSTRAP_FROM, 20), st.integers(0, 1000))
def test_bootstrap_ends_of_many_tables_are_quantiles_of_each(n: int, seed: int) -> None:
    """A share that is 0/0 in no sample, in some and in most."""
    chance = np.random.default_rng(seed)
    weights = chance.integers(1, 9, (n, 3, 2)).astype(float)
    weights[:, 1, 0] *= chance.random(n) < 0.2

    (samples,) = samples_of(weights)
    found = samples.intervals(lambda w: np.where(w[..., 0] > 0, w[..., 0] / w.sum(axis=-1), np.nan))

    drawn = np.einsum("sd,dtp->stp", resampling(n), weights)
    for at, interval in enumerate(found):
        shares = [a / (a + b) for a, b in drawn[:, at].tolist() if a > 0]
        if interval.ci95 is not None:
            assert len(shares) >= 0.95 * RESAMPLES
            assert np.allclose(interval.ci95, np.quantile(shares, (0.025, 0.975)), rtol=0, atol=1e-12)
        else:
            assert interval.reason is not None
