import re
import tomllib
from pathlib import Path

import pytest

from cfir_coder.codebooks import check_codebook, load_codebook
from cfir_coder.errors import OutputExists, StudyError
from cfir_coder.model.llm import LlmSettings, RemoteSettings
from cfir_coder.readers import read_participants
from cfir_coder.study import StudySettings, init_study, read_settings


def test_a_new_study_folder_is_sound_as_it_is(tmp_path: Path) -> None:
    made = init_study(tmp_path / "mine")

    assert ["study.toml", "codebook.yaml", "participants.csv", "README.txt"] == [path.name for path in made]
    assert StudySettings() == read_settings(tmp_path / "mine")
    assert [] == check_codebook(tmp_path / "mine" / "codebook.yaml")
    assert load_codebook("cfir-2022").codes == load_codebook(tmp_path / "mine" / "codebook.yaml").codes
    assert () == read_participants(tmp_path / "mine" / "participants.csv")


def test_the_example_theme_of_a_new_codebook_holds_once_its_remarks_are_taken_away(tmp_path: Path) -> None:
    init_study(tmp_path)
    path = tmp_path / "codebook.yaml"
    lines = path.read_text().replace("codes: []", "codes:").splitlines()

    path.write_text("\n".join(line.removeprefix("#") if line.startswith("#  ") else line for line in lines))

    assert [] == check_codebook(path)
    assert "Limited hours" == load_codebook(path).code("outer_setting.local_conditions.limited_hours").name


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text("mine")

    with pytest.raises(OutputExists, match="already there"):
        init_study(tmp_path)

    assert ["codebook.yaml"] == [path.name for path in tmp_path.iterdir()]
    assert "mine" == (tmp_path / "codebook.yaml").read_text()


def test_every_fault_of_the_settings_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('titel = "x"\nmin_confidence = 3\n')

    with pytest.raises(StudyError) as caught:
        read_settings(tmp_path)

    assert str(caught.value) == (
        f'{tmp_path / "study.toml"}: "min_confidence": input should be less than or equal to 1; '
        'unknown key "titel" (did you mean "title"?).'
    )


def test_a_folder_without_settings_is_no_study_folder(tmp_path: Path) -> None:
    assert read_settings(tmp_path) is None


def test_a_broken_settings_file_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('title = "x\n')

    with pytest.raises(StudyError, match="line 1"):
        read_settings(tmp_path)


def test_the_file_to_fill_in_names_every_setting_and_gives_an_example_of_each(tmp_path: Path) -> None:
    init_study(tmp_path)
    path = tmp_path / "study.toml"
    told = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^# (?=\[|(\w+|\"[^\"]+\") =)", "", told, flags=re.MULTILINE), encoding="utf-8")

    named = tomllib.loads(path.read_text(encoding="utf-8"))
    assert StudySettings.model_fields.keys() == named.keys()
    assert LlmSettings.model_fields.keys() == named["llm"].keys()
    assert RemoteSettings.model_fields.keys() == named["remote"].keys()
    assert read_settings(tmp_path) is not None
