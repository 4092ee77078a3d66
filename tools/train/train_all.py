"""Make everything that is bundled: python3 train_all.py --seed 1 [--build DIR] [--step train,export,...]

Steps, in order: train (both models beside each other), export, datasets, evaluate. Checkpoints and logs go to the build
folder, the models and datasets to models/ and datasets/. The step "tokenizer" is left out unless it is named: it makes
tokenizer.json anew, which models that are trained at different times share.
"""
from __future__ import annotations

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys

import corpus
import make_datasets
import tokenizer as bpe

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
MODELS = os.path.join(ROOT, "models")
STEPS = ("tokenizer", "train", "export", "datasets", "evaluate")
TOKENIZER = os.path.join(HERE, "tokenizer.json")
VOCABULARY, TOKENIZER_TEXTS = 1536, 3000
# How unevenly the channels of the exported model are scaled: see channels.py. Only the task model gets quantized.
SPREAD = {"task": 0.7, "judge": 0.0}
FILES = {"task": "baseline.gguf", "judge": "judge.gguf"}
SEED_OF = {"task": 0, "judge": 1}  # added to the common seed
# model -> legs of training: tokens at its end, peak of the learning rate, share of all tokens in which it falls to zero
LEGS = {"task": ((8e6, 2e-3, 0.3), (9.2e6, 1e-3, 0.13)), "judge": ((4e6, 2e-3, 0.3), (4.8e6, 1e-3, 1 / 6))}
# Memory that is given back to the system and fetched again at every step costs a tenth of the time.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 32), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}


def train_model(build: str, model: str, seed: int) -> None:
    """All legs of one model, each going on from the last one's checkpoint. One thread: the models run side by side."""
    checkpoint = os.path.join(build, model + ".pt")
    environment = dict(os.environ, OMP_NUM_THREADS="1", **KEEP_MEMORY)
    with open(os.path.join(build, model + ".log"), "w", encoding="utf-8") as log:
        for leg, (tokens, peak, fall) in enumerate(LEGS[model]):
            command = [sys.executable, os.path.join(HERE, "train.py"), "--model", model,
                       "--seed", str(seed + SEED_OF[model]), "--tokens", str(tokens), "--peak", str(peak),
                       "--fall", str(fall), "--tokenizer", TOKENIZER, "--output", build, "--threads", "1"]
            command += ["--resume", checkpoint] if leg else []
            subprocess.run(command, check=True, stdout=log, stderr=subprocess.STDOUT, env=environment)


def train_models(build: str, seed: int) -> None:
    """Both models at once, one thread each: that uses two cores better than two threads for one."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for training in [pool.submit(train_model, build, model, seed) for model in LEGS]:
            training.result()


def export_models(build: str) -> None:
    import export

    os.makedirs(MODELS, exist_ok=True)
    for model, file in FILES.items():
        export.export(os.path.join(build, model + ".pt"), os.path.join(MODELS, file), TOKENIZER, "incident-" + model,
                      SPREAD[model])


def evaluate_models(build: str) -> None:
    """Scores of the exported files, written to the build folder and to models/README.md."""
    results = {}
    for model, file in FILES.items():
        path = os.path.join(build, model + "-scores.json")
        command = [sys.executable, os.path.join(HERE, "evaluate.py"), model, os.path.join(MODELS, file),
                   "--results", path, "--samples", os.path.join(build, model + "-samples.json")]
        subprocess.run(command + (["--formats", "f16"] if model == "judge" else []), check=True)
        with open(path, encoding="utf-8") as scores:
            results[model] = json.load(scores)
    describe(results)


def table(rows: dict) -> str:
    """Scores by format, one score per line: formats are few, scores are many."""
    lines = ["| score | " + " | ".join(rows) + " |", "|---|" + "---|" * len(rows)]
    for score in next(iter(rows.values())):
        lines.append(f"| {score} | " + " | ".join("%.3f" % row[score] for row in rows.values()) + " |")
    return "\n".join(lines) + "\n"


def describe(results: dict) -> None:
    """Put hashes and scores between the marks of models/README.md."""
    readme = os.path.join(MODELS, "README.md")
    with open(readme, encoding="utf-8") as file:
        text = file.read()
    files = ["| file | bytes | SHA-256 |", "|---|---|---|"]
    for file in FILES.values():
        path = os.path.join(MODELS, file)
        files.append(f"| `{file}` | {os.path.getsize(path)} | `{make_datasets.digest(path)}` |")
    parts = {"files": "\n".join(files) + "\n", **{model: table(rows) for model, rows in results.items()}}
    for mark, part in parts.items():
        begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->\n"
        if begin not in text or end not in text:
            raise SystemExit(f"{readme}: the marks of the part {mark!r} are missing")
        head, _, rest = text.partition(begin)
        text = head + begin + "\n" + part + "\n" + end + rest.partition(end)[2]
    with open(readme, "w", encoding="utf-8") as file:
        file.write(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--build", default=os.path.join(ROOT, "artifacts", "train"))
    parser.add_argument("--step", default=",".join(STEPS[1:]), help="some of the steps, separated by commas")
    args = parser.parse_args()
    chosen = args.step.split(",")
    if set(chosen) - set(STEPS):
        parser.error("unknown step: " + ", ".join(sorted(set(chosen) - set(STEPS))))
    os.makedirs(args.build, exist_ok=True)
    if "tokenizer" in chosen:
        texts = corpus.tokenizer_texts(args.seed, TOKENIZER_TEXTS)
        bpe.train(texts, VOCABULARY).save(TOKENIZER)
    if "train" in chosen:
        train_models(args.build, args.seed)
    if "export" in chosen:
        export_models(args.build)
    if "datasets" in chosen:
        make_datasets.main([])
    if "evaluate" in chosen:
        evaluate_models(args.build)


if __name__ == "__main__":
    main()
