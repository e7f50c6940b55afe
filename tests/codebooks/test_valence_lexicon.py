from pathlib import Path

import pytest

from cfir_coder.codebooks import load_valence_lexicon
from cfir_coder.errors import CodebookError
from cfir_coder.model.valence import Effect


def test_the_packaged_groups_cover_every_effect() -> None:
    lexicon = load_valence_lexicon()

    assert set(Effect) == {group.effect for group in lexicon.groups}
    assert (-0.2, 2.2, 0.8) == (lexicon.start, lexicon.mixed_from, lexicon.told_from)
    assert len({group.name for group in lexicon.groups}) == len(lexicon.groups)


def test_every_fault_of_a_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "v.yaml"
    path.write_text(
        "valence: v\nversion: '1'\ngroups:\n  - {name: a, effect: happy, cues: [x]}\n"
        "  - {name: b, effect: barrier, wieght: 1, cues: ['..']}\n"
    )

    with pytest.raises(CodebookError) as caught:
        load_valence_lexicon(path)

    told = caught.value.faults
    assert 3 == len(told)
    assert told[0].startswith('v.yaml, group 1 "a": unknown effect "happy".')
    assert told[1].startswith('v.yaml, group 2 "b": unknown key "wieght".')
    assert told[2].startswith('v.yaml, group 2 "b": cue "..", character 1')


def test_a_file_without_groups_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.yaml"
    path.write_text("- a\n")

    with pytest.raises(CodebookError, match="holds no valence cues"):
        load_valence_lexicon(path)
