"""Which words can mark a theme, and what participants themselves would call it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cfir_coder.coders.nlp import dictionary_form, stop_words

LONGEST_NAME = 4
"""Words of an in-vivo name."""

_SPOKEN = frozenset(
    """um uh er erm hmm mm yeah yep yes ok okay oh well right sure like just really actually basically honestly
    literally maybe probably pretty kinda sorta gonna wanna gotta thing stuff something anything everything nothing
    somebody anybody everybody nobody someone anyone everyone lot bit kind sort way time day week month year morning
    hour minute today yesterday tomorrow people person guy guys folk man woman lady thank thanks sir ma'am mr mrs ms dr
    say tell talk ask know think mean see look want need go get come take make put give let do try start stop keep
    call use work feel guess suppose remember happen turn leave bring find hear show sit stand walk run
    good bad big little new old long first last next same different other own whole real great nice fine
    one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred thousand
    job jobs role case court judge probation officer coordinator manager attorney prosecutor deputy counselor
    participant client patient provider clinic agency program doctor nurse staff team office county state street
    problem story table list number name line piece point reason idea kid car story stuff matter
    mondays tuesdays wednesdays thursdays fridays saturdays sundays
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december ever never always sometimes usually back down up out off away around here there
    maybe later still already once twice half couple word question answer point end part place side room
    """.split()
)
_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")


def is_topical(word: str) -> bool:
    """Whether a word can say what something is about: no grammar, filler, number or all-purpose word."""
    return len(word) > 2 and word.isalpha() and word not in _SPOKEN and word not in stop_words()


def name_theme(terms: Sequence[str], quotes: Sequence[str]) -> str:
    """The participants' own words for a theme: the phrase of up to four words that holds most of its terms.

    A phrase begins and ends with a topical word; the one that more passages use wins, then the longer one.
    Without any such phrase the two strongest terms stand.
    """
    marks = {word for term in terms for word in term.split()}
    counts: Counter[str] = Counter()
    held: dict[str, int] = {}
    for quote in quotes:
        words = _WORD.findall(quote.lower().replace("’", "'"))
        forms = [dictionary_form(word) for word in words]
        seen = set()
        for start in range(len(words)):
            for end in range(start + 2, min(start + LONGEST_NAME, len(words)) + 1):
                inside = {form for form in forms[start:end] if form in marks}
                if is_topical(words[start]) and is_topical(words[end - 1]) and inside:
                    phrase = " ".join(words[start:end])
                    seen.add(phrase)
                    held[phrase] = len(inside)
        counts.update(seen)
    if not counts:
        return " ".join(terms[0].split() + terms[1].split()[:1]) if len(terms) > 1 else terms[0]
    return min(counts, key=lambda phrase: (-held[phrase], -counts[phrase], len(phrase), phrase))
