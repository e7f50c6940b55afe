"""Read a codebook in YAML, keeping the line of everything in it."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cfir_coder.codebooks.draft import (
    CODE_CUES,
    CODE_ENTRIES,
    CODE_KEYS,
    CODE_TEXTS,
    CUE_KEYS,
    HEADER_TEXTS,
    PRECEDENCE_KEYS,
    Draft,
    DraftCode,
    DraftCue,
    unknown_key,
)
from cfir_coder.codebooks.faults import Faults, Place, Written
from cfir_coder.text import one_line

_NULL = "tag:yaml.org,2002:null"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str) -> Node | None:
    """Parse YAML into nodes that know their place; None when the text holds nothing."""
    node: Node | None = yaml.compose(text, Loader=_Loader)
    return node


def draft_from_yaml(text: str, file: str, faults: Faults) -> Draft:
    """Read what a YAML codebook says; what can't be read is noted in `faults` and left out."""
    draft = Draft(at=Place(f"{file}, line", 1))
    try:
        root = compose(text)
    except yaml.YAMLError as error:
        faults.add(Place(f"{file}, line", _line_of(error)), _syntax(error))
        return draft
    if root is None:
        faults.add(draft.at, "the file is empty. Begin with `codebook: NAME`.")
        return draft
    _Reader(file, faults).read(root, draft)
    return draft


class _Reader:
    """Turns nodes into a draft; knows the file that they stand in and where faults go."""

    def __init__(self, file: str, faults: Faults) -> None:
        self._unit = f"{file}, line"
        self._faults = faults

    def read(self, root: Node, draft: Draft) -> None:
        for key, node in self._pairs(root, (*HEADER_TEXTS, "lists", "codes", "precedence"), "a codebook"):
            if key in HEADER_TEXTS:
                self._put_text(draft.header, key, node)
            elif key == "lists":
                draft.lists = {
                    name.text: list(self._texts(f"lists: {name.text}", entries))
                    for name, entries in self._any_pairs(node, "lists")
                }
            elif key == "codes":
                draft.codes = [code for each in self._entries(key, node) if (code := self._code(each))]
            else:
                draft.precedence = [
                    self._text_mapping(each, PRECEDENCE_KEYS, "a precedence rule") for each in self._entries(key, node)
                ]

    def _code(self, node: Node) -> DraftCode | None:
        if not isinstance(node, MappingNode):
            self._wrong(node, "a code", "keys with values")
            return None
        code = DraftCode(at=self._at(node))
        for key, value in self._pairs(node, CODE_KEYS, "a code"):
            if key in CODE_TEXTS:
                self._put_text(code.texts, key, value)
            elif key in CODE_ENTRIES:
                code.entries[key] = list(self._texts(key, value))
            elif key in CODE_CUES:
                code.cues[key] = [cue for each in self._entries(key, value) if (cue := self._cue(each))]
        return code

    def _cue(self, node: Node) -> DraftCue | None:
        if isinstance(node, ScalarNode):
            return DraftCue(Written(node.value, self._at(node)))
        if isinstance(node, MappingNode) and not _is_bare_list(node):
            parts = self._text_mapping(node, CUE_KEYS, "a cue")
            if "cue" in parts:
                return DraftCue(parts["cue"], parts.get("weight"), parts.get("scope"))
            self._faults.add(self._at(node), 'a cue needs the key "cue".')
            return None
        self._wrong(node, "a cue", "text; put quotes round a cue that begins with {")
        return None

    def _text_mapping(self, node: Node, known: tuple[str, ...], what: str) -> dict[str, Written]:
        texts: dict[str, Written] = {}
        for key, value in self._pairs(node, known, what):
            self._put_text(texts, key, value)
        return texts

    def _put_text(self, into: dict[str, Written], key: str, node: Node) -> None:
        if isinstance(node, ScalarNode):
            into[key] = Written("" if _is_null(node) else node.value.strip(), self._at(node))
        else:
            self._wrong(node, f'"{key}"', "text")

    def _texts(self, what: str, node: Node) -> Iterator[Written]:
        for entry in self._entries(what, node):
            if isinstance(entry, ScalarNode):
                yield Written(one_line(entry.value), self._at(entry))
            else:
                self._wrong(entry, f'an entry of "{what}"', "text")

    def _entries(self, what: str, node: Node) -> list[Node]:
        if isinstance(node, SequenceNode):
            return list(node.value)
        if not _is_null(node):
            self._wrong(node, f'"{what}"', "a list")
        return []

    def _pairs(self, node: Node, known: tuple[str, ...], what: str) -> Iterator[tuple[str, Node]]:
        for key, value in self._any_pairs(node, what):
            if key.text in known:
                yield key.text, value
            else:
                unknown_key(key, known, self._faults)

    def _any_pairs(self, node: Node, what: str) -> Iterator[tuple[Written, Node]]:
        if not isinstance(node, MappingNode):
            if not _is_null(node):
                self._wrong(node, what, "keys with values")
            return
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._wrong(key, "a key", "text")
            elif key.value in seen:
                self._faults.add(self._at(key), f'key "{key.value}" stands twice. Keep one of them.')
            else:
                seen.add(key.value)
                yield Written(key.value, self._at(key)), value

    def _at(self, node: Node) -> Place:
        return Place(self._unit, node.start_mark.line + 1)

    def _wrong(self, node: Node, what: str, wanted: str) -> None:
        self._faults.add(self._at(node), f"{what} must be {wanted}, not {_kind(node)}.")


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == _NULL


def _is_bare_list(node: MappingNode) -> bool:
    """Whether `{external}` was written without quotes, which YAML takes for a mapping."""
    return len(node.value) == 1 and _is_null(node.value[0][1]) and node.flow_style is True


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "keys with values"
    return "a list" if isinstance(node, SequenceNode) else f'"{node.value}"'


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _syntax(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    return f"this isn't YAML ({problem}). Check indentation, colons and quotes here and just above."
