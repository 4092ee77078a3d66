"""Run a GGUF model in torch, float32: greedy continuations and log-likelihoods of batches of prompts."""
from __future__ import annotations

import math

import torch
from torch.nn import functional

import gguf
import model as llama
import tokenizer as bpe


class Runner:
    """A model read from GGUF, its matrices perhaps passed through ``quantize`` first."""

    def __init__(self, path: str, quantize=None):
        meta, tensors = gguf.read(path)
        self.tok = bpe.Tokenizer(meta["tokenizer.ggml.tokens"],
                                 [m.split(" ") for m in meta["tokenizer.ggml.merges"]])
        self.layers = meta["llama.block_count"]
        self.heads, self.kv_heads = meta["llama.attention.head_count"], meta["llama.attention.head_count_kv"]
        self.head = meta["llama.attention.key_length"]
        self.cos, self.sin = llama.rope_table(meta["llama.context_length"], self.head)
        self.weights = {}
        for name, array in tensors.items():
            tensor = torch.from_numpy(array)
            self.weights[name] = quantize(tensor) if quantize and tensor.dim() == 2 else tensor

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + llama.EPSILON) * self.weights[name]

    def forward(self, ids, positions, mask, cache):
        """States (batch, T, width) after the output norm; ``cache`` holds keys and values per layer and grows."""
        batch, length = ids.shape
        cos, sin = self.cos[positions][:, :, None], self.sin[positions][:, :, None]
        x = self.weights["token_embd.weight"][ids]
        for layer in range(self.layers):
            w = {n: self.weights[f"blk.{layer}.{n}.weight"] for n in
                 ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")}
            y = self._norm(x, f"blk.{layer}.attn_norm.weight")
            q = llama.rotate(functional.linear(y, w["attn_q"]).view(batch, length, -1, self.head), cos, sin)
            k = llama.rotate(functional.linear(y, w["attn_k"]).view(batch, length, -1, self.head), cos, sin)
            v = functional.linear(y, w["attn_v"]).view(batch, length, -1, self.head)
            if cache[layer] is not None:
                k, v = torch.cat((cache[layer][0], k), 1), torch.cat((cache[layer][1], v), 1)
            cache[layer] = (k, v)
            group = self.heads // self.kv_heads
            keys = k.repeat_interleave(group, 2).permute(0, 2, 3, 1)
            values = v.repeat_interleave(group, 2).transpose(1, 2)
            scores = q.transpose(1, 2) @ keys / math.sqrt(self.head) + mask[:, None]
            seen = (scores.softmax(-1) @ values).transpose(1, 2).reshape(batch, length, -1)
            x = x + functional.linear(seen, w["attn_output"])
            y = self._norm(x, f"blk.{layer}.ffn_norm.weight")
            gated = functional.silu(functional.linear(y, w["ffn_gate"])) * functional.linear(y, w["ffn_up"])
            x = x + functional.linear(gated, w["ffn_down"])
        return self._norm(x, "output_norm.weight")

    def logits(self, states: torch.Tensor) -> torch.Tensor:
        return functional.linear(states, self.weights["token_embd.weight"])

    def _start(self, prompts: list):
        """Left-padded prompts: ids, positions, which are real, mask."""
        rows = [[bpe.BEGIN] + self.tok.encode(p) for p in prompts]
        length = max(map(len, rows))
        ids = torch.tensor([[0] * (length - len(r)) + r for r in rows])
        real = torch.tensor([[False] * (length - len(r)) + [True] * len(r) for r in rows])
        positions = (real.long().cumsum(1) - 1).clamp(min=0)
        seen = real[:, None, :] & torch.ones(length, length, dtype=torch.bool).tril()
        return ids, positions, real, torch.where(seen, 0.0, -1e30)

    @torch.no_grad()
    def greedy(self, prompts: list, limit: int, batch: int = 50) -> list:
        """The most likely continuation of each prompt, until END or ``limit`` tokens."""
        order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
        texts = [""] * len(prompts)
        for at in range(0, len(order), batch):
            chosen = order[at:at + batch]
            ids, positions, real, mask = self._start([prompts[i] for i in chosen])
            cache: list = [None] * self.layers
            states = self.forward(ids, positions, mask, cache)
            told: list = [[] for _ in chosen]
            running = torch.ones(len(chosen), dtype=torch.bool)
            place = positions[:, -1]
            for _ in range(limit):
                following = self.logits(states[:, -1]).argmax(-1)
                running &= following != bpe.END
                for row, token in enumerate(following.tolist()):
                    if running[row]:
                        told[row].append(token)
                if not running.any():
                    break
                place = place + 1
                real = torch.cat((real, torch.ones(len(chosen), 1, dtype=torch.bool)), 1)
                states = self.forward(following[:, None], place[:, None],
                                      torch.where(real[:, None, :], 0.0, -1e30), cache)
            for row, i in enumerate(chosen):
                texts[i] = self.tok.decode(told[row]).strip()
        return texts

    @torch.no_grad()
    def choose(self, prompts: list, answers: list, batch: int = 100) -> torch.Tensor:
        """Probabilities (prompts, answers) of one-token answers after a space, among each other."""
        space = self.tok.encode(" ")
        tokens = [self.tok.encode(" " + a)[-1] for a in answers]
        order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
        result = torch.zeros(len(prompts), len(answers))
        for at in range(0, len(order), batch):
            chosen = order[at:at + batch]
            ids, positions, real, mask = self._start([prompts[i] for i in chosen])
            ids = torch.cat((ids, torch.tensor([space] * len(chosen))), 1)
            positions = torch.cat((positions, positions[:, -1:] + 1), 1)
            real = torch.cat((real, torch.ones(len(chosen), 1, dtype=torch.bool)), 1)
            length = ids.shape[1]
            seen = real[:, None, :] & torch.ones(length, length, dtype=torch.bool).tril()
            states = self.forward(ids, positions, torch.where(seen, 0.0, -1e30), [None] * self.layers)
            result[chosen] = self.logits(states[:, -1])[:, tokens].softmax(-1)
        return result

    @torch.no_grad()
    def perplexity(self, texts: list) -> float:
        """Of the texts, each on its own after BEGIN."""
        total, count = 0.0, 0
        for text in texts:
            ids = torch.tensor([[bpe.BEGIN] + self.tok.encode(text)])[:, :512]
            length = ids.shape[1]
            mask = torch.full((1, length, length), -1e30).triu(1)
            states = self.forward(ids, torch.arange(length)[None], mask, [None] * self.layers)
            total += functional.cross_entropy(self.logits(states[0, :-1]), ids[0, 1:], reduction="sum").item()
            count += length - 1
        return math.exp(total / count)
