"""Units, the sweep over spans, and what is missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.agreement.alpha import krippendorff_alpha
from cfir_coder.agreement.family import chance_corrected, percent_agreement
from cfir_coder.agreement.grid import Grid, Seen, SpanTable, grid_of, grid_of_units
from cfir_coder.agreement.kappa import agreement_and_chance, cohen_kappa, pooled_kappa
from cfir_coder.agreement.specific import specific_agreement
from cfir_coder.agreement.sweep import CodeTables, Rule, character_tables, coded_units, unit_tables
from cfir_coder.agreement.units import sentences, units_of
from cfir_coder.agreement.weights import agreement_weights
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn
from tests.agreement.golden_files import example

STORY = example("synthetic_span_merge")


def story() -> Transcript:
    turns = [
        Turn(index=index, speaker=turn["speaker"], start=turn["start"], end=turn["end"])
        for index, turn in enumerate(STORY["turns"])
    ]
    speakers = [
        Speaker(label=label, role=Role.INTERVIEWER if label == "I" else Role.PARTICIPANT) for label in ("I", "P1", "P2")
    ]
    return Transcript(
        document="story.txt", text=STORY["text"], format="txt", turns=tuple(turns), speakers=tuple(speakers)
    )


CODES = sorted({span["code"] for span in STORY["coder_A"] + STORY["coder_B"]})


def story_spans(codes: list[str]) -> SpanTable:
    rows = [
        (codes.index(span["code"]), coder, 0, span["start"], span["end"])
        for coder, name in enumerate(("coder_A", "coder_B"))
        for span in STORY[name]
    ]
    return SpanTable(*np.array(rows, dtype=np.int64).T)


def everybody(codes: int, coders: int = 2, documents: int = 1) -> Seen:
    return Seen(np.ones((documents, coders), dtype=bool), np.ones((codes, coders), dtype=bool))


def story_tables(case: str) -> CodeTables:
    text = story()
    if case == "character":
        grid = grid_of_units({text.hash: (len(text.text), [(0, len(text.text))])})
        return character_tables(grid, story_spans(CODES), everybody(len(CODES)))
    kind, _, rule = case.partition("_")
    if kind == "token":
        whole = text.model_copy(update={"turns": (Turn(index=0, speaker="P1", start=0, end=len(text.text)),)})
        grid = grid_of([whole], "token")
    else:
        grid = grid_of([text], kind, with_interviewer=True)  # type: ignore[arg-type]
    return unit_tables(grid, story_spans(CODES), everybody(len(CODES)), rule)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", list(STORY["expected"]))
def test_every_unit_rule_gives_the_expected_tables_and_coefficients(case: str) -> None:
    expected = STORY["expected"][case]

    found = story_tables(case)

    assert set(CODES) == set(expected["per_code"])
    identity = np.eye(2)
    for code, told in expected["per_code"].items():
        table = found.of_code(CODES.index(code))
        assert table.crossed().tolist() == told["confusion"]
        assert percent_agreement(table, identity).value == pytest.approx(told["percent_agreement"])
        if told["gwet_ac1"] is not None:
            assert chance_corrected(table, identity, "gwet").value == pytest.approx(told["gwet_ac1"])
        assert chance_corrected(table, identity, "brennan_prediger").value == pytest.approx(told["pabak"])
        for value, name in ((1, "p_pos"), (0, "p_neg")):
            if told[name] is not None:
                assert specific_agreement(table, value).value == pytest.approx(told[name])
        if told["cohen_kappa"] is not None:
            assert cohen_kappa(table).value == pytest.approx(told["cohen_kappa"])
            assert krippendorff_alpha(table).value == pytest.approx(told["krippendorff_alpha"])
    assert float(pooled_kappa(*agreement_and_chance(found.table.crossed(), identity))) == pytest.approx(
        expected["pooled_kappa_de_vries"]
    )


def test_offsets_count_code_points_where_utf16_and_bytes_differ() -> None:
    assert len(STORY["text"]) == STORY["length_code_points"]
    for span in STORY["coder_A"] + STORY["coder_B"]:
        assert STORY["text"][span["start"] : span["end"]] == span["quote"]


# Sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("I saw Dr. Smith. He left.", ["I saw Dr. Smith.", "He left."]),
        ("So did I. Then we left.", ["So did I.", "Then we left."]),
        ("We waited... and waited. “Well?” She left.", ["We waited... and waited.", "“Well?”", "She left."]),
        ("First part\n\nsecond part", ["First part", "second part"]),
        ("about 3.5 miles e.g. by bus", ["about 3.5 miles e.g. by bus"]),
        ("  \n ", []),
        ("naïve 👩\u200d⚕\ufe0f. Next", ["naïve 👩\u200d⚕\ufe0f.", "Next"]),
    ],
)
def test_a_turn_is_cut_into_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text, 0, len(text))] == expected


def test_what_the_interviewer_says_is_no_unit_unless_asked_for() -> None:
    assert len(units_of(story(), "turn")) == 3
    assert len(units_of(story(), "turn", with_interviewer=True)) == 4
    assert len(units_of(story(), "document")) == 1


# The sweep against a dense array


@st.composite
def coded_documents(draw: st.DrawFn) -> tuple[Grid, SpanTable, Seen]:
    """Two or three documents with units, up to three coders and two codes, spans anywhere, some documents unseen."""
    n_coders, n_codes = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    documents = {}
    lengths = draw(st.lists(st.integers(1, 30), min_size=1, max_size=3))
    for index, length in enumerate(lengths):
        cuts = sorted(set(draw(st.lists(st.integers(0, length), max_size=8))))
        units = list(zip(cuts[::2], cuts[1::2], strict=False))
        documents[f"d{index}"] = (length, units)
    grid = grid_of_units(documents)
    rows = []
    for _ in range(draw(st.integers(0, 12))):
        document = draw(st.integers(0, len(lengths) - 1))
        start = draw(st.integers(0, lengths[document] - 1))
        end = draw(st.integers(start + 1, lengths[document]))
        base = int(grid.bases[document])
        rows.append(
            (draw(st.integers(0, n_codes - 1)), draw(st.integers(0, n_coders - 1)), document, base + start, base + end)
        )
    spans = SpanTable(*np.array(rows, dtype=np.int64).reshape(-1, 5).T)
    flags = st.lists(st.booleans(), min_size=n_coders, max_size=n_coders)
    seen = Seen(
        np.array([draw(flags) for _ in lengths], dtype=bool).reshape(len(lengths), n_coders),
        np.array([draw(flags) for _ in range(n_codes)], dtype=bool).reshape(n_codes, n_coders),
    )
    return grid, spans, seen


def counted(tables: CodeTables) -> list[dict[tuple[int, tuple[int, ...]], float]]:
    """Weight above 0 of each document and pattern."""
    return [
        {
            (document, tuple(values)): float(weight)
            for document, row in enumerate(of_code)
            for values, weight in zip(tables.table.values.tolist(), row, strict=True)
            if weight
        }
        for of_code in tables.by_document.swapaxes(0, 1)
    ]


def dense(
    grid: Grid, spans: SpanTable, seen: Seen, rule: Rule | None
) -> list[dict[tuple[int, tuple[int, ...]], float]]:
    """The same by brute force: rule None weighs characters."""
    n_codes, n_coders = seen.codes.shape
    found: list[dict[tuple[int, tuple[int, ...]], float]] = [{} for _ in range(n_codes)]
    rows = list(zip(spans.code, spans.coder, spans.start, spans.end, strict=True))
    for code in range(n_codes):
        for start, end, document in zip(grid.starts, grid.ends, grid.unit_document, strict=True):
            places = [(at, at + 1) for at in range(start, end)] if rule is None else [(start, end)]
            for first, last in places:
                values = []
                for coder in range(n_coders):
                    own = [(max(s, first), min(e, last), e - s) for c, k, s, e in rows if (c, k) == (code, coder)]
                    shared = [(b - a, width) for a, b, width in own if b > a]
                    if rule == "majority":
                        covered = {at for a, b, _ in own for at in range(a, b)}
                        is_coded = bool(shared) and len(covered) * 2 >= last - first
                    elif rule == "dominant":
                        is_coded = any(each * 2 >= last - first or each * 2 >= width for each, width in shared)
                    else:
                        is_coded = bool(shared)
                    is_seen = seen.documents[document, coder] and seen.codes[code, coder]
                    values.append(int(is_coded) if is_seen else -1)
                key = (int(document), tuple(values))
                found[code][key] = found[code].get(key, 0.0) + 1
    return found


@given(coded_documents())
def test_the_sweep_over_characters_equals_a_dense_array(made: tuple[Grid, SpanTable, Seen]) -> None:
    assert counted(character_tables(*made)) == dense(*made, None)


@pytest.mark.parametrize("rule", ["any", "dominant", "majority"])
@given(made=coded_documents())
def test_units_coded_by_arrays_equal_those_coded_one_by_one(rule: Rule, made: tuple[Grid, SpanTable, Seen]) -> None:
    assert counted(unit_tables(*made, rule)) == dense(*made, rule)


@given(coded_documents())
def test_coded_units_are_those_of_the_tables(made: tuple[Grid, SpanTable, Seen]) -> None:
    grid, spans, seen = made
    everything = Seen(np.ones_like(seen.documents), np.ones_like(seen.codes))

    _, _, code = coded_units(grid, spans)

    expected = [
        sum(weight * sum(values) for (_, values), weight in each.items())
        for each in dense(grid, spans, everything, "dominant")
    ]
    assert [int((code == index).sum()) for index in range(len(expected))] == expected


def test_not_seen_is_missing_and_not_coded_is_a_value() -> None:
    grid = grid_of_units({"one": (10, [(0, 10)]), "two": (10, [(0, 10)])})
    spans = SpanTable(*np.array([[0, 0, 0, 2, 6], [0, 1, 0, 2, 6]], dtype=np.int64).T)
    seen = Seen(np.array([[True, True], [True, False]]), np.ones((1, 2), dtype=bool))

    found = character_tables(grid, spans, seen)

    assert counted(found) == [{(0, (1, 1)): 4.0, (0, (0, 0)): 6.0, (1, (0, -1)): 10.0}]
    assert float(found.of_code(0).n_pairable) == 10.0
    assert percent_agreement(found.of_code(0), agreement_weights((0, 1))).value == 1.0
