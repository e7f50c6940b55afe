"""What the encoder reads while other transcripts are still listened to, and what is kept of it."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from cfir_coder.coders.encoder import Encoder, Passage, Reading, packaged_model
from cfir_coder.coders.readings import read_kept
from cfir_coder.errors import UsageError
from tests.made_encoder import MadeEncoder


class Told(MadeEncoder):
    """Tells what it was asked to read, and reads only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.begun: list[Future[Reading]] = []
        self.n_begun = 0

    def begin(self, passages: Sequence[Passage]) -> list[Future[Reading]]:
        self.n_begun += 1
        self.asked += [one.text for one in passages]
        begun: list[Future[Reading]] = [Future() for _ in passages]
        self.begun += begun
        return begun

    def finish(self) -> None:
        for text, future in zip(self.asked, self.begun, strict=True):
            future.set_result(self.read([passage(text)])[0])


class Kept(dict[str, str]):
    """Answers kept in memory."""

    def put(self, key: str, answer: str) -> None:
        self[key] = answer


def passage(text: str) -> Passage:
    return Passage("", text, ((0, len(text)),))


def test_a_group_is_read_while_the_next_one_is_still_made() -> None:
    encoder = Told()
    asked_before: list[list[str]] = []

    def groups() -> Iterator[list[Passage]]:
        for text in ("money", "law", "grief"):
            asked_before.append(list(encoder.asked))
            yield [passage(text)]
        encoder.finish()

    found = read_kept(encoder, groups(), None)  # type: ignore[arg-type]

    assert [[], ["money"], ["money", "law"]] == asked_before
    assert [1, 1, 1] == [len(one) for one in found]
    assert [one.lengths.tolist() for one in found[2]] == [[1]]


def test_what_was_begun_is_given_up_when_making_the_next_fails() -> None:
    encoder = Told()

    def groups() -> Iterator[list[Passage]]:
        yield [passage("money"), passage("law")]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_kept(encoder, groups(), None)  # type: ignore[arg-type]

    assert [True, True] == [one.cancelled() for one in encoder.begun]


def test_only_what_is_not_kept_is_read_and_told_of() -> None:
    kept, told = Kept(), []
    first = [[passage("money"), passage("law")], [passage("grief")]]
    before = read_kept(MadeEncoder(), first, kept)  # type: ignore[arg-type]
    encoder = Told()

    def groups() -> Iterator[list[Passage]]:
        yield first[0]
        yield [passage("will"), passage("a grant")]
        yield first[1]
        encoder.finish()

    found = read_kept(encoder, groups(), kept, progress=lambda done, total: told.append((done, total)))  # type: ignore[arg-type]

    assert ["will", "a grant"] == encoder.asked
    assert [(1, 2), (2, 2)] == told
    assert [2, 2, 1] == [len(one) for one in found]
    for again, once in zip([*found[0], *found[2]], [*before[0], *before[1]], strict=True):
        assert again.vectors.tolist() == once.vectors.tolist()
        assert again.tones.tolist() == (-once.vectors).tolist()
        assert again.lengths.tolist() == once.lengths.tolist()


def packed(save: Callable[..., None], *arrays: object, **named: object) -> str:
    """Arrays as numpy saves them, as a reading is kept."""
    raw = io.BytesIO()
    save(raw, *arrays, **named)
    return base64.b64encode(raw.getvalue()).decode()


NARROW = {"vectors": np.ones((2, 5)), "tones": np.ones((2, 5)), "lengths": np.ones(2), "sentences": np.ones(2, int)}


@pytest.mark.parametrize(
    "damage",
    [
        *(lambda kept, told=told: told for told in ("", "{}", "garbage!", "\u00e4", "bm8gYXJyYXlz")),
        lambda kept: kept[: len(kept) // 8 * 4],
        lambda kept: (
            kept[: len(kept) // 2] + ("A" if kept[len(kept) // 2] != "A" else "B") + kept[len(kept) // 2 + 1 :]
        ),
        lambda kept: packed(np.save, np.ones(3)),
        lambda kept: packed(np.savez, vectors=np.ones(3)),
        lambda kept: packed(np.savez, **NARROW),
    ],
)
def test_a_damaged_reading_is_as_good_as_none(damage: Callable[[str], str]) -> None:
    kept, group = Kept(), [passage("money"), passage("law")]
    (before,) = read_kept(MadeEncoder(), [group], kept)  # type: ignore[arg-type]
    (key,) = kept
    whole, kept[key] = kept[key], damage(kept[key])

    (again,) = read_kept(MadeEncoder(), [group], kept)  # type: ignore[arg-type]

    assert [one.vectors.tolist() for one in before] == [one.vectors.tolist() for one in again]
    assert whole == kept[key]


def test_a_reading_of_other_passages_is_as_good_as_none() -> None:
    kept, two = Kept(), [passage("money"), passage("law")]
    read_kept(MadeEncoder(), [[passage("will")], two], kept)  # type: ignore[arg-type]
    of_one, of_two = kept
    kept[of_two] = kept[of_one]

    assert [2] == [len(one) for one in read_kept(MadeEncoder(), [two], kept)]  # type: ignore[arg-type]


def test_the_network_is_not_loaded_where_nothing_is_to_be_read() -> None:
    encoder = Told()

    assert [[], []] == read_kept(encoder, [[], []], Kept())  # type: ignore[arg-type]
    assert 0 == encoder.n_begun


def test_a_network_that_is_not_what_its_card_says_is_refused_when_it_is_to_read(tmp_path: Path) -> None:
    packaged = packaged_model()
    assert packaged is not None
    shutil.copytree(packaged, tmp_path / "model")
    with (tmp_path / "model" / "encoder.onnx").open("ab") as file:
        file.write(b"x")
    encoder = Encoder(tmp_path / "model")

    with pytest.raises(UsageError, match=r"encoder\.onnx isn't what the model's card says"):
        encoder.read([passage("We never had the money.")])
