"""The metrics that training and the datasets' baselines need. The harness has its own, tested ones."""
from __future__ import annotations

import collections
import math
import re


def normal(text: str) -> list:
    """Words of an answer: lower case, without punctuation and articles."""
    return re.sub(r"\b(a|an|the)\b", " ", re.sub(r"[^\w\s]", "", text.lower())).split()


def token_f1(said: str, right: str) -> float:
    a, b = normal(said), normal(right)
    common = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if common else 0.0


def rouge_l(said: str, references: list) -> float:
    """F-measure of the longest common subsequence of words, the best over the references."""
    def words_of(text: str) -> list:
        return re.findall(r"[a-z0-9]+", text.lower())

    a, best = words_of(said), 0.0
    for reference in references:
        b = words_of(reference)
        row = [0] * (len(b) + 1)
        for word in a:
            diagonal = 0
            for j, other in enumerate(b):
                diagonal, row[j + 1] = row[j + 1], diagonal + 1 if word == other else max(row[j + 1], row[j])
        if row[-1]:
            best = max(best, 2 * row[-1] / (len(a) + len(b)))
    return best


def ndcg(grades: list, depth: int) -> float:
    """Gain of the grades in the order given, over that of the best order; linear gain, log2 discount."""
    def gain(ordered: list) -> float:
        return sum(g / math.log2(at + 2) for at, g in enumerate(ordered[:depth]))

    best = gain(sorted(grades, reverse=True))
    return gain(grades) / best if best else 0.0


def quadratic_kappa(a: list, b: list, classes: int = 5) -> float:
    """Cohen's kappa with quadratic weights of verdicts 1..classes."""
    n = len(a)
    weight = [[(i - j) ** 2 for j in range(classes)] for i in range(classes)]
    observed = sum(weight[x - 1][y - 1] for x, y in zip(a, b)) / n
    left, right = collections.Counter(a), collections.Counter(b)
    expected = sum(weight[i - 1][j - 1] * left[i] * right[j] for i in left for j in right) / n / n
    return 1 - observed / expected if expected else 1.0
