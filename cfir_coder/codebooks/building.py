"""Turn a draft into a codebook, checking everything at once; add it to the codebook that it extends."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar, cast

from cfir_coder.codebooks.draft import Draft, DraftCode, DraftCue
from cfir_coder.codebooks.faults import Faults, Written, did_you_mean
from cfir_coder.codebooks.tree import Branch, default_parent, in_tree_order, settle_kinds
from cfir_coder.errors import CueError
from cfir_coder.model.codebook import Code, Codebook, CodeKind, Precedence
from cfir_coder.model.coding import Valence
from cfir_coder.model.cue import DEFAULT_WEIGHT, Cue, Scope, Term, parse_cue, parse_term

_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9][a-z0-9_]*)*")
_CODEBOOK_ID = re.compile(r"[A-Za-z0-9][\w.-]*")
_LIST_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0", "")
_PLAIN_TEXTS = ("name", "abbreviation", "definition", "include", "exclude", "color")

T = TypeVar("T")


def build(draft: Draft, base: Codebook | None, constructs_2009: Collection[str], faults: Faults) -> Codebook:
    """Make the codebook that a draft describes, whole only when `faults` stays empty.

    base: what the draft extends. Lists, cues, exclusions and precedence add up; another key that the draft
    gives to a code of the base replaces the base's. constructs_2009: what `cfir_2009` may name.
    """
    return _Builder(draft, base, constructs_2009, faults).codebook()


class _Builder:
    """One draft on its way to a codebook."""

    def __init__(self, draft: Draft, base: Codebook | None, constructs_2009: Collection[str], faults: Faults) -> None:
        self._draft = draft
        self._base = base
        self._constructs_2009 = constructs_2009
        self._faults = faults
        self._lists = self._joined_lists()
        self._base_codes: Mapping[str, Code] = base.by_id if base else {}

    def codebook(self) -> Codebook:
        header = self._header()
        drafts = self._drafts_by_id()
        kinds = self._kinds(drafts)
        codes = dict(self._base_codes)
        for code_id, draft in drafts.items():
            codes[code_id] = self._code(code_id, draft, kinds.get(code_id, CodeKind.THEME))
        return Codebook.model_construct(
            **cast(Any, header),
            codes=in_tree_order(codes.values()) if self._base else tuple(codes.values()),
            lists=self._lists,
            precedence=_added(self._base.precedence if self._base else (), self._precedence(codes)),
        )

    def _header(self) -> dict[str, str | None]:
        header = {key: written.text for key, written in self._draft.header.items()}
        if not header.get("codebook"):
            self._faults.add(self._draft.at, "the codebook has no id. Add `codebook: NAME` at the top.")
        elif not _CODEBOOK_ID.fullmatch(header["codebook"]):
            at = self._draft.header["codebook"].at
            self._faults.add(at, f'"{header["codebook"]}" is no id. Use letters, digits, "-", "_" and ".".')
        if not self._draft.codes and not self._base:
            self._faults.add(self._draft.at, "the codebook has no codes. List them under `codes:`.")
        return {
            "id": header.get("codebook", ""),
            "name": header.get("name") or header.get("codebook", ""),
            "version": header.get("version") or "1",
            "source": header.get("source", ""),
            "extends": header.get("extends") or None,
        }

    def _joined_lists(self) -> dict[str, tuple[Term, ...]]:
        lists = dict(self._base.lists) if self._base else {}
        for name, entries in self._draft.lists.items():
            terms = []
            for entry in entries:
                try:
                    terms.append(parse_term(entry.text))
                except CueError as error:
                    self._faults.add(entry.at, f'list "{name}": {error}')
            if not _LIST_NAME.fullmatch(name):
                at = entries[0].at if entries else self._draft.at
                self._faults.add(at, f'"{name}" is no name for a list. Use a-z, 0-9 and "_", a letter first.')
            lists[name] = _added(lists.get(name, ()), terms)
        return lists

    def _drafts_by_id(self) -> dict[str, DraftCode]:
        drafts: dict[str, DraftCode] = {}
        for draft in self._draft.codes:
            code_id = draft.text("id")
            if not code_id:
                self._faults.add(draft.at, "a code has no id. Give it one, such as outer_setting.waiting_lists.")
            elif not _ID.fullmatch(code_id):
                self._faults.add(
                    draft.place("id"),
                    f'"{code_id}" is no id for a code. Use a-z, 0-9, "_" and "." between the levels.',
                )
            elif code_id in drafts:
                first = drafts[code_id].place("id")
                self._faults.add(
                    draft.place("id"),
                    f'code "{code_id}" is defined twice (first at {_short(str(first))}). Rename one of them.',
                )
            else:
                drafts[code_id] = draft
        return drafts

    def _kinds(self, drafts: Mapping[str, DraftCode]) -> dict[str, CodeKind]:
        branches = {
            code.id: Branch(code.id, code.parent, code.kind, self._draft.at, self._draft.at)
            for code in self._base_codes.values()
        }
        for code_id, draft in drafts.items():
            base = self._base_codes.get(code_id)
            parent = draft.text("parent") or (base.parent if base else default_parent(code_id))
            told = self._choice(draft.texts.get("kind"), CodeKind, "kind")
            kind = told or (base.kind if base else None)
            at = draft.place("id")
            branches[code_id] = Branch(code_id, parent, kind, at, draft.place("parent") if draft.text("parent") else at)
        self._parents = {branch.id: branch.parent for branch in branches.values()}
        return settle_kinds(branches, self._faults)

    def _code(self, code_id: str, draft: DraftCode, kind: CodeKind) -> Code:
        base = self._base_codes.get(code_id)
        if ("name" in draft.texts or base is None) and not draft.text("name"):
            self._faults.add(draft.place("name"), f'code "{code_id}" has no name. Give it one.')
        fields: dict[str, object] = {key: draft.text(key) for key in _PLAIN_TEXTS if key in draft.texts}
        if draft.text("color") and not _COLOR.fullmatch(draft.text("color")):
            self._faults.add(draft.place("color"), f'"{draft.text("color")}" is no color. Write it like "#3366aa".')
        if "typical_valence" in draft.texts:
            fields["typical_valence"] = self._choice(draft.texts["typical_valence"], Valence, "typical_valence")
        if "reverse_rated" in draft.texts:
            fields["reverse_rated"] = self._truth(draft.texts["reverse_rated"], "reverse_rated")
        if "examples" in draft.entries:
            fields["examples"] = tuple(entry.text for entry in draft.entries["examples"] if entry.text)
        if "cfir_2009" in draft.entries:
            fields["cfir_2009"] = tuple(self._construct_2009(code_id, each) for each in draft.entries["cfir_2009"])
        for key, before in (
            ("cues", base.cues if base else ()),
            ("exclusions", base.exclusions if base else ()),
        ):
            fields[key] = _with_cues(before, self._cues(draft.cues.get(key, ())))
        if base:
            return base.model_copy(update={**fields, "kind": kind, "parent": self._parents[code_id]})
        return Code.model_construct(
            id=code_id, kind=kind, parent=self._parents[code_id], **cast(Any, _defaults(fields))
        )

    def _construct_2009(self, code_id: str, written: Written) -> str:
        if written.text not in self._constructs_2009:
            mend = did_you_mean(written.text, self._constructs_2009, "See `cfir codebook show cfir-2009`.")
            self._faults.add(written.at, f'code "{code_id}" names the unknown 2009 construct "{written.text}". {mend}')
        return written.text

    def _cues(self, drafts: Iterable[DraftCue]) -> list[Cue]:
        cues = []
        for draft in drafts:
            weight = self._weight(draft.weight)
            scope: Scope = "clause"
            if draft.scope:
                if draft.scope.text in ("clause", "sentence"):
                    scope = "sentence" if draft.scope.text == "sentence" else "clause"
                else:
                    self._faults.add(
                        draft.scope.at, f'scope "{draft.scope.text}" isn\'t known. Use clause or sentence.'
                    )
            cue = self._cue(draft.pattern, weight, scope)
            if cue is not None:
                cues.append(cue)
        return cues

    def _cue(self, written: Written, weight: float = DEFAULT_WEIGHT, scope: Scope = "clause") -> Cue | None:
        try:
            cue = parse_cue(written.text, weight=weight, scope=scope)
        except CueError as error:
            self._faults.add(written.at, f"{str(error).rstrip('.')}.")
            return None
        if "{" in written.text:
            for name in sorted(cue.lists() - self._lists.keys()):
                mend = did_you_mean(name, self._lists, "Add it under `lists:`.")
                self._faults.add(written.at, f'cue "{written.text}" uses the unknown list "{name}". {mend}')
        return cue

    def _weight(self, written: Written | None) -> float:
        if written is None:
            return DEFAULT_WEIGHT
        try:
            weight = float(written.text)
        except ValueError:
            weight = 0.0
        if not 0 < weight <= 1:
            self._faults.add(written.at, f'weight "{written.text}" must be a number above 0, at most 1.')
            return DEFAULT_WEIGHT
        return weight

    def _precedence(self, codes: Mapping[str, Code]) -> list[Precedence]:
        rules = []
        for written in self._draft.precedence:
            for key in ("prefer", "over"):
                if key not in written or not written[key].text:
                    at = next(iter(written.values())).at if written else self._draft.at
                    self._faults.add(at, f'a precedence rule needs the key "{key}".')
                elif written[key].text not in codes:
                    mend = did_you_mean(written[key].text, codes, "Define it or correct the name.")
                    self._faults.add(
                        written[key].at, f'precedence names the unknown code "{written[key].text}". {mend}'
                    )
            rules.append(self._rule(written))
        return rules

    def _rule(self, written: Mapping[str, Written]) -> Precedence:
        pattern = written["when"].text if "when" in written else ""
        cue = self._cue(written["when"]) if pattern else None
        if cue is not None and (len(cue.present) > 1 or cue.absent):
            self._faults.add(written["when"].at, f'"when: {pattern}" must be one part, without "&" and "!".')
        return Precedence(
            prefer=written["prefer"].text if "prefer" in written else "",
            over=written["over"].text if "over" in written else "",
            when=cue.present[0] if cue else None,
            when_pattern=pattern,
            reason=written["reason"].text if "reason" in written else "",
        )

    def _choice(self, written: Written | None, choices: type[T], key: str) -> T | None:
        if written is None or not written.text:
            return None
        names = [str(each) for each in choices]  # type: ignore[attr-defined]
        if written.text not in names:
            self._faults.add(
                written.at,
                f'{key} "{written.text}" isn\'t known. Use {", ".join(names[:-1])} or {names[-1]}.',
            )
            return None
        return choices(written.text)  # type: ignore[call-arg]

    def _truth(self, written: Written, key: str) -> bool:
        word = written.text.lower()
        if word not in _TRUE and word not in _FALSE:
            self._faults.add(written.at, f'"{key}" must be true or false, not "{written.text}".')
        return word in _TRUE


def _defaults(fields: Mapping[str, object]) -> dict[str, object]:
    """Fill in what a code has when the file doesn't tell, in the model's own order."""
    return {
        name: fields.get(name, field.default)
        for name, field in Code.model_fields.items()
        if name not in ("id", "kind", "parent")
    }


def _added(before: Iterable[T], new: Iterable[T]) -> tuple[T, ...]:
    """What was there, then what is new; nothing twice."""
    joined = list(before)
    joined += [each for each in new if each not in joined]
    return tuple(joined)


def _with_cues(before: Iterable[Cue], new: Iterable[Cue]) -> tuple[Cue, ...]:
    """Cues of the base and of the extension; a pattern that comes again has the extension's weight and scope."""
    by_pattern = {cue.pattern: cue for cue in before}
    by_pattern.update((cue.pattern, cue) for cue in new)
    return tuple(by_pattern.values())


def _short(place: str) -> str:
    return place.rpartition(", ")[2]
