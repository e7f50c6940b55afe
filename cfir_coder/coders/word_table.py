"""Write the packaged table of word forms anew: `python -m cfir_coder.coders.word_table`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cfir_coder.codebooks import load_codebook, load_valence_lexicon, packaged_codebooks
from cfir_coder.coders.emergent_kindred import kindred_words
from cfir_coder.coders.nlp import Language
from cfir_coder.coders.word_forms import TABLE, hyphen_variants, inflections, is_inflected
from cfir_coder.model.cue import Term


def table() -> dict[str, list[str]]:
    """The inflected words of every packaged cue with their other forms, in alphabetical order."""
    language = Language()
    words = {
        word
        for term in _terms()
        if term.kind == "inflected"
        for variant in hyphen_variants(term.text)
        for word in [term.text, *language.words(variant)]
    }
    words |= {
        word.removeprefix("=") for each in kindred_words().values() for one in each for word in one.phrase.split()
    }
    return {word: inflections(word) for word in sorted(words) if is_inflected(word)}


def _terms() -> Iterator[Term]:
    for each in packaged_codebooks():
        codebook = load_codebook(each.id)
        for code in codebook.codes:
            for cue in code.cues:
                yield from cue.terms()
        for terms in codebook.lists.values():
            yield from terms
    for group in load_valence_lexicon().groups:
        for cue in group.cues:
            yield from cue.terms()


def written(forms: dict[str, list[str]]) -> str:
    """The table as its file holds it: a word a line."""
    lines = (f"{json.dumps(word)}: {json.dumps(others, ensure_ascii=False)}" for word, others in forms.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TABLE.write_text(written(table()), encoding="utf-8")
