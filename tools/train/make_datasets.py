"""Write datasets/ byte for byte: python3 make_datasets.py [--output DIR]

Everything but the calibration text is made of held-out towns, surnames and (in part) templates.
"""
from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random

import corpus
import generator
import scores
import tasks

SEED = 20_000
SUMMARIES, REPORTS_ASKED, QUESTIONS_EACH, QUERIES, JUDGED = 200, 100, 3, 200, 240
# The shares of reports that tell of a second incident and of a corrected count: what makes them hard.
SHARES = {"summarize": (0.9, 0.6), "answer": (0.08, 0.35), "judge": (0.5, 0.35)}
CALIBRATION_BYTES = 120_000
FILES = ("summarize.jsonl", "answer.csv", "rank.jsonl", "judge-labels.csv", "calibration.txt")


def report_tags(report: generator.Report) -> list:
    """Slices of a report: how many incidents, whether the count was corrected, which event."""
    return ["two-incidents" if report.side else "one-incident",
            "corrected-count" if report.first_count is not None else "plain-count", report.main.event]


def summarize_rows() -> list:
    rng = random.Random(SEED + 1)
    rows = []
    for at in range(1, SUMMARIES + 1):
        report = generator.report(rng, True, False, False, *SHARES["summarize"])
        rows.append({"id": f"summarize-{at:04d}", "report": report.text, "references": tasks.references(report.main),
                     "group": f"summarize-report-{at:04d}", "tags": report_tags(report)})
    return rows


def answer_rows() -> list:
    rng = random.Random(SEED + 2)
    rows = []
    for at in range(1, REPORTS_ASKED + 1):
        report = generator.report(rng, True, False, False, *SHARES["answer"])
        kinds: set = set()
        for kind, question, answer in tasks.questions(rng, report, True):
            if kind in kinds or len(kinds) == QUESTIONS_EACH:
                continue
            kinds.add(kind)
            rows.append({"id": f"answer-{len(rows) + 1:04d}", "group": f"answer-report-{at:04d}",
                         "report": report.text, "question": question, "answer": answer,
                         "tags": ";".join([kind] + report_tags(report))})
    return rows


def rank_rows() -> list:
    rng = random.Random(SEED + 3)
    rows = []
    for at in range(1, QUERIES + 1):
        query = tasks.rank_query(rng, True)
        name = f"rank-{at:04d}"
        ids = [f"{name}-{letter}" for letter in "abcde"]
        pair = any(text.count(" had ") + text.count(" while ") > 1 for text, *_ in query.candidates)
        rows.append({"id": name, "query": query.text,
                     "candidates": [{"id": i, "text": c[0]} for i, c in zip(ids, query.candidates)],
                     "relevance": {i: c[1] for i, c in zip(ids, query.candidates)},
                     "group": name, "tags": ["pair-document" if pair else "plain-documents"]})
    return rows


def judge_rows() -> list:
    rng = random.Random(SEED + 4)
    rows = []
    for at in range(1, JUDGED + 1):
        report = generator.report(rng, True, False, False, *SHARES["judge"])
        judged = tasks.judged_summary(rng, report, True)
        rows.append({"id": f"judge-{at:04d}", "report": report.text, "summary": judged.summary,
                     "gold": judged.verdict, "faults": ";".join(judged.faults)})
    return rows


def calibration_text() -> str:
    """Training text of the three tasks, a blank line between documents."""
    rng, texts, size = random.Random(SEED + 5), [], 0
    while True:
        for prompt, completion in corpus.plain_texts(rng):
            size += len(prompt) + len(completion) + 2
            if size > CALIBRATION_BYTES:
                return "\n\n".join(texts) + "\n"
            texts.append(prompt + completion)


def template_only(rows: list) -> float:
    """ROUGE-L of a system that knows a summary's wording but none of its facts: it tells the next sample's."""
    values = [scores.rouge_l(rows[(at + 1) % len(rows)]["references"][0], row["references"])
              for at, row in enumerate(rows)]
    return sum(values) / len(values)


def random_order(rows: list) -> float:
    """NDCG@5 of 50 seeded random orders of each query."""
    rng = random.Random(SEED + 6)
    values = []
    for row in rows:
        grades = list(row["relevance"].values())
        values += [scores.ndcg(rng.sample(grades, len(grades)), 5) for _ in range(50)]
    return sum(values) / len(values)


def write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def write_csv(path: str, rows: list) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def lines(rows: list) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def make(folder: str) -> dict:
    """Write the five files and return their rows (or text) by file name."""
    os.makedirs(folder, exist_ok=True)
    made = {"summarize.jsonl": summarize_rows(), "answer.csv": answer_rows(), "rank.jsonl": rank_rows(),
            "judge-labels.csv": judge_rows(), "calibration.txt": calibration_text()}
    for name, rows in made.items():
        path = os.path.join(folder, name)
        if name.endswith(".csv"):
            write_csv(path, rows)
        else:
            write(path, rows if isinstance(rows, str) else lines(rows))
    return made


def digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def facts(folder: str, made: dict) -> str:
    """The lines of datasets/README.md that depend on the data: counts, sizes, hashes and baselines."""
    wording = template_only(made["summarize.jsonl"])
    result = ["| file | rows | bytes | SHA-256 |", "|---|---|---|---|"]
    for name in FILES:
        path = os.path.join(folder, name)
        count = "-" if isinstance(made[name], str) else str(len(made[name]))
        result.append(f"| `{name}` | {count} | {os.path.getsize(path)} | `{digest(path)}` |")
    result += ["", "| baseline | value |", "|---|---|",
               f"| ROUGE-L of the wording without the facts (`summarize`) | {wording:.3f} |",
               f"| NDCG@5 of a random order (`rank`) | {random_order(made['rank.jsonl']):.3f} |"]
    return "\n".join(result) + "\n"


def main(arguments: list = None) -> None:
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "datasets")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", default=default)
    folder = parser.parse_args(arguments).output
    made = make(folder)
    text = facts(folder, made)
    readme = os.path.join(folder, "README.md")
    if os.path.exists(readme):
        with open(readme, encoding="utf-8") as file:
            before = file.read()
        head, _, rest = before.partition("<!-- facts -->\n")
        _, _, tail = rest.partition("<!-- end of facts -->\n")
        write(readme, head + "<!-- facts -->\n" + text + "<!-- end of facts -->\n" + tail)
    print(text)


if __name__ == "__main__":
    main()
