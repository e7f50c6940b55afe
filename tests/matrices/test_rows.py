"""What codes are called in tables."""

import pytest

from cfir_coder.codebooks import load_codebook
from cfir_coder.matrices.rows import clear_name

BOOK = load_codebook("cfir-2022")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("outer_setting.financing", "Financing"),
        ("individuals.roles.innovation_recipients", "Roles: Innovation Recipients"),
        ("process.engaging.innovation_recipients", "Engaging: Innovation Recipients"),
        ("nobody.knows.it", ""),
    ],
)
def test_a_name_that_the_codebook_repeats_is_told_with_what_stands_above(code: str, name: str) -> None:
    assert name == clear_name(BOOK, code)


def test_no_two_constructs_are_called_alike() -> None:
    names = [clear_name(BOOK, code.id) for code in BOOK.codes]

    assert len(set(names)) == len(names)
