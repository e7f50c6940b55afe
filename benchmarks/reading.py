"""Reading speed per format: 20 interviews of 4,000 words in each.

python -m benchmarks.reading
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.corpus import make_corpus
from cfir_coder.readers import read_transcript
from cfir_coder.text import one_line

FILES = 20
FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures" / "transcripts"
Dialogue = list[tuple[str, str]]


def main() -> None:
    """Print seconds and words per second for each format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_corpus(folder / "txt", transcripts=FILES)
        texts = sorted((folder / "txt").glob("*.txt"))
        dialogues = [_dialogue(path) for path in texts]
        words = sum(len(speech.split()) for dialogue in dialogues for _, speech in dialogue)
        _print("txt", texts, words)
        for suffix, write in WRITERS.items():
            paths = [folder / f"{path.stem}.{suffix}" for path in texts]
            for path, dialogue in zip(paths, dialogues, strict=True):
                write(path, dialogue)
            _print(suffix, paths, words)
    for suffix in ("odt", "rtf", "pdf"):
        path = FIXTURES / f"clinic.{suffix}"
        text = read_transcript(path).text
        _print(f"{suffix} (fixture)", [path] * FILES, len(text.split()) * FILES)


def _print(name: str, paths: Iterable[Path], words: int) -> None:
    for path in list(paths)[:1]:
        read_transcript(path)  # loads the format's parser, which isn't what is measured
    began = time.perf_counter()
    for path in paths:
        read_transcript(path)
    seconds = time.perf_counter() - began
    print(f"{name:<14} {seconds:6.3f} s  {words:8,} words  {words / seconds:12,.0f} words/s")


def _dialogue(path: Path) -> Dialogue:
    transcript = read_transcript(path)
    return [(turn.speaker, one_line(transcript.speech(turn))) for turn in transcript.turns]


def _write_docx(path: Path, dialogue: Dialogue) -> None:
    import docx

    document = docx.Document()
    for label, speech in dialogue:
        document.add_paragraph(f"{label}: {speech}")
    document.save(str(path))


def _write_xlsx(path: Path, dialogue: Dialogue) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    for row, cells in enumerate([("speaker", "text"), *dialogue]):
        sheet.write_row(row, 0, cells)
    workbook.close()


def _write_csv(path: Path, dialogue: Dialogue) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([("speaker", "text"), *dialogue])


def _write_html(path: Path, dialogue: Dialogue) -> None:
    body = "".join(f"<p>{label}: {speech}</p>\n" for label, speech in dialogue)
    path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")


def _cues(dialogue: Dialogue, comma: str) -> Iterable[str]:
    for number, (label, speech) in enumerate(dialogue):
        start, end = (
            f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}{comma}000"
            for second in (number * 9, number * 9 + 8)
        )
        yield f"{number + 1}\n{start} --> {end}\n{label}: {speech}\n\n"


def _write_vtt(path: Path, dialogue: Dialogue) -> None:
    path.write_text("WEBVTT\n\n" + "".join(_cues(dialogue, ".")), encoding="utf-8")


def _write_srt(path: Path, dialogue: Dialogue) -> None:
    path.write_text("".join(_cues(dialogue, ",")), encoding="utf-8")


WRITERS: dict[str, Callable[[Path, Dialogue], None]] = {
    "docx": _write_docx,
    "html": _write_html,
    "vtt": _write_vtt,
    "srt": _write_srt,
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}

if __name__ == "__main__":
    main()
