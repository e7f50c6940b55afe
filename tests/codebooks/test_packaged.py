import pytest

from cfir_coder.codebooks import crosswalk, load_codebook, packaged_codebooks
from cfir_coder.codebooks.packaged import constructs_2009, crosswalk_rows
from cfir_coder.errors import UnknownCode
from cfir_coder.model.codebook import CodeKind


def test_the_frameworks_are_complete() -> None:
    counts = {one.id: (one.domains, one.constructs, one.subconstructs, one.themes) for one in packaged_codebooks()}

    assert {
        "cfir-2009": (5, 26, 13, 0),
        "cfir-2022": (5, 48, 19, 0),
        "drug-court-moud": (5, 48, 19, 12),
    } == counts


@pytest.mark.parametrize("name", ["cfir-2009", "cfir-2022", "drug-court-moud"])
def test_every_code_says_what_it_means(name: str) -> None:
    codebook = load_codebook(name)

    lacking = [code.id for code in codebook.codes if not (code.name and code.definition and code.include)]
    abbreviated = [code.abbreviation for code in codebook.codes if code.kind is not CodeKind.THEME]
    assert [] == lacking
    assert len(abbreviated) == len(set(abbreviated))
    assert "" not in abbreviated


def test_nearly_every_construct_has_cues() -> None:
    without = {
        name: [code.id for code in load_codebook(name).codes if code.kind is CodeKind.CONSTRUCT and not code.cues]
        for name in ("cfir-2009", "cfir-2022")
    }

    assert {
        "cfir-2009": ["inner_setting.implementation_climate", "inner_setting.readiness_for_implementation"],
        "cfir-2022": [],
    } == without


def test_every_theme_has_a_2009_construct_and_stands_under_a_construct() -> None:
    codebook = load_codebook("drug-court-moud")

    themes = [code for code in codebook.codes if code.kind is CodeKind.THEME]
    assert 12 == len(themes)
    for theme in themes:
        assert theme.cfir_2009
        assert codebook.construct_of(theme.id) is not None
        assert len(theme.cues) >= 6


def test_the_crosswalk_knows_every_construct_of_both() -> None:
    codebook = load_codebook("cfir-2022")
    constructs = {code.id for code in codebook.codes if code.kind is CodeKind.CONSTRUCT}

    assert 39 == len(constructs_2009())
    assert constructs == {row.cfir_2022 for row in crosswalk_rows()} - {""}
    assert constructs_2009() == {
        code.id for code in load_codebook("cfir-2009").codes if code.kind is CodeKind.CONSTRUCT
    }
    assert {"kept", "renamed", "split", "merged", "removed", "new"} == {row.relation for row in crosswalk_rows()}


def test_a_construct_is_found_in_the_other_framework_by_either_id() -> None:
    renamed = [("outer_setting.cosmopolitanism", "renamed", "outer_setting.partnerships_connections")]

    for asked in ("cosmopolitanism", "outer_setting.cosmopolitanism", "outer_setting.partnerships_connections"):
        assert renamed == [row[:3] for row in crosswalk(asked)]
    assert [("", "new", "process.adapting")] == [row[:3] for row in crosswalk("process.adapting")]
    with pytest.raises(UnknownCode, match='has the id "happiness"'):
        crosswalk("happiness")
