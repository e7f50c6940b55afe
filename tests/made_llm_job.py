"""A job for the language model coder: a small codebook, a talk, a server that finds money."""

from __future__ import annotations

from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.registry import machine_named
from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.llm import LlmSettings
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn
from cfir_coder.model.valence import ValenceLexicon
from tests.made_llm import coding, saying_codes

BOOK = Codebook(
    id="mine",
    name="Mine",
    version="1",
    codes=(
        Code(id="inner", name="Inner", kind=CodeKind.DOMAIN),
        Code(id="inner.money", name="Money", kind=CodeKind.CONSTRUCT, parent="inner", definition="What there is."),
    ),
)
SAID = (
    ("Q", "How is it going?"),
    ("P", "Money is short here. We can’t pay [phone rings] the nurse."),
    ("R", "Yeah, same here."),
    ("Q", "And else?"),
    ("R", "The judge is for it. Money is short here."),
    ("X", "Nobody knows who says this."),
)
LEXICON = ValenceLexicon(id="none", version="1", groups=())


class Kept(dict):
    """Answers kept in memory."""

    def put(self, key: str, answer: str) -> None:
        self[key] = answer


def talk(document: str = "a.txt", said: tuple[tuple[str, str], ...] = SAID) -> Transcript:
    text, turns = f"{document}\n", []
    for index, (label, words) in enumerate(said):
        text += f"{label}: "
        at = len(text)
        notes = tuple((at + words.index("["), at + words.index("]") + 1) for _ in range("[" in words))
        turns.append(Turn(index=index, speaker=label, start=at, end=at + len(words), not_speech=notes))
        text += f"{words}\n"
    roles = {"Q": Role.INTERVIEWER, "P": Role.PARTICIPANT, "R": Role.PARTICIPANT, "X": Role.UNKNOWN}
    speakers = tuple(Speaker(label=label, role=roles[label]) for label in dict.fromkeys(label for label, _ in said))
    return Transcript(document=document, text=text, format="txt", speakers=speakers, turns=tuple(turns))


def job(url: str, *transcripts: Transcript, **settings: object) -> CodingJob:
    told = {"endpoint": url, "model": "small:1b", "timeout_s": 20, "tries": 1, "in_flight": 1, **settings}
    return CodingJob(
        name="llm",
        codebook=BOOK,
        lexicon=LEXICON,
        transcripts=transcripts or (talk(),),
        llm=LlmSettings.model_validate(told),
    )


def money(body: dict, number: int):
    """A model that finds the same sentence everywhere."""
    return saying_codes(coding("Money is short here."))


def run(asked: CodingJob):
    return machine_named("llm").code(asked)


def numbered(count: int) -> Transcript:
    return talk("n.txt", tuple(("P", f"Money is short here. This is number {number}.") for number in range(count)))
