"""Byte-level BPE in GPT-2's manner: its pre-splitting and byte alphabet; pieces with digits are never merged."""
from __future__ import annotations

import collections
import json
import re

# The generated text is ASCII, for which these classes equal those of GPT-2's expression.
PIECES = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")
UNKNOWN, BEGIN, END = 0, 1, 2
SPECIAL = ("<unk>", "<s>", "</s>")


def byte_alphabet() -> dict:
    """Printable bytes stand for themselves, the others for the code points from 256 on."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    alphabet = {b: chr(b) for b in plain}
    for byte in range(256):
        if byte not in alphabet:
            alphabet[byte] = chr(256 + len(alphabet) - len(plain))
    return alphabet


ALPHABET = byte_alphabet()
BYTES = {char: byte for byte, char in ALPHABET.items()}


class Tokenizer:
    """Text to token ids and back."""

    def __init__(self, tokens: list, merges: list):
        self.tokens = tokens
        self.merges = [tuple(m) for m in merges]
        self._ids = {t: i for i, t in enumerate(tokens)}
        self._rank = {m: i for i, m in enumerate(self.merges)}
        self._cache: dict = {}

    @staticmethod
    def load(path: str) -> "Tokenizer":
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        return Tokenizer(data["tokens"], data["merges"])

    def save(self, path: str) -> None:
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"tokens": self.tokens, "merges": self.merges}, file, ensure_ascii=False)

    def _piece(self, piece: str) -> list:
        ids = self._cache.get(piece)
        if ids is None:
            parts = [ALPHABET[b] for b in piece.encode("utf-8")]
            while len(parts) > 1:
                ranks = [self._rank.get(pair, len(self._rank)) for pair in zip(parts, parts[1:])]
                at = min(range(len(ranks)), key=ranks.__getitem__)
                if ranks[at] == len(self._rank):
                    break
                parts[at:at + 2] = [parts[at] + parts[at + 1]]
            ids = self._cache[piece] = [self._ids[p] for p in parts]
        return ids

    def encode(self, text: str) -> list:
        """Ids without BEGIN and END."""
        return [i for piece in PIECES.findall(text) for i in self._piece(piece)]

    def decode(self, ids: list) -> str:
        """Text of the ids; special tokens give nothing."""
        data = bytes(BYTES[c] for i in ids if i >= len(SPECIAL) for c in self.tokens[i])
        return data.decode("utf-8", "replace")


def train(texts: list, size: int) -> Tokenizer:
    """Merge the most frequent pair (ties: the greatest in code point order) until ``size`` tokens are named."""
    counts = collections.Counter(piece for text in texts for piece in PIECES.findall(text))
    pieces = [([ALPHABET[b] for b in piece.encode("utf-8")], n)
              for piece, n in sorted(counts.items()) if not any(c.isdigit() for c in piece)]
    tokens = list(SPECIAL) + [ALPHABET[b] for b in range(256)]
    merges = []
    while len(tokens) < size:
        pairs: collections.Counter = collections.Counter()
        for parts, n in pieces:
            for pair in zip(parts, parts[1:]):
                pairs[pair] += n
        if not pairs:
            break
        left, right = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append((left, right))
        tokens.append(left + right)
        for parts, _ in pieces:
            at = 0
            while at < len(parts) - 1:
                if parts[at] == left and parts[at + 1] == right:
                    parts[at:at + 2] = [left + right]
                at += 1
    return Tokenizer(tokens, merges)
