"""The tokenizer's laws, on the standard library alone."""
from __future__ import annotations

import unittest

import corpus
import tokenizer


class ByteLevelBpe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.texts = corpus.tokenizer_texts(5, 100)
        cls.tok = tokenizer.train(cls.texts, 500)

    def test_decoding_gives_the_text_back(self):
        for text in self.texts + ["", "  two  spaces\n\n", "caf\u00e9 \u20ac 3.14", "\x00\x7f"]:
            self.assertEqual(self.tok.decode(self.tok.encode(text)), text)

    def test_digits_are_never_merged(self):
        self.assertFalse([t for t in self.tok.tokens[3 + 256:] if any(c.isdigit() for c in t)])
        self.assertEqual(len(self.tok.encode(" 4120")), 5)

    def test_training_is_deterministic(self):
        again = tokenizer.train(self.texts, 500)
        self.assertEqual(again.tokens, self.tok.tokens)
        self.assertEqual(again.merges, self.tok.merges)

    def test_each_merge_makes_the_token_that_follows(self):
        made = ["".join(m) for m in self.tok.merges]
        self.assertEqual(made, self.tok.tokens[3 + 256:])

    def test_branches_see_the_positions_that_they_would_have_alone(self):
        both = corpus.encode(self.tok, "Report: x\n", [("A:", " 1"), ("B:", " 2")])
        alone = corpus.encode(self.tok, "Report: x\n", [("B:", " 2")])
        second = [i for i, b in enumerate(both.branches) if b in (0, 2)]
        self.assertEqual([both.ids[i] for i in second], alone.ids)
        self.assertEqual([both.positions[i] for i in second], alone.positions)


if __name__ == "__main__":
    unittest.main()
