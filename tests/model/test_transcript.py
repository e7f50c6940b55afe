from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn, merge_spans


def transcript(*spans: tuple[int, int]) -> Transcript:
    turns = tuple(Turn(index=index, speaker="P1", start=start, end=end) for index, (start, end) in enumerate(spans))
    return Transcript(
        document="a.txt",
        text="x" * 40,
        format="txt",
        speakers=(Speaker(label="P1", role=Role.PARTICIPANT),),
        turns=turns,
    )


def test_a_turn_holds_its_start_and_not_its_end_and_nothing_between_turns() -> None:
    spoken = transcript((4, 9), (9, 9), (9, 12), (15, 20))

    found = {offset: turn.index for offset in range(40) if (turn := spoken.turn_at(offset))}

    assert found == dict.fromkeys(range(4, 9), 0) | dict.fromkeys(range(9, 12), 2) | dict.fromkeys(range(15, 20), 3)


def test_nobody_speaks_in_a_transcript_without_turns() -> None:
    assert transcript().turn_at(0) is None


def test_turns_out_of_order_are_found_all_the_same() -> None:
    assert [1, 0] == [turn.index for offset in (3, 12) if (turn := transcript((10, 14), (2, 5)).turn_at(offset))]


def test_touching_and_overlapping_spans_become_one_and_others_stay() -> None:
    assert [(0, 7), (9, 12)] == merge_spans([(9, 12), (3, 7), (0, 3), (1, 2), (9, 10)])


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda pair: (pair[0], sum(pair)))))
def test_merged_spans_hold_the_same_offsets(spans: list[tuple[int, int]]) -> None:
    merged = merge_spans(spans)

    assert {at for span in spans for at in range(*span)} == {at for span in merged for at in range(*span)}
    assert all(first[1] < second[0] for first, second in pairwise(merged))
