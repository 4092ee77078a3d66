"""The datasets share no town, surname or reserved template with training, and the generator is deterministic.

Run: python3 -m unittest discover -s tools/train
"""
from __future__ import annotations

import csv
import json
import os
import random
import re
import tempfile
import unittest

import corpus
import generator
import make_datasets
import templates
import tokenizer

DATASETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "datasets")
DOCUMENTS = 2000
HELD_OUT_FILES = ("summarize.jsonl", "answer.csv", "rank.jsonl", "judge-labels.csv")


def read(name: str) -> str:
    with open(os.path.join(DATASETS, name), encoding="utf-8", newline="") as file:
        return file.read()


def words_in(text: str) -> set:
    return set(re.findall(r"[A-Za-z]+", text))


def training_text(seed: int, count: int) -> str:
    """What the models see in training, as text, over all stages of both models."""
    tok = tokenizer.Tokenizer([*tokenizer.SPECIAL, *tokenizer.ALPHABET.values(), "unused"], [])
    rng = random.Random(seed)
    texts = []
    for at in range(count):
        model = "task" if at % 2 else "judge"
        document = corpus.document(rng, tok, model, rng.choice((0, 5e5, 5e6)))
        texts.append(tok.decode(document.ids))
    return "\n".join(texts)


def reserved_patterns() -> list:
    """Every held-out template as an expression of its fixed words."""
    groups = [value for name, value in vars(templates).items() if name.isupper() and name != "QUESTIONS"]
    groups += templates.QUESTIONS.values()
    result = []
    for _, reserved in groups:
        for template in reserved:
            parts = re.split(r"\{\w+\}", template)
            result.append((template, re.compile(r"[^.\n]{1,60}?".join(re.escape(p) for p in parts))))
    return result


class HeldOut(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # a context of bytes holds less text than one of tokens: let the documents be whole
        cls.limit, corpus.MAX_TOKENS = corpus.MAX_TOKENS, 10_000
        cls.training = training_text(7, DOCUMENTS)
        corpus.MAX_TOKENS = cls.limit
        cls.datasets = "\n".join(read(name) for name in HELD_OUT_FILES)

    def test_no_town_or_surname_is_shared(self):
        seen, told = words_in(self.training), words_in(self.datasets)
        for names in (generator.TOWNS, generator.SURNAMES):
            self.assertFalse(set(names[True]) & seen)
            self.assertFalse(set(names[False]) & told)
            self.assertGreater(len(set(names[True]) & told), len(names[True]) // 2)
            self.assertGreater(len(set(names[False]) & seen), len(names[False]) // 2)

    def test_reserved_templates_occur_in_the_datasets_only(self):
        used = 0
        for template, pattern in reserved_patterns():
            self.assertIsNone(pattern.search(self.training), template)
            used += pattern.search(self.datasets) is not None
        self.assertGreater(used, len(reserved_patterns()) // 2)

    def test_a_reserved_template_would_be_noticed(self):
        texts = {template: pattern for template, pattern in reserved_patterns()}
        pattern = texts[templates.CAUSE[1][0]]
        self.assertIsNotNone(pattern.search("x. " + templates.CAUSE[1][0].format(firm="Star Bank", cause="fog")))

    def test_the_same_seed_gives_the_same_text(self):
        self.assertEqual(training_text(3, 200), training_text(3, 200))
        self.assertNotEqual(training_text(3, 200), training_text(4, 200))

    def test_the_datasets_are_written_again_byte_for_byte(self):
        with tempfile.TemporaryDirectory() as folder:
            make_datasets.make(folder)
            for name in make_datasets.FILES:
                with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
                    self.assertEqual(file.read(), read(name), name)

    def test_readme_names_the_hashes(self):
        for name in make_datasets.FILES:
            self.assertIn(make_datasets.digest(os.path.join(DATASETS, name)), read("README.md"))

    def test_ids_are_unique_and_answers_are_in_their_reports(self):
        rows = list(csv.DictReader(read("answer.csv").splitlines(keepends=True)))
        self.assertGreaterEqual(len(rows), 300)
        self.assertEqual(len(rows), len({row["id"] for row in rows}))
        for row in rows:
            self.assertIn(row["answer"].lower(), row["report"].lower())
        for name in ("summarize.jsonl", "rank.jsonl"):
            ids = [json.loads(line)["id"] for line in read(name).splitlines()]
            self.assertGreaterEqual(len(set(ids)), 200)
            self.assertEqual(len(ids), len(set(ids)))


if __name__ == "__main__":
    unittest.main()
