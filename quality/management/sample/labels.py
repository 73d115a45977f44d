"""What the invented workers answer: seeded, so that the same company is founded every time."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import numpy as np

from quality.management.sample.cast import THINGS, Question

HARD_SHARE = 0.12  # items on which even good people differ


class Items:
    """Texts with their true answer and how hard they are."""

    def __init__(self, question: Question, prefix: str, rng: np.random.Generator) -> None:
        self.question, self.prefix, self.rng = question, prefix, rng
        self.truth: dict[str, int] = {}
        self.hard: set[str] = set()

    def write(self, count: int) -> bytes:
        """A CSV of so many new items, as a team would hand it over."""
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(["item_id", "text"])
        for number in range(len(self.truth) + 1, len(self.truth) + count + 1):
            item, answer = f"{self.prefix}-{number:05}", int(self.rng.integers(len(self.question.answers)))
            self.truth[item] = answer
            if self.rng.random() < HARD_SHARE:
                self.hard.add(item)
            rows.writerow([item, self._text(answer)])
        return out.getvalue().encode()

    def gold(self, items: list[str]) -> bytes:
        return _table(
            ["item_id", "label"], [[item, self.question.answers[self.truth[item]]] for item in items]
        )

    def _text(self, answer: int) -> str:
        examples = self.question.examples[answer]
        return examples[self.rng.integers(len(examples))].format(thing=THINGS[self.rng.integers(len(THINGS))])


def judged(
    items: Items, names: list[str], workers: list[str], *, judgements: int, skill: float, at: datetime
) -> bytes:
    """A CSV of labels: every item by so many different workers, each right as often as their skill says."""
    rng, answers = items.rng, items.question.answers
    rows = []
    for item in names:
        for worker in rng.choice(workers, size=judgements, replace=False):
            own = skill - 0.02 * (sum(worker.encode()) % 4)  # people differ a little, and always the same way
            is_right = rng.random() < (own if item not in items.hard else 0.45 + own / 4)
            code = items.truth[item] if is_right else int(rng.integers(len(answers)))
            moment = at - timedelta(seconds=int(rng.integers(0, 2 * 86_400)))
            rows.append([item, str(worker), answers[code], moment.isoformat()])
    return _table(["item_id", "annotator_id", "label", "created_at"], rows)


def _table(head: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode()
