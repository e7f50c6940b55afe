"""Where a quote stands: every way to be sure, and every way not to be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cfir_coder.exchange.folding import SearchedText, fold, stands_alone
from cfir_coder.exchange.given_offsets import at_given_offsets
from cfir_coder.exchange.locating import Found, Located, locate
from cfir_coder.exchange.ordering import decide_by_order
from cfir_coder.exchange.rows import ToldCoding
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn
from cfir_coder.text import to_utf16
from tests import strategies

SAID = (
    ("I", "How did it go? Yeah."),
    ("P1", "Yeah. The judge “backed” us – from day one… The money ran out."),
    ("P2", "Yeah. We rode the bus. The money ran out, and nobody at the county could say why it had."),
)


def transcript(said: tuple[tuple[str, str], ...] = SAID) -> Transcript:
    text, turns = "", []
    for label, words in said:
        text += f"{label}: "
        index = len(turns)
        span = {"start": len(text), "end": len(text) + len(words)}
        turns.append(Turn(index=index, speaker=label, start_ms=index * 60_000, **span))
        text += words + "\n\n"
    roles = {"I": Role.INTERVIEWER}
    speakers = tuple(Speaker(label=label, role=roles.get(label, Role.PARTICIPANT)) for label, _ in said)
    return Transcript(document="A.txt", text=text, format="txt", speakers=speakers, turns=tuple(turns))


def told(quote: str | None, **more: Any) -> ToldCoding:
    return ToldCoding(file="ana.csv", place="ana.csv, line 2", document="A.txt", code="x", quote=quote, **more)


def found(quote: str, text: Transcript | None = None, **more: Any) -> Located:
    text = text or transcript()
    return locate(told(quote, **more), text, SearchedText(text.text))


def words_at(located: Located) -> str:
    return transcript().text[slice(*located.span)]


def test_a_quote_that_stands_once_is_exact() -> None:
    located = found("We rode the bus.")

    assert (located.how, words_at(located)) == (Found.EXACT, "We rode the bus.")


def test_a_quote_that_stands_three_times_is_ambiguous_and_tells_where() -> None:
    text = transcript().text

    located = found("Yeah.")

    assert located.how is Found.AMBIGUOUS
    assert [text[start - 4 : start] for start, _ in located.places] == ["go? ", "P1: ", "P2: "]


@pytest.mark.parametrize(
    ("more", "why", "before"),
    [
        ({"speaker": "p2"}, "its speaker", "P2: "),
        ({"turn": 1}, "its turn", "P1: "),
        ({"time_ms": 61_000}, "its time", "P1: "),
        ({"suffix": " We rode"}, "words after it", "P2: "),
        ({"prefix": "did it  go?\n"}, "words before it", "go? "),
        ({"passage": "Yeah. We rode the bus."}, "its passage", "P2: "),
    ],
)
def test_what_is_told_beside_a_quote_decides_between_its_places(more: dict[str, Any], why: str, before: str) -> None:
    located = found("Yeah.", **more)

    assert (located.how, located.why) == (Found.BY_CONTEXT, why)
    assert transcript().text[located.span[0] - 4 : located.span[0]] == before


def test_what_contradicts_every_place_decides_nothing() -> None:
    assert found("Yeah.", speaker="Somebody else").how is Found.AMBIGUOUS


def test_marks_spaces_and_capitals_may_differ() -> None:
    located = found('the judge "backed" us - from\n day one... ')

    assert located.how is Found.APPROXIMATE
    assert words_at(located) == "The judge “backed” us – from day one…"
    assert not located.is_edited


def test_few_characters_may_differ_and_the_place_ends_with_its_words() -> None:
    located = found("nobody at the county would say why it had")

    assert (located.how, words_at(located)) == (Found.APPROXIMATE, "nobody at the county could say why it had")
    assert located.why == "1 of 33 characters differ"


def test_a_changed_quote_that_fits_two_places_is_ambiguous() -> None:
    text = transcript(
        (("P1", "We never got the money for it in time."), ("P2", "We never got the honey for it in time."))
    )

    located = found("We never got the boney for it in time.", text)

    assert (located.how, len(located.places)) == (Found.AMBIGUOUS, 2)


def test_other_words_are_not_found() -> None:
    assert found("The clinic is far away from where people live.").how is Found.NOT_FOUND


def test_a_short_quote_is_not_looked_for_inside_words_nor_with_changes() -> None:
    """ "us" stands in "bus" and "because"; "The honey" is no misspelt "The money"."""
    text = transcript((("P1", "The bus came because the money was there."),))

    assert [found(quote, text).how for quote in ("us", "the honey", "…", " ")] == [Found.NOT_FOUND] * 4
    assert found("us", text).why == "it is short and stands only inside other words"


def test_order_decides_when_the_file_follows_the_text() -> None:
    text = transcript()
    quotes = ["We rode the bus.", "The money ran out", "nobody at the county"]
    rows = [told(quote, order=float(number)) for number, quote in enumerate(quotes)]
    located = decide_by_order(rows, [locate(row, text, SearchedText(text.text)) for row in rows])

    assert [each.how for each in located] == [Found.EXACT, Found.BY_CONTEXT, Found.EXACT]
    assert located[1].span[0] == text.text.rindex("The money ran out")


def test_an_order_that_the_text_contradicts_decides_nothing() -> None:
    text = transcript()
    quotes = ["nobody at the county", "The money ran out", "We rode the bus."]
    rows = [told(quote, order=float(number)) for number, quote in enumerate(quotes)]

    located = decide_by_order(rows, [locate(row, text, SearchedText(text.text)) for row in rows])

    assert located[1].how is Found.AMBIGUOUS


def test_few_rows_in_the_order_of_the_text_prove_no_order() -> None:
    text = transcript()
    rows = [told(quote) for quote in ("We rode the bus.", "The money ran out", "nobody at the county")]

    located = decide_by_order(rows, [locate(row, text, SearchedText(text.text)) for row in rows])

    assert located[1].how is Found.AMBIGUOUS


# Properties

unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(st.data())
def test_every_word_for_word_quote_is_found_or_called_ambiguous(data: st.DataObject) -> None:
    text = data.draw(strategies.transcripts())
    coding = data.draw(strategies.codings(text))
    assume(fold(coding.quote) and stands_alone(text.text, (coding.start, coding.end)))

    located = locate(told(coding.quote), text, SearchedText(text.text))

    assert located.how in (Found.EXACT, Found.AMBIGUOUS)
    assert all(text.text[slice(*place)] == coding.quote.strip() for place in located.places)
    assert any(coding.start <= start and end <= coding.end for start, end in located.places)


@unhurried
@given(st.data())
def test_a_quote_with_other_spaces_and_marks_is_found_where_it_was(data: st.DataObject) -> None:
    text = data.draw(strategies.transcripts())
    coding = data.draw(strategies.codings(text))
    changed = "".join(
        {"’": "'", "–": "-", "\u00a0": "  ", "\n": " ", " ": "\n "}.get(char, char) for char in coding.quote
    )
    assume(fold(coding.quote) and stands_alone(text.text, (coding.start, coding.end)))

    located = locate(told(changed), text, SearchedText(text.text))

    assert located.how is not Found.NOT_FOUND
    assert all(fold(text.text[slice(*place)]) == fold(coding.quote) for place in located.places)


@unhurried
@given(st.data())
def test_a_span_that_is_found_lies_in_the_text_and_is_no_worse_than_allowed(data: st.DataObject) -> None:
    text = data.draw(strategies.transcripts())
    quote = data.draw(strategies.speech)

    located = locate(told(quote), text, SearchedText(text.text))

    for start, end in located.places:
        assert 0 <= start < end <= len(text.text)
        if located.how in (Found.EXACT, Found.BY_CONTEXT):
            assert fold(text.text[start:end]) == fold(quote)


@unhurried
@given(st.data())
def test_words_around_a_quote_never_lead_to_another_place(data: st.DataObject) -> None:
    text = data.draw(strategies.transcripts())
    coding = data.draw(strategies.codings(text))
    before, after = text.text[max(0, coding.start - 32) : coding.start], text.text[coding.end : coding.end + 32]

    located = locate(told(coding.quote, prefix=before, suffix=after), text, SearchedText(text.text))

    if located.how is Found.BY_CONTEXT and coding.quote == coding.quote.strip():
        assert located.span == (coding.start, coding.end)


@unhurried
@given(st.data(), st.sampled_from(["utf-16", "bytes", "crlf"]))
def test_offsets_in_another_unit_are_mended_by_their_quotes(data: st.DataObject, unit: str) -> None:
    text = data.draw(strategies.transcripts())
    coding = data.draw(strategies.codings(text))
    assume(coding.quote == coding.quote.strip())
    count = {
        "utf-16": lambda at: to_utf16(text.text, at),
        "bytes": lambda at: len(text.text[:at].encode()),
        "crlf": lambda at: at + text.text[:at].count("\n"),
    }[unit]
    row = told(coding.quote, start=count(coding.start), end=count(coding.end))

    _, (located,) = at_given_offsets([row], text.text, text.hash)

    assert located is not None
    assert text.text[slice(*located.span)] == coding.quote


def test_offsets_beyond_the_end_of_the_text_count_another_unit() -> None:
    """Two bytes more than there are characters: as code points, the slice would be cut to the right quote."""
    text = "I: a\n\nP1: 🙂\n\n"

    unit, (located,) = at_given_offsets([told("🙂", start=10, end=14)], text, "")

    assert located is not None
    assert (unit != "code points", located.span) == (True, (10, 11))


def test_offsets_that_no_quote_proves_are_not_believed() -> None:
    text = transcript()
    rows = [told("We rode the bus.", start=3, end=19), told(None, start=3, end=19), told("x", start=9_999, end=10_000)]

    _, located = at_given_offsets(rows, text.text, text.hash)

    assert located == [None, None, None]


def test_offsets_without_a_quote_are_believed_with_the_hash_of_the_text() -> None:
    text = transcript()

    _, (located,) = at_given_offsets([told(None, start=3, end=6, text_hash=text.hash)], text.text, text.hash)

    assert located == Located(Found.AT_OFFSETS, ((3, 6),))


@unhurried
@given(strategies.speech)
def test_folding_twice_is_folding_once(words: str) -> None:
    assert fold(fold(words)) == fold(words)
