"""Agreement on spans (named entities, highlighted passages): the mean pairwise F1 of those who read a document.

No chance enters: nearly every stretch of text is left unmarked by everyone, so kappa would tend to F1 anyway.

References
----------
G. Hripcsak, A. S. Rothschild (2005), Journal of the American Medical Informatics Association 12, 296-298;
E. F. Tjong Kim Sang, F. De Meulder (2003), CoNLL-2003, 142-147 (exact match).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import whole_number
from dataops.stats.mark_shapes import Span, as_spans
from dataops.stats.marks import Document, documents
from dataops.stats.ratios import Ratio, resampled
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats


@dataclass(frozen=True, slots=True)
class SpanTally:
    """Spans of documents as sums that merge; see `Ratio`.

    Parameters
    ----------
    documents : int
        Documents read at all; those read by two or more are the ratios' items.
    exact : Ratio
        Spans of which another annotator has the same start, end and type; by the pair of annotators.
    relaxed : Ratio
        Spans that overlap one of the other's of the same type.
    """

    documents: int
    exact: Ratio
    relaxed: Ratio

    def __add__(self, other: "SpanTally") -> "SpanTally":
        return SpanTally(
            self.documents + other.documents, self.exact + other.exact, self.relaxed + other.relaxed
        )

    def __sub__(self, other: "SpanTally") -> "SpanTally":
        return SpanTally(
            self.documents - other.documents, self.exact - other.exact, self.relaxed - other.relaxed
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "exact": self.exact.to_json(),
            "relaxed": self.relaxed.to_json(),
        }

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> "SpanTally":
        """What `to_json` wrote, or a ValueError."""
        if not isinstance(state, Mapping) or not {"documents", "exact", "relaxed"} <= state.keys():
            raise ValueError("Expected the state of a span tally: documents, exact and relaxed.")
        exact, relaxed = Ratio.from_json(state["exact"]), Ratio.from_json(state["relaxed"])
        return cls(whole_number("documents", state["documents"]), exact, relaxed)

    def f1(self, confidence: float = 0.95) -> tuple[Estimate, Estimate]:
        """Exact and relaxed pairwise F1 (micro); `n` counts documents with spans and two readers."""
        nothing = Reason.NO_OVERLAP if self.documents else Reason.EMPTY
        return self.exact.estimate(confidence, nothing=nothing), self.relaxed.estimate(
            confidence, nothing=nothing
        )


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """Per document: what `SpanTally` sums up, for a bootstrap over documents.

    Parameters
    ----------
    exact, relaxed, compared : (documents,) int64
        Matched spans, exactly and by overlap, and all, each counted once for every other annotator.
    """

    exact: np.ndarray[tuple[int], np.dtype[np.int64]]
    relaxed: np.ndarray[tuple[int], np.dtype[np.int64]]
    compared: np.ndarray[tuple[int], np.dtype[np.int64]]

    @property
    def tally(self) -> SpanTally:
        exact, relaxed = Ratio.of(self.exact, self.compared), Ratio.of(self.relaxed, self.compared)
        return SpanTally(self.compared.size, exact, relaxed)

    def bootstrap(
        self, rng: np.random.Generator, resamples: int = 1000, confidence: float = 0.95
    ) -> tuple[Estimate, Estimate]:
        """Exact and relaxed F1 with the interval of documents drawn anew."""
        found = [
            resampled(hits, self.compared, rng, resamples, confidence) for hits in (self.exact, self.relaxed)
        ]
        return found[0], found[1]


def span_counts(document: ArrayLike, annotator: ArrayLike, spans: Sequence[Iterable[Span]]) -> SpanCounts:
    """Compare the spans of every two annotators of a document.

    Parameters
    ----------
    document, annotator : (rows,) integers
        One row per annotator and document.
    spans : rows of (start, end, type)
        The spans of that row; the end is the first position behind the span. A span given twice counts once.
    """
    kept = [cleaned(each) for each in spans]
    found = [(_exact(each), _relaxed(each), each.compared) for each in documents(document, annotator, kept)]
    columns = np.array(found, np.int64).reshape(-1, 3).T
    return SpanCounts(*columns)


def matching_spans(first: Iterable[Span], second: Iterable[Span]) -> int:
    """How many spans the two have exactly in common: the matches that precision and recall count."""
    return len(set(cleaned(first)) & set(cleaned(second)))


def cleaned(spans: Iterable[Span]) -> list[Span]:
    """In order, each once; refused where a span has no length."""
    return sorted(set(as_spans(spans)))


def _exact(of: Document[Span]) -> int:
    times = Counter(span for spans in of.marks for span in spans)
    return sum(count * (count - 1) for count in times.values())


def _relaxed(of: Document[Span]) -> int:
    """Spans that overlap a span of the same type, once for every other annotator who has one."""
    if not of.compared:
        return 0
    rows = [(who, *span) for who, spans in enumerate(of.marks) for span in spans]
    kinds = {kind: code for code, kind in enumerate(sorted({row[3] for row in rows}))}
    who, start, end, kind = np.array([(*row[:3], kinds[row[3]]) for row in rows]).T
    hits = (start[:, None] < end) & (start < end[:, None]) & (kind[:, None] == kind)
    by: Floats = (np.arange(len(of.marks)) == who[:, None]).astype(np.float64)
    return int(((hits @ by > 0) & (by == 0)).sum())
