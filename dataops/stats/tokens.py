"""Agreement on spans token by token: alpha of the type that each token carries, by document.

It answers another question than span F1: half a name found is half right here, and wrong there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import whole_number
from dataops.stats.clusters import clustered_alpha
from dataops.stats.codes import Codes
from dataops.stats.coincidence import pair_tables
from dataops.stats.mark_shapes import Span, as_spans
from dataops.stats.marks import Document, documents
from dataops.stats.ratios import Ratio
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats

_MOST = 100_000_000  # tokens of a document: more is no text


@dataclass(frozen=True, slots=True)
class TokenAgreement:
    """Agreement on tokens; documents are left out or drawn anew as a whole.

    Parameters
    ----------
    tokens, overlapping_tokens : int
        Tokens of all documents, and of those read by two annotators or more.
    percent_agreement, alpha : Estimate
        Share of agreeing pairs per token, and Krippendorff's nominal alpha; `n` counts documents.
    """

    tokens: int
    overlapping_tokens: int
    percent_agreement: Estimate
    alpha: Estimate


def token_agreement(
    document: ArrayLike,
    annotator: ArrayLike,
    spans: Sequence[Iterable[Span]],
    length: Mapping[int, int],
    *,
    begins: bool = False,
    rng: np.random.Generator | None = None,
    confidence: float = 0.95,
) -> TokenAgreement:
    """Agreement on the type of each token, tokens outside any span being a type of their own.

    Parameters
    ----------
    document, annotator, spans
        As `span_counts` takes them; where an annotator's spans overlap, the later one in the row holds.
    length : {document: tokens}
    begins : bool
        Whether the first token of a span is a type of its own (BIO), so that neighbours are kept apart.
    rng
        With it the intervals of alpha are the bootstrap's; otherwise the jackknife's.
    """
    rows = [as_spans(each) for each in spans]
    kinds = {kind: code for code, kind in enumerate(sorted({span[2] for row in rows for span in row}))}
    k = 1 + len(kinds) * (2 if begins else 1)
    tables, agreeing, tokens = [], [], [0, 0]
    for each in documents(document, annotator, rows):
        counts = _counts(each, kinds, length, begins, k)
        tokens[0] += len(counts)
        if len(each.marks) > 1:
            tokens[1] += len(counts)
            table = pair_tables(counts).sum(axis=0)
            tables.append(table)
            agreeing.append((float(np.trace(table)) / len(each.marks), len(counts)))
    share = np.array(agreeing, np.float64).reshape(-1, 2).T
    nothing = Reason.NO_OVERLAP if tokens[0] else Reason.EMPTY
    alpha = clustered_alpha(
        np.array(tables).reshape(-1, k, k), rng=rng, confidence=confidence, nothing=nothing
    )
    return TokenAgreement(
        tokens=tokens[0],
        overlapping_tokens=tokens[1],
        percent_agreement=Ratio.of_shares(*share).estimate(confidence, nothing=nothing),
        alpha=alpha,
    )


def _counts(
    of: Document[Span], kinds: Mapping[str, int], length: Mapping[int, int], begins: bool, k: int
) -> Floats:
    """(tokens, types): how many annotators gave each token each type."""
    if of.code not in length:
        raise ValueError(f"Expected the number of tokens of document {of.code}.")
    size = whole_number("the number of tokens", length[of.code], 0, _MOST)
    labels: Codes = np.zeros((len(of.marks), size), np.int64)
    for row, spans in zip(labels, of.marks, strict=True):
        for start, end, kind in spans:
            if not 0 <= start < end <= size:
                raise ValueError(f"Expected spans within the {size} tokens of document {of.code}.")
            row[start:end] = 1 + kinds[kind]
            if begins:
                row[start] = 1 + len(kinds) + kinds[kind]
    flat = (np.arange(size) * k + labels).ravel()
    return np.bincount(flat, minlength=size * k).reshape(size, k).astype(np.float64)
