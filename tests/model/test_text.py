from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.text import (
    canonical_text,
    context,
    defuse,
    from_utf16,
    one_line,
    slug,
    text_hash,
    to_utf16,
    undefuse,
    word_count,
)


def test_canonical_text_changes_line_ends_and_the_mark_and_nothing_else() -> None:
    assert "a\nb\nc\u00a0d\u00ade\u0301" == canonical_text("\ufeffa\r\nb\rc\u00a0d\u00ade\u0301")


def test_a_document_is_known_by_its_text() -> None:
    assert "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" == text_hash("abc")


def test_offsets_in_utf16_count_an_emoji_twice() -> None:
    text = "a🙂b"

    assert [0, 1, 3, 4] == [to_utf16(text, offset) for offset in range(4)]
    assert [0, 1, 1, 2, 3] == [from_utf16(text, offset) for offset in range(5)]


@given(st.text(), st.data())
def test_offsets_come_back_from_utf16(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))

    assert offset == from_utf16(text, to_utf16(text, offset))


def test_context_stops_at_the_ends_of_the_text() -> None:
    assert ("ab", "ef") == context("abcdef", 2, 4)
    assert ("b", "e") == context("abcdef", 2, 4, width=1)


@given(st.text() | st.text(alphabet="'=-a"))
def test_a_defused_cell_is_no_formula_and_comes_back(cell: str) -> None:
    safe = defuse(cell)

    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell == undefuse(safe)


def test_a_word_may_hold_an_apostrophe_or_hyphen() -> None:
    assert 5 == word_count("They don’t call-back, do 24 ")


def test_a_slug_is_the_last_part_of_an_id() -> None:
    assert "cant_reach_24_7" == slug("Can’t reach 24/7!")


def test_white_space_of_any_kind_becomes_one_blank() -> None:
    assert "a b c" == one_line("\n a\u00a0 b\r\n\tc ")
    assert "" == one_line(" \n")
