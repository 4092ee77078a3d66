"""Training documents as token arrays: a shared beginning and branches that do not see each other.

One report serves several questions, summaries and verdicts at once: each branch sees the beginning and itself, at
the positions that it would have alone, so training is as if every branch were a document of its own.
"""
from __future__ import annotations

import random
from dataclasses import dataclass

import generator
import tasks
import tokenizer as bpe
import words

MAX_TOKENS = 448  # of a document with branches
RUNNING_TOKENS = 512


@dataclass
class Document:
    """ids; loss weight of each id as a target; branch (0: the beginning); position."""

    ids: list
    weights: list
    branches: list
    positions: list


def encode(tok: bpe.Tokenizer, prefix: str, branches: list) -> Document:
    """Branches that would pass ``MAX_TOKENS`` are left out."""
    ids = [bpe.BEGIN] + tok.encode(prefix)
    start = len(ids)
    doc = Document(ids, [0] * start, [0] * start, list(range(start)))
    for number, (prompt, completion) in enumerate(branches, 1):
        asked, told = tok.encode(prompt), tok.encode(completion) + [bpe.END]
        if len(doc.ids) + len(asked) + len(told) > MAX_TOKENS:
            break
        doc.ids += asked + told
        doc.weights += [0] * len(asked) + [1] * len(told)
        doc.branches += [number] * (len(asked) + len(told))
        doc.positions += range(start, start + len(asked) + len(told))
    return doc


# ---- the first stage: what makes copying appear

def repeated(rng: random.Random, tok: bpe.Tokenizer) -> Document:
    """A string of random tokens, told two or three times; the later tellings carry loss."""
    length, times = rng.randrange(5, 24), rng.choice((2, 2, 3))
    told = [rng.randrange(len(bpe.SPECIAL) + 256, len(tok.tokens)) if rng.random() < 0.75
            else tok.encode(str(rng.randrange(10)))[0] for _ in range(length)]
    ids = [bpe.BEGIN] + told * times + [bpe.END]
    weights = [0] * (1 + length) + [1] * (length * (times - 1) + 1)
    return Document(ids, weights, [0] * len(ids), list(range(len(ids))))


def key_values(rng: random.Random, tok: bpe.Tokenizer) -> Document:
    """Lines of "name: value", then each value asked for by its name."""
    towns = rng.sample(generator.TOWNS[False], rng.randrange(3, 8))

    def value() -> str:
        return rng.choice((rng.choice(words.DAYS), str(generator.number(rng)), rng.choice(generator.SURNAMES[False]),
                           rng.choice(generator.TOWNS[False]), rng.choice(words.FIRM_HEADS)))

    pairs = [(town, value()) for town in towns]
    lines = "".join("%s: %s\n" % pair for pair in pairs)
    return encode(tok, lines, [(town + ":", " " + told) for town, told in rng.sample(pairs, len(pairs))])


# ---- the tasks

def report_document(rng: random.Random, tok: bpe.Tokenizer, simple: bool, asked: int = 6, told: int = 2,
                    side_share: float = 0.5) -> Document:
    """A report with ``asked`` questions and ``told`` summaries."""
    report = generator.report(rng, False, simple, side_share=side_share)
    questions = tasks.questions(rng, report, False)[:asked]
    branches = [tasks.answer_branch(question, answer) for _, question, answer in questions]
    branches += [tasks.summary_branch(text) for text in rng.sample(tasks.references(report.main)[:-1], told)]
    return encode(tok, tasks.report_prefix(report), branches)


def asked_document(rng: random.Random, tok: bpe.Tokenizer, simple: bool) -> Document:
    """Mostly questions: they take longer to learn than summaries."""
    return report_document(rng, tok, simple, 10, 1)


def paired_document(rng: random.Random, tok: bpe.Tokenizer, simple: bool) -> Document:
    """Mostly two incidents, which questions must keep apart."""
    return report_document(rng, tok, simple, 12, 1, 0.75)


def plain_texts(rng: random.Random) -> list:
    """A question, a summary and a grade with all that stands before them: (prompt, completion) each."""
    report, other, query = generator.report(rng, False), generator.report(rng, False), tasks.rank_query(rng, False)
    _, question, answer = tasks.questions(rng, report, False)[0]
    asked = tasks.answer_branch(question, answer)
    told = tasks.summary_branch(rng.choice(tasks.references(other.main)[:-1]))
    graded = tasks.rank_branch(*rng.choice(query.candidates)[:2])
    return [(tasks.report_prefix(report) + asked[0], asked[1]), (tasks.report_prefix(other) + told[0], told[1]),
            (tasks.rank_prefix(query.text) + graded[0], graded[1])]


