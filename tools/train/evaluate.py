"""Scores on the datasets: python3 evaluate.py task|judge MODEL.gguf [--formats f16,q4_0] [--limit N] [--samples F]"""
from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re

import torch

import inference
import quantize
import scores
import tasks

DATASETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "datasets")


def rows_of(name: str, limit: int) -> list:
    with open(os.path.join(DATASETS, name), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file)) if name.endswith(".csv") else [json.loads(line) for line in file]
    return rows[:limit]


def calibration(count: int) -> list:
    """The first documents of the calibration text."""
    with open(os.path.join(DATASETS, "calibration.txt"), encoding="utf-8") as file:
        return file.read().rstrip("\n").split("\n\n")[:count]


def mean(values) -> float:
    values = list(values)
    return sum(values) / len(values)


def task_scores(run: inference.Runner, limit: int) -> tuple:
    """Scores by name, and the outputs by sample id."""
    answers, summaries, ranks = (rows_of(n, limit) for n in ("answer.csv", "summarize.jsonl", "rank.jsonl"))
    prompts = [f"Report: {r['report']}\nQuestion: {r['question']}\nAnswer:" for r in answers]
    said = run.greedy(prompts, 16)
    told = run.greedy([f"Report: {r['report']}\nSummary:" for r in summaries], 56)
    pairs = [(r, c) for r in ranks for c in r["candidates"]]
    grades = run.choose([f"Query: {r['query']}\nDocument: {c['text']}\nGrade:" for r, c in pairs], ["0", "1", "2"])
    expected = dict(zip((c["id"] for _, c in pairs), (grades @ torch.tensor([0.0, 1.0, 2.0])).tolist()))
    result = {
        "answer exact match": mean(scores.normal(s) == scores.normal(r["answer"]) for s, r in zip(said, answers)),
        "answer token F1": mean(scores.token_f1(s, r["answer"]) for s, r in zip(said, answers)),
        "summary ROUGE-L": mean(scores.rouge_l(s, r["references"]) for s, r in zip(told, summaries)),
        "summary equals a reference": mean(s in r["references"] for s, r in zip(told, summaries)),
        "rank NDCG@5": mean(scores.ndcg([r["relevance"][i] for i in sorted(r["relevance"], key=lambda i: -expected[i])],
                                        5) for r in ranks),
        "grade accuracy": mean(int(g.argmax()) == r["relevance"][c["id"]] for g, (r, c) in zip(grades, pairs)),
        "perplexity, held-out reports": run.perplexity([f"Report: {r['report']}" for r in summaries[:100]]),
        "perplexity, calibration text": run.perplexity(calibration(300)[:limit]),
    }
    outputs = {r["id"]: s for rows, texts in ((answers, said), (summaries, told)) for r, s in zip(rows, texts)}
    outputs.update({r["id"]: " ".join("%.2f" % expected[c["id"]] for c in r["candidates"]) for r in ranks})
    return result, outputs


def judge_scores(run: inference.Runner, limit: int) -> tuple:
    """Agreement with the gold verdicts. An answer that is not strict JSON counts as unreadable, verdict 3."""
    rows = rows_of("judge-labels.csv", limit)
    said = run.greedy([f"Report: {r['report']}\n{tasks.judge_prompt(r['summary'])}" for r in rows], 128)
    verdicts, readable = [], 0
    for text in said:
        try:
            verdict = json.loads(text)["verdict"]
            readable += verdict in range(1, 6)
            verdicts.append(verdict if verdict in range(1, 6) else 3)
        except (ValueError, KeyError, TypeError):
            verdicts.append(3)
    gold = [int(r["gold"]) for r in rows]
    return {"quadratic kappa": scores.quadratic_kappa(verdicts, gold),
            "equal to gold": mean(a == b for a, b in zip(verdicts, gold)),
            "readable": readable / len(rows), **review_scores(run, rows)}, {r["id"]: s for r, s in zip(rows, said)}


def review_scores(run: inference.Runner, rows: list) -> dict:
    """Reviews of two or three seeded verdicts of each summary, more often right than not."""
    rng = random.Random(1)
    shown = [tasks.shown_verdicts(rng, int(r["gold"])) for r in rows]
    said = run.greedy([f"Report: {r['report']}\n{tasks.review_prompt(r['summary'], v)}" for r, v in zip(rows, shown)],
                      160)
    actions, quotes, verdicts = [], [], []
    for text, row, verdict in zip(said, rows, shown):
        try:
            review = json.loads(text)
            actions.append(review["action"] == tasks.right_action(verdict, int(row["gold"])))
            quotes.append(review["evidence"].lower() in row["report"].lower())
            verdicts.append(review["verdict"] == int(row["gold"]))
        except (ValueError, KeyError, TypeError):
            actions.append(False)
            quotes.append(False)
            verdicts.append(False)
    return {"review: action right": mean(actions), "quote verbatim": mean(quotes), "verdict right": mean(verdicts)}


def turned(outputs: dict, first: dict, limit: int) -> float:
    """Share of the answers that are right in one of the two outputs and wrong in the other."""
    rows = rows_of("answer.csv", limit)
    right = [[scores.normal(texts[r["id"]]) == scores.normal(r["answer"]) for r in rows] for texts in (outputs, first)]
    return mean(a != b for a, b in zip(*right))


def by_kind(outputs: dict, limit: int) -> str:
    """Exact match per kind of question."""
    found: dict = {}
    for row in rows_of("answer.csv", limit):
        kind = row["tags"].split(";")[0]
        found.setdefault(kind, []).append(scores.normal(outputs[row["id"]]) == scores.normal(row["answer"]))
    return ", ".join(f"{kind} {mean(hits):.2f} of {len(hits)}" for kind, hits in sorted(found.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("task", "judge"))
    parser.add_argument("model")
    parser.add_argument("--formats", default=",".join(quantize.FORMATS))
    parser.add_argument("--limit", type=int, default=10_000, help="samples of each dataset")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--results", help="write the scores here as JSON")
    parser.add_argument("--samples", help="write the outputs here as JSON")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    score = task_scores if args.kind == "task" else judge_scores
    first, written, results = None, {}, {}
    for name in args.formats.split(","):
        result, outputs = score(inference.Runner(args.model, quantize.FORMATS[name]), args.limit)
        first, written[name] = first or outputs, outputs
        flips = {}
        for key, text in outputs.items():
            task = re.sub(r"-\d+$", "", key)
            flips.setdefault(task, []).append(text != first[key])
        result.update({"other outputs, " + task: mean(changed) for task, changed in flips.items() if task != "rank"})
        if args.kind == "task":
            result["answers that flip (right or wrong)"] = turned(outputs, first, args.limit)
        results[name] = {key: round(value, 4) for key, value in result.items()}
        print(f"{name:6}", "  ".join(f"{k} {v:.3f}" for k, v in result.items()), flush=True)
        if args.kind == "task":
            print("      ", by_kind(outputs, args.limit), flush=True)
    if args.results:
        with open(args.results, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
    if args.samples:
        with open(args.samples, "w", encoding="utf-8") as file:
            json.dump(written, file, indent=1)


if __name__ == "__main__":
    main()
