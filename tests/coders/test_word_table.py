"""The packaged table of word forms says what lemminflect says."""

from cfir_coder.coders import word_forms, word_table


def test_the_table_is_what_lemminflect_gives_today() -> None:
    told = word_table.written(word_table.table())
    assert told == word_forms.TABLE.read_text(encoding="utf-8"), "run python -m cfir_coder.coders.word_table"


def test_a_word_outside_the_table_is_inflected_too() -> None:
    assert "zigzag" not in word_forms._table()
    assert set(word_forms.word_forms("zigzagging")) == {"zigzag", "zigzags", "zigzagging", "zigzagged"}


def test_table_and_lemminflect_spell_alike() -> None:
    kept = word_forms._table()
    for word in ("leave", "clinic", "be"):
        assert kept[word] == word_forms.inflections(word)