def running_text(rng: random.Random, tok: bpe.Tokenizer, simple: bool) -> Document:
    """Documents one after another with a blank line between them, as perplexity is measured, up to the full context.

    A completion ends with END only where no other document stands before it. The first blank line carries no loss, so
    that a lone document keeps ending with END.
    """
    ids, weights = [bpe.BEGIN], [-1]
    while len(ids) < RUNNING_TOKENS:
        for prompt, completion in rng.sample(plain_texts(rng), 3):
            first = len(ids) == 1
            blank = tok.encode("\n\n")
            asked, told = tok.encode(prompt), tok.encode(completion)
            ids += asked + told + blank
            weights += [0] * len(asked) + [1] * len(told) + [-1 if first else 0] * len(blank)
    ids, weights = ids[:RUNNING_TOKENS], weights[:RUNNING_TOKENS]
    return Document(ids, weights, [0] * len(ids), list(range(len(ids))))


def rank_document(rng: random.Random, tok: bpe.Tokenizer, simple: bool) -> Document:
    query = tasks.rank_query(rng, False, 4 if simple else 6)
    return encode(tok, tasks.rank_prefix(query.text), [tasks.rank_training_branch(c) for c in query.candidates])


def judge_document(rng: random.Random, tok: bpe.Tokenizer, simple: bool, reviews: float = 0.25,
                   disputes: float = 0.03) -> Document:
    """Two verdicts on one report, a share of them reviews, and three questions."""
    report = generator.report(rng, False, simple, disputed=not simple and rng.random() < disputes)
    judged = [tasks.judged_summary(rng, report, False, simple) for _ in range(2)]
    branches = [tasks.review_branch(rng, report, j) if report.disputed or rng.random() < reviews
                else tasks.judge_branch(report, j) for j in judged]
    asked = tasks.questions(rng, report, False)[:3]
    branches += [tasks.answer_branch(question, answer) for _, question, answer in asked]
    return encode(tok, tasks.report_prefix(report), branches)


def review_document(rng: random.Random, tok: bpe.Tokenizer, simple: bool) -> Document:
    """Mostly reviews, some of them of reports that dispute their own count."""
    return judge_document(rng, tok, simple, 0.8, 0.08)


# model -> stages: tokens seen before it begins, share of each kind of document
CURRICULUM = {
    "task": ((0, {"repeat": 0.3, "pairs": 0.3, "report": 0.25, "rank": 0.15}),
             (0.35e6, {"repeat": 0.03, "pairs": 0.05, "report": 0.5, "rank": 0.42}),
             (0.9e6, {"repeat": 0.01, "report": 0.57, "rank": 0.42}),
             (3.57e6, {"repeat": 0.01, "asked": 0.69, "rank": 0.3}),
             (8e6, {"repeat": 0.01, "paired": 0.69, "rank": 0.2, "running": 0.1})),
    "judge": ((0, {"repeat": 0.3, "pairs": 0.3, "judge": 0.4}),
              (0.35e6, {"repeat": 0.04, "pairs": 0.06, "judge": 0.9}),
              (0.9e6, {"repeat": 0.01, "judge": 0.99}),
              (4e6, {"repeat": 0.01, "judge": 0.3, "review": 0.69})),
    # what the task model was trained on, at once: it is trained already, and quantized
    "repair": ((0, {"report": 0.4, "paired": 0.25, "rank": 0.25, "running": 0.1}),),
}


def document(rng: random.Random, tok: bpe.Tokenizer, model: str, tokens_seen: float) -> Document:
    """One training document of the stage that training has reached."""
    stages = CURRICULUM[model]
    stage = max(at for at, (begins, _) in enumerate(stages) if tokens_seen >= begins)
    mixture = stages[stage][1]
    kind = rng.choices(list(mixture), list(mixture.values()))[0]
    if kind == "repeat":
        return repeated(rng, tok)
    if kind == "pairs":
        return key_values(rng, tok)
    simple = (stage == 0 and model != "repair") or rng.random() < (0.5 if stage == 1 else 0.1)
    make = {"report": report_document, "asked": asked_document, "paired": paired_document, "running": running_text,
            "rank": rank_document, "judge": judge_document, "review": review_document}[kind]
    return make(rng, tok, simple)


def tokenizer_texts(seed: int, count: int) -> list:
    """Text in every format of both models, for training the tokenizer."""
    rng = random.Random(seed)
    texts = []
    for _ in range(count):
        report = generator.report(rng, False)
        prefix = tasks.report_prefix(report)
        _, question, answer = tasks.questions(rng, report, False)[0]
        query = tasks.rank_query(rng, False)
        judged = tasks.judged_summary(rng, report, False)
        texts += [prefix + "".join(tasks.answer_branch(question, answer)),
                  prefix + "".join(tasks.summary_branch(rng.choice(tasks.references(report.main)[:-1]))),
                  tasks.rank_prefix(query.text) + "".join(tasks.rank_branch(*query.candidates[0][:2])),
                  prefix + "".join(tasks.judge_branch(report, judged)),
                  prefix + "".join(tasks.review_branch(rng, report, judged))]
    return texts
