"""A coding sheet that was made before a transcript was corrected: each row at its place now, or told as lost."""

from __future__ import annotations

from pathlib import Path

from cfir_coder.readers import read_transcript
from cfir_coder.study import Run, Study
from tests.cli.made_sheet import everything, fill, folder, hand_in, held, line, path
from tests.made_proposals import FINANCING, LAW, LAWS, MONEY, MOTIVATION, TEXT, WANT
from tests.made_study import BASE, NOW

__all__ = ["folder", "path"]
CODED = {(3, "code 1"): LAWS, (4, "code 1"): FINANCING, (5, "code 1"): MOTIVATION}
DONE = {(row, "done"): "yes" for row in (3, 4, 5)}


def correct(folder: Path, text: str) -> None:
    """The first interview has another text now."""
    file = folder.parent / "P1.txt"
    file.write_text(text, encoding="utf-8")
    with Study.open(folder) as study:
        study.record_run(Run("cues", NOW, NOW, "0", {}, BASE, [read_transcript(file, document=file.name)], (), ()))


def test_rows_whose_text_moved_are_coded_where_it_stands_now(path: Path, folder: Path) -> None:
    fill(path, CODED | DONE)
    correct(folder, "A title.\n\n" + TEXT.format(n=1))

    done = hand_in(path, folder)

    assert done.exit_code == 0, done.output
    assert (
        "P1.txt was corrected since the sheet was made; rows: 0 exact, 3 moved, 0 approximate, 0 orphan." in done.stderr
    )
    assert [one[:3] for one in held(folder)] == [
        ("P1.txt", LAW, LAWS),
        ("P1.txt", MONEY, FINANCING),
        ("P1.txt", WANT, MOTIVATION),
    ]
    assert "1 document" in line(done)
    with Study.open(folder) as study:
        names = study.documents()
        assert [names[one.text_hash] for one in study.coverage() if one.coder == "ana"] == ["P1.txt"]


def test_a_row_whose_text_is_gone_is_told_by_its_number_and_the_others_are_taken(path: Path, folder: Path) -> None:
    fill(path, CODED | DONE)
    correct(folder, TEXT.format(n=1).replace(LAW, "Nothing helped us at all.").replace("want it to", "want it too"))

    done = hand_in(path, folder)

    assert done.exit_code == 1
    assert "rows: 1 exact, 0 moved, 1 approximate, 1 orphan." in done.stderr
    assert "row 3: its text stands nowhere, or in several places, in the corrected transcript;" in done.stderr
    assert "row 5: its text changed a little; it counts where the corrected text has it." in done.stderr
    assert [one[1:3] for one in held(folder)] == [
        (MONEY, FINANCING),
        ("People here want it too work.", MOTIVATION),
    ]
    with Study.open(folder) as study:
        assert [one for one in study.coverage() if one.coder == "ana"] == []


def test_after_a_correction_the_same_sheet_again_is_the_same_and_takes_back_what_it_brought(
    path: Path, folder: Path
) -> None:
    fill(path, CODED | DONE)
    hand_in(path, folder)
    correct(folder, "A title.\n\n" + TEXT.format(n=1))

    again = hand_in(path, folder)
    before = everything(folder)
    hand_in(path, folder)
    same = everything(folder)
    fill(path, {(4, "code 1"): None})
    fewer = hand_in(path, folder)

    assert "0 codings by ana new, 0 changed, 0 withdrawn" in line(again)
    assert same == before
    assert "0 codings by ana new, 0 changed, 1 withdrawn" in line(fewer)
    assert [one[1:3] for one in held(folder)] == [(LAW, LAWS), (WANT, MOTIVATION)]


def test_a_sheet_filled_with_codings_knows_them_in_the_corrected_text(path: Path, folder: Path) -> None:
    """The second sheet was made with ana's three codings; she takes one out after the text was corrected."""
    from tests.cli.made_sheet import made

    fill(path, CODED)
    hand_in(path, folder)
    second = made(folder, path.with_name("second.xlsx"))
    correct(folder, "A title.\n\n" + TEXT.format(n=1))
    fill(second, {(4, "code 1"): None, (3, "valence 1"): "facilitator"})

    done = hand_in(second, folder)

    assert "0 codings by ana new, 1 changed, 1 withdrawn" in line(done)
    assert [one[1:4] for one in held(folder)] == [(LAW, LAWS, "facilitator"), (WANT, MOTIVATION, None)]
