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
    text = "Q: Well, what helps?\nP: Money.\nR: Yes, money.\n"
    roles = {"Q": Role.INTERVIEWER, "P": Role.PARTICIPANT, "R": Role.PARTICIPANT}
    places = [(3, 20, "Q"), (24, 30, "P"), (34, 45, "R")]
    transcript = Transcript(
        document="a.txt",
        text=text,
        format="txt",
        speakers=tuple(Speaker(label=label, role=role) for label, role in roles.items()),
        turns=tuple(
            Turn(index=index, speaker=label, start=start, end=end) for index, (start, end, label) in enumerate(places)
        ),
    )

    assert ["", "what helps?", "what helps?"] == [
        question_before(transcript, turn, words=2) for turn in transcript.turns
    ]
    sent = Prompt(BOOK, {}).messages("Well, what helps?", "Yes, money.")[1]["content"]
    assert sent == "QUESTION\nWell, what helps?\n\nANSWER\nYes, money."
