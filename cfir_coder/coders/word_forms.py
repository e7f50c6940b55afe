"""Words in every inflection, and the spellings of phrases.

Those of the packaged cues' words stand in a table, since loading lemminflect and asking it takes a second; `python -m
cfir_coder.coders.word_table` writes it anew when the cues or lemminflect have changed.
"""

from __future__ import annotations

import itertools
import json
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_suffix(".json")
_MOST_FORMS = 200
"""A phrase with more spellings than this is matched as written, to keep the matcher small."""


def phrase_forms(words: list[str]) -> list[tuple[str, ...]]:
    """Every spelling of a phrase, word by word in every inflection; the phrase itself comes first."""
    options = [word_forms(word) for word in words]
    count = 1
    for option in options:
        count *= len(option)
    return [tuple(words)] if count > _MOST_FORMS else list(itertools.product(*options))


@cache
def word_forms(word: str) -> tuple[str, ...]:
    """A word in every inflection of its dictionary form; the word itself comes first.

    A word that is its own dictionary form keeps to it: "left" doesn't become "leave", "leaving" does.
    """
    if word in _SPOKEN_FORMS:
        return _SPOKEN_FORMS[word]
    if not is_inflected(word):
        return (word,)
    kept = _table().get(word)
    return (word, *(inflections(word) if kept is None else kept))


def is_inflected(word: str) -> bool:
    """Whether other forms of a word are sought; most words of grammar stand for themselves alone."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return word.isalpha() and word not in _SPOKEN_FORMS and (word not in STOP_WORDS or word in _INFLECTED_STOP_WORDS)


@cache
def _table() -> dict[str, list[str]]:
    forms: dict[str, list[str]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return forms


def inflections(word: str) -> list[str]:
    """Every other form of a word's dictionary forms, as lemminflect gives them, in order."""
    from lemminflect import getAllInflections, getAllLemmas

    lemmas = {lemma for group in getAllLemmas(word).values() for lemma in group}
    roots = [word] if word in lemmas or not lemmas else sorted(lemmas)
    forms = {form.lower() for root in roots for group in getAllInflections(root).values() for form in group}
    forms |= {extra for root in roots for extra in _CONTRACTED.get(root, ())}
    return sorted(forms - {word})


def hyphen_variants(phrase: str) -> tuple[str, ...]:
    """Speech is typed with and without hyphens: "one-stop" is found as "one stop" too."""
    return (phrase, phrase.replace("-", " ")) if "-" in phrase else (phrase,)


_NOT = ("not", "n't")
_SPOKEN_FORMS: dict[str, tuple[str, ...]] = {
    "n't": _NOT,
    "not": _NOT,
    "ca": ("ca", "can", "could"),
    "can": ("can", "ca", "could"),
    "wo": ("wo", "will", "would"),
    "will": ("will", "wo", "'ll"),
    "would": ("would", "'d"),
}
"""Halves of contractions as spaCy splits them ("ca" + "n't"), with what they stand for."""

_CONTRACTED = {"be": ("'s", "'re", "'m"), "have": ("'ve",)}
_INFLECTED_STOP_WORDS = frozenset(
    "be is are was were been being am have has had do does did done doing get give go keep make made"
    " call move put say see seem show take become".split()
)
