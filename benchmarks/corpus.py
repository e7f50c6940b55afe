"""A made corpus: the turns of the sample interviews, dealt anew by a seeded shuffle."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from cfir_coder.model.transcript import Role, Transcript
from cfir_coder.readers import read_transcript

SAMPLE = Path(__file__).parent.parent / "transcripts_sample"
ROLES = ("judge", "program coordinator", "probation officer", "case manager", "peer recovery specialist")


def make_corpus(folder: Path, *, transcripts: int, words: int = 4000, seed: int = 7) -> int:
    """Write interviews of about `words` words each and their participants.csv; return all words written."""
    chance = random.Random(seed)
    sample = [read_transcript(path) for path in sorted(SAMPLE.glob("P*.txt"))]
    questions = [speech for one in sample for speech in _speeches(one, Role.INTERVIEWER)]
    answers = [speech for one in sample for speech in _speeches(one, Role.PARTICIPANT)]
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    with (folder / "participants.csv").open("w", encoding="utf-8", newline="") as handle:
        table = csv.writer(handle)
        table.writerow(["participant", "site", "role", "transcript"])
        for number in range(transcripts):
            person, name = f"B{number:04}", f"B{number:04}_interview.txt"
            text, count = _interview(person, questions, answers, words, chance)
            (folder / name).write_text(text, encoding="utf-8")
            table.writerow([person, f"Court {number % 7 + 1}", ROLES[number % len(ROLES)], name])
            total += count
    return total


def _interview(
    person: str, questions: list[str], answers: list[str], words: int, chance: random.Random
) -> tuple[str, int]:
    paragraphs = [f"Title: Made interview\nParticipant: {person}"]
    count = 0
    while count < words:
        question, answer = chance.choice(questions), chance.choice(answers)
        paragraphs += [f"Interviewer: {question}", f"{person}: {answer}"]
        count += len(question.split()) + len(answer.split())
    return "\n\n".join(paragraphs) + "\n", count


def _speeches(transcript: Transcript, role: Role) -> list[str]:
    return [transcript.speech(turn) for turn in transcript.turns_of(role)]
