"""What a coding sheet says of its own use."""

from __future__ import annotations

from collections.abc import Iterator

from cfir_coder.model.coding_sheet import DONE, MOST_CODES, SheetAbout
from cfir_coder.text import counted


def help_lines(about: SheetAbout, n_unshown: int) -> Iterator[tuple[str, bool]]:
    """Lines of the sheet, each with whether it is a heading."""
    piece = "what one person says before another does" if about.segments == "turn" else "one sentence"
    yield f"Coding sheet of {about.coder}", True
    yield (
        f"One row is {piece}. Grey rows are questions: they are there to be read and can't be coded. "
        f"Sheet 'Codebook' has every code with its definition.",
        False,
    )
    yield "For each row", True
    yield f"1. Read it. If no code fits, leave the code columns empty. A row has room for {MOST_CODES} codes.", False
    yield "2. Choose a code from the list in 'code 1', the next one in 'code 2', and so on.", False
    yield (
        "3. Choose the valence: facilitator (it helps implementation), barrier (it hinders), mixed, or neutral. "
        "Leave it empty if you can't tell.",
        False,
    )
    yield (
        "4. Choose the strength, if you rate it: 2 or 1 for a facilitator, -1 or -2 for a barrier, 0 for mixed and "
        "neutral. 1 is a general statement; 2 is a concrete example or strong words.",
        False,
    )
    yield "5. Write what you want to remember into 'memo'.", False
    yield (
        f"6. Choose '{DONE}' in 'done' once you have decided on the row, also when no code fits. "
        "Only such rows count as read: in the others 'not coded' means nothing.",
        False,
    )
    yield "What was filled in for you", True
    yield (
        "White cells hold what you coded yourself so far. Take a code out, and it is withdrawn when you hand in.",
        False,
    )
    if about.machine:
        yield (
            f"Yellow cells in italics hold proposals of the machine coder {about.machine}; 'passages' says how sure it "
            "was, and on which words. Leave a proposal and mark the row done: it becomes your coding. Take it out: it "
            "is rejected. Change valence or strength: yours count. In a row that isn't done, proposals stay undecided.",
            False,
        )
    else:
        yield "What other people and machines coded is not shown.", False
    yield (
        "Where 'passages' quotes words beside a number, the code with that number stands on these words, not on all of "
        "the row.",
        False,
    )
    if n_unshown:
        yield f"{counted(n_unshown, 'coding')} found no room in a row; what stands in the study stays.", False
    yield "When you are done, or in between", True
    yield f"Save as .xlsx and run: cfir import FILE.xlsx --coder {about.coder} --study STUDY", False
    yield (
        "You may hand in as often as you like. Cells that aren't for you are locked, without a password. Don't unlock "
        "them: a row whose text was changed can't be placed. Filter with the arrows in the header.",
        False,
    )
