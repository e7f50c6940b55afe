"""What people call codes."""

from __future__ import annotations

import pytest

from cfir_coder.codebooks import load_codebook
from cfir_coder.codebooks.naming import CodeNames
from cfir_coder.errors import UnknownCode
from cfir_coder.model.codebook import CodeKind

NAMES = CodeNames(load_codebook("cfir-2022"))


def test_every_packaged_codebook_has_labels_that_no_other_code_has() -> None:
    for name in ("cfir-2022", "cfir-2009", "drug-court-moud"):
        names = CodeNames(load_codebook(name))

        assert len(names.codebook.codes) == len({label.casefold() for label in names.labels.values()})
        assert all(code == names.resolve(label) for code, label in names.labels.items())
        assert all(code == names.resolve(code) for code in names.labels)


def test_a_name_is_known_in_any_case_and_spacing() -> None:
    assert "outer_setting.policies_laws" == NAMES.resolve("  policies &  LAWS ")


def test_a_shared_name_asks_which_unless_the_kind_tells() -> None:
    with pytest.raises(UnknownCode, match="is the name of several codes"):
        NAMES.resolve("Innovation")

    assert "innovation" == NAMES.resolve("Innovation", CodeKind.DOMAIN)
    assert "innovation" == NAMES.resolve("innovation")


def test_a_misspelt_name_offers_the_nearest_as_it_is_written() -> None:
    with pytest.raises(UnknownCode, match=r'"Avaliable Resources" is no code. Did you mean "Available Resources"\?'):
        NAMES.resolve("Avaliable Resources")
