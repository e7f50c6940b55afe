from cfir_coder.codebooks import load_codebook
from cfir_coder.coders.llm_prompt import Prompt
from cfir_coder.coders.windows import question_before
from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn

BOOK = Codebook(
    id="mine",
    name="Mine",
    version="1",
    codes=(
        Code(id="inner", name="Inner", kind=CodeKind.DOMAIN, definition="The court."),
        Code(
            id="inner.money",
            name="Money",
            kind=CodeKind.CONSTRUCT,
            parent="inner",
            definition="What there is\nto spend.",
            include="Wages.",
            exclude="Grants.",
            examples=("no money", "we are broke", "a third one"),
        ),
        Code(id="inductive.dogs", name="Dogs", kind=CodeKind.THEME, definition="The court's dog."),
    ),
)


def test_definitions_and_two_examples_of_every_code_are_told_a_users_own_codes_too() -> None:
    lines = Prompt(BOOK, {}).system.splitlines()

    assert [
        "CODEBOOK",
        "",
        "## Inner: The court.",
        '- inner.money = Money. What there is to spend. Yes: Wages. No: Grants. E.g. "no money" / "we are broke"',
        "- inductive.dogs = Dogs. The court's dog.",
    ] == lines[lines.index("CODEBOOK") :]


def test_only_constructs_and_themes_may_be_given() -> None:
    codes = Prompt(BOOK, {}).schema["properties"]["codes"]["items"]["properties"]["code"]

    assert ["inner.money", "inductive.dogs"] == codes["enum"]


def test_what_the_study_means_by_its_words_is_told() -> None:
    told = Prompt(BOOK, {"innovation": "referral to clinics", "inner_setting": "", "outer_setting": " "}).system

    assert "IN THIS STUDY\ninnovation: referral to clinics\n\nCODEBOOK" in told


def test_the_hash_follows_definitions_and_not_cues() -> None:
    plain = Prompt(BOOK, {})
    packaged = load_codebook("cfir-2022")
    without_cues = packaged.model_copy(
        update={"codes": tuple(code.model_copy(update={"cues": ()}) for code in packaged.codes)}
    )

    assert plain.hash != Prompt(BOOK, {"innovation": "x"}).hash
    assert Prompt(packaged, {}).hash == Prompt(without_cues, {}).hash


def test_a_turn_goes_with_the_end_of_the_interviewers_last_question() -> None:
    transcript = asked_and_told("Q: Well, what helps?", "P: Money.", "R: Yes, money.")

    assert ["", "what helps?", "what helps?"] == [
        question_before(transcript, turn, words=2) for turn in transcript.turns
    ]
    sent = Prompt(BOOK, {}).messages("Well, what helps?", "Yes, money.")[1]["content"]
    assert sent == "QUESTION\nWell, what helps?\n\nANSWER\nYes, money."


def test_a_short_question_goes_with_the_one_that_it_leans_on() -> None:
    transcript = asked_and_told(
        "Q: Hello.", "P: Hello.", "Q: What would you change about the clinic?", "P: Hours.", "Q: Mm.", "P: Evenings."
    )

    assert [question_before(transcript, transcript.turns[index]) for index in (1, 3, 5)] == [
        "Hello.",
        "What would you change about the clinic?",
        "What would you change about the clinic? Mm.",
    ]


def asked_and_told(*lines: str) -> Transcript:
    """A transcript of labelled lines, in which Q asks."""
    text, turns, at = "\n".join(lines), [], 0
    for index, line in enumerate(lines):
        turns.append(Turn(index=index, speaker=line[0], start=at + 3, end=at + len(line)))
        at += len(line) + 1
    speakers = [
        Speaker(label=label, role=Role.INTERVIEWER if label == "Q" else Role.PARTICIPANT)
        for label in dict.fromkeys(line[0] for line in lines)
    ]
    return Transcript(document="a.txt", text=text, format="txt", speakers=tuple(speakers), turns=tuple(turns))
