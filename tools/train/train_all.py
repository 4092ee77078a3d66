"""Make everything that is bundled: python3 train_all.py --seed 1 [--build DIR] [--step train,export,...]

Steps, in order: train (both models beside each other), export, datasets, evaluate. Checkpoints and logs go to the build
folder, the models and datasets to models/ and datasets/. The step "tokenizer" is left out unless it is named: it makes
tokenizer.json anew, which models that are trained at different times share.
"""
from __future__ import annotations

import argparse
import os
import subprocess
import sys

import corpus
import make_datasets
import tokenizer as bpe

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
STEPS = ("tokenizer", "train", "export", "datasets", "evaluate")
TOKENIZER = os.path.join(HERE, "tokenizer.json")
VOCABULARY, TOKENIZER_TEXTS = 1536, 3000
# model -> file, tokens of training, what its seed adds to the common one
MODELS = {"task": ("baseline.gguf", 8e6, 0), "judge": ("judge.gguf", 6e6, 1)}
# How unevenly the channels of the exported model are scaled: see channels.py. Only the task model gets quantized.
SPREAD = {"task": 0.6, "judge": 0.0}


def train_models(build: str, seed: int) -> None:
    """Both models at once, one thread each: that uses two cores better than two threads for one."""
    running = []
    for model, (_, tokens, offset) in MODELS.items():
        command = [sys.executable, os.path.join(HERE, "train.py"), "--model", model, "--seed", str(seed + offset),
                   "--tokens", str(tokens), "--tokenizer", TOKENIZER, "--output", build,
                   "--threads", "1"]
        log = open(os.path.join(build, model + ".log"), "w", encoding="utf-8")
        environment = dict(os.environ, OMP_NUM_THREADS="1")
        running.append((model, subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)))
    for model, process in running:
        if process.wait() != 0:
            raise SystemExit(f"training of the {model} model failed: see {build}/{model}.log")


def export_models(build: str) -> None:
    import export

    os.makedirs(os.path.join(ROOT, "models"), exist_ok=True)
    for model, (file, _, _) in MODELS.items():
        export.export(os.path.join(build, model + ".pt"), os.path.join(ROOT, "models", file),
                      TOKENIZER, "incident-" + model, SPREAD[model])


def evaluate_models(build: str) -> None:
    for model, (file, _, _) in MODELS.items():
        command = [sys.executable, os.path.join(HERE, "evaluate.py"), model, os.path.join(ROOT, "models", file),
                   "--samples", os.path.join(build, model + "-samples.json")]
        subprocess.run(command, check=True)


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
