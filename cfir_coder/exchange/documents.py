"""Which transcript a file means: by the hash of its text, by its name, by who takes part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from cfir_coder.codebooks.faults import did_you_mean
from cfir_coder.errors import ExchangeError, UsageError
from cfir_coder.model.case import Participant
from cfir_coder.model.transcript import Transcript
from cfir_coder.text import first_few


class DocumentFinder:
    """Finds transcripts by what other programs call them.

    renamed: the transcript's name by the name in the file, as a person told it.
    """

    def __init__(
        self,
        transcripts: Sequence[Transcript],
        participants: Iterable[Participant] = (),
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        self._transcripts = transcripts
        self._by_hash = {each.hash: each for each in transcripts}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_stem: dict[str, set[str]] = defaultdict(set)
        self._by_person: dict[str, set[str]] = defaultdict(set)
        for each in transcripts:
            name = PurePath(each.document)
            for spelling in (each.document, name.name):
                self._by_name[_key(spelling)].add(each.hash)
            self._by_stem[_key(name.stem)].add(each.hash)
            for speaker in each.speakers:
                if speaker.participant:
                    self._by_person[_key(speaker.participant)].add(each.hash)
        for person in participants:
            for document in person.transcripts:
                self._by_person[_key(person.id)] |= self._by_name.get(_key(document), set())
        self._renamed = {_key(old): self._of_transcript(old, new) for old, new in (renamed or {}).items()}

    def find(self, document: str, text_hash: str = "", participant: str = "") -> Transcript:
        """The transcript of that text, or of that name with or without folder and extension, or of that participant.

        Raises ExchangeError, without a place in front, when there is none or more than one.
        """
        if text_hash in self._by_hash:
            return self._by_hash[text_hash]
        if _key(document) in self._renamed:
            return self._renamed[_key(document)]
        found = self.called(document, participant)
        if len(found) > 1:
            names = ", ".join(sorted(self._by_hash[each].document for each in found))
            raise ExchangeError(
                f'"{document or participant}" may be {names}. Say which with --document "{document}=NAME".'
            )
        if not found:
            raise ExchangeError(self._unknown(document or participant))
        return self._by_hash[next(iter(found))]

    def called(self, document: str, participant: str = "") -> set[str]:
        """Hashes of every text of that name, else of that name without extension, else of that participant."""
        name = PurePath(document.replace("\\", "/")).name
        for spellings, words in (
            (self._by_name, (document, name)),
            (self._by_stem, (document, PurePath(name).stem, name)),
            (self._by_person, (document, name, PurePath(name).stem, participant)),
        ):
            found = next((spellings[_key(each)] for each in words if each and _key(each) in spellings), set())
            if found:
                return found
        return set()

    def _of_transcript(self, old: str, new: str) -> Transcript:
        for spellings in (self._by_name, self._by_stem):
            if len(found := spellings.get(_key(new), set())) == 1:
                return self._by_hash[next(iter(found))]
        raise UsageError(f'--document "{old}={new}": the study has no transcript "{new}". {self._advice(new)}')

    def _unknown(self, document: str) -> str:
        return (
            f'the study has no transcript "{document}". {self._advice(document)} '
            f'Is the file from another study? Tell another name with --document "{document}=NAME".'
        )

    def _advice(self, document: str) -> str:
        names = sorted(each.document for each in self._transcripts)
        shown = first_few(names, 4)
        return did_you_mean(document, names, f"There are: {shown or 'none'}.")


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
