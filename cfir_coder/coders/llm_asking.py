"""Many questions to a language model: several at a time, each answer kept as it comes, and an end to failing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice

from cfir_coder.coders.job import AnswerStore, Progress
from cfir_coder.coders.llm_chat import Answer, Unusable
from cfir_coder.coders.llm_prompt import Messages
from cfir_coder.coders.llm_server import Silence
from cfir_coder.errors import LlmError
from cfir_coder.text import counted


class Interrupted(LlmError):
    """Somebody pressed Ctrl-C while questions were asked; what was answered is kept."""

    exit_code = 130


@dataclass(frozen=True, slots=True)
class Question:
    """One question. key: what its answer is kept under. place: where its turn stands, for people."""

    key: str
    place: str
    messages: Messages = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asking:
    """How questions are asked.

    ask: may be called from several threads; stop ends the calls that are under way. check: raises for a first answer
    that shows that asking on makes no sense. what: for the progress.
    """

    ask: Callable[[Messages], Answer]
    stop: Callable[[], None]
    check: Callable[[Question, Answer], None]
    in_flight: int
    max_failures: int
    what: str
    clock: Callable[[], float] = time.monotonic


@dataclass(slots=True)
class Asked:
    """Answers by key; how many were kept from before; questions that got no usable answer, with the reason."""

    answers: dict[str, Answer] = field(default_factory=dict)
    n_known: int = 0
    unusable: dict[str, str] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)

    @property
    def n_failed(self) -> int:
        """Questions without a usable answer."""
        return len(self.unusable) + len(self.silent)


def ask_all(questions: Sequence[Question], asking: Asking, store: AnswerStore | None, progress: Progress) -> Asked:
    """Answers to all questions, from the store where usable ones are there; every new one is kept at once.

    The first is asked alone: it shows whether the server, the model and the prompt fit each other.
    Raises LlmError when too many fail, all do, or the server is silent on one, Interrupted at Ctrl-C; what was
    answered is kept.
    """
    unique = list({question.key: question for question in questions}.values())
    asked = Asked()
    for question in unique:
        kept = store.get(question.key) if store is not None else None
        answer = _read(kept) if kept is not None else None
        if answer is not None and answer.is_usable:
            asked.answers[question.key] = answer
    asked.n_known = len(asked.answers)
    left = [question for question in unique if question.key not in asked.answers]
    round_ = _Round(asked, asking, store, progress, len(unique))
    try:
        round_.rest(round_.first(left))
    except KeyboardInterrupt as interrupt:
        raise Interrupted(f"stopped by Ctrl-C. {_kept(asked)}") from interrupt
    if asked.silent or (asked.unusable and not asked.answers):
        raise _stopped(asked, len(unique), "")
    return asked


def time_left(done: int, seconds: float, left: int) -> str:
    """About how long the rest takes, at the pace so far; empty before anything is done."""
    if not done or not left:
        return ""
    minutes = round(seconds / done * left / 60)
    if minutes < 1:
        return "less than a minute left"
    hours, rest = divmod(minutes, 60)
    return f"about {hours} h {rest} min left" if hours else f"about {minutes} min left"


def _read(kept: str) -> Answer | None:
    """A kept answer; None where it can't be read: then it is asked for again."""
    try:
        return Answer.model_validate_json(kept)
    except ValueError:
        return None


class _Round:
    """Questions that are asked now; keeps answers from the thread that made it."""

    def __init__(
        self, asked: Asked, asking: Asking, store: AnswerStore | None, progress: Progress, n_questions: int
    ) -> None:
        self._asked = asked
        self._asking = asking
        self._store = store
        self._progress = progress
        self._n_questions = n_questions
        self._began = asking.clock()
        self._tell()

    def first(self, questions: Sequence[Question]) -> Sequence[Question]:
        """Ask one by one until there is an answer, and check it; return the questions left.

        Raises Silence when the server doesn't answer at all.
        """
        for place, question in enumerate(questions, 1):
            try:
                answer = self._asking.ask(question.messages)
            except Unusable as error:
                self._asked.unusable[question.place] = str(error)
                self._tell()
                self._stop_failing()
                continue
            except Silence as error:
                raise Silence(f"{error} {_kept(self._asked)}") from error
            self._asking.check(question, answer)
            self._keep(question, answer)
            self._tell()
            return questions[place:]
        return ()

    def rest(self, questions: Sequence[Question]) -> None:
        """Ask several at a time; each answer is kept before another question is asked in its place."""
        pool = ThreadPoolExecutor(self._asking.in_flight, thread_name_prefix="llm")
        futures: dict[Future[Answer], Question] = {}
        left = iter(questions)

        def ask_next(n: int) -> None:
            for question in islice(left, n):
                futures[pool.submit(self._asking.ask, question.messages)] = question

        try:
            ask_next(self._asking.in_flight)
            while futures:
                answered = wait(futures, return_when=FIRST_COMPLETED).done
                for future in answered:
                    self._take(future, futures.pop(future))
                    self._stop_failing()
                ask_next(len(answered))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            self._asking.stop()
            pool.shutdown(wait=True)
            self._keep_late(futures)
            raise
        pool.shutdown()

    def _stop_failing(self) -> None:
        if self._asked.n_failed >= self._asking.max_failures:
            raise _stopped(self._asked, self._n_questions, "stopped: ")

    def _take(self, future: Future[Answer], question: Question) -> None:
        try:
            self._keep(question, future.result())
        except Silence as error:
            self._asked.silent[question.place] = str(error)
        except Unusable as error:
            self._asked.unusable[question.place] = str(error)
        self._tell()

    def _keep(self, question: Question, answer: Answer) -> None:
        if self._store is not None:
            self._store.put(question.key, answer.model_dump_json())
        self._asked.answers[question.key] = answer

    def _keep_late(self, futures: dict[Future[Answer], Question]) -> None:
        """Keep what was answered while the round was being stopped."""
        for future, question in futures.items():
            is_answered = future.done() and not future.cancelled() and future.exception() is None
            if is_answered and question.key not in self._asked.answers:
                self._keep(question, future.result())

    def _tell(self) -> None:
        done = len(self._asked.answers) + self._asked.n_failed
        new = done - self._asked.n_known
        told = time_left(new, self._asking.clock() - self._began, self._n_questions - done)
        self._progress(", ".join(filter(None, (self._asking.what, told))), done, self._n_questions)


def _stopped(asked: Asked, n_questions: int, how: str) -> LlmError:
    place, reason = next(reversed((asked.silent or asked.unusable).items()))
    return LlmError(
        f"{how}{asked.n_failed} of {n_questions} turns got no usable answer, such as {place} ({reason.rstrip('.')}). "
        f"{_kept(asked)}"
    )


def _kept(asked: Asked) -> str:
    if not asked.answers:
        return "No answer is there yet: the same command begins again."
    return (
        f"{counted(len(asked.answers), 'answer is', 'answers are')} kept in the study: the same command goes on from "
        "there."
    )
