"""Training that repairs a quantized model: quantization-aware weights, or a low-rank adapter over frozen ones.

Both put the weights that will be multiplied into the network before a step (``place``) and turn the network's gradients
into those of what is trained (``take``), so that the network itself knows nothing of them.
"""
from __future__ import annotations

import math

import torch

import blocks
import gguf

REFIT = 20  # steps between two fits of the grids
FILE_TYPE_Q2_K = 10


class QuantizationAware:
    """Matrices as Q2_K would hold them, trained straight through: gradients at the rounded move the unrounded."""

    def __init__(self, net: torch.nn.Module):
        self.net = net
        self.masters = {name: p.detach().clone() for name, p in net.named_parameters()}
        self.grids: dict = {}
        self.steps = 0

    def parameters(self) -> list:
        return list(self.masters.values())

    def place(self) -> None:
        """Round every matrix; scales and minima are fitted anew now and then and stay between."""
        for name, p in self.net.named_parameters():
            if p.dim() == 2:
                if name not in self.grids or self.steps % REFIT == 0:
                    self.grids[name] = blocks.Q2KGrid(self.masters[name])
                p.data.copy_(self.grids[name].nearest(self.masters[name]))
            else:
                p.data.copy_(self.masters[name])
        self.steps += 1

    def take(self) -> None:
        for name, p in self.net.named_parameters():
            self.masters[name].grad = p.grad

    def export(self, path: str, tok, name: str, description: str) -> None:
        """The model in Q2_K, exactly as it was trained."""
        config = self.net.config
        parts = gguf.named_tensors(config, {n: p.detach() for n, p in self.masters.items()})
        encoded = {n: (blocks.Q2_K, blocks.Q2KGrid(part).encode(part)) for n, part in parts.items() if part.dim() == 2}
        entries = gguf.metadata(config, tok, name, description, FILE_TYPE_Q2_K)
        gguf.write(path, entries, {n: part.numpy() for n, part in parts.items()}, False, encoded)


class LowRank:
    """W + (alpha / rank) B A beside every matrix of the layers; W stays as it was read. alpha = 2 rank."""

    def __init__(self, net: torch.nn.Module, rank: int, seed: int):
        self.net, self.rank, self.alpha = net, rank, 2.0 * rank
        self.frozen = {name: p.detach().clone() for name, p in net.named_parameters()}
        rng = torch.Generator().manual_seed(seed)
        self.pairs = {}
        for name, part in gguf.named_tensors(net.config, self.frozen).items():
            if name.startswith("blk.") and part.dim() == 2:
                outputs, inputs = part.shape
                a = torch.randn(rank, inputs, generator=rng) / math.sqrt(inputs)
                self.pairs[name] = (a, torch.zeros(outputs, rank))

    @property
    def scale(self) -> float:
        return self.alpha / self.rank

    def parameters(self) -> list:
        return [half for pair in self.pairs.values() for half in pair]

    def place(self) -> None:
        for name, p in self.net.named_parameters():
            p.data.copy_(self.frozen[name])
        for name, part in gguf.named_tensors(self.net.config, dict(self.net.named_parameters())).items():
            if name in self.pairs:
                a, b = self.pairs[name]
                part.data.add_(b @ a, alpha=self.scale)

    def take(self) -> None:
        """With G the gradient of the product's weight: that of A is s B'G, that of B is s G A'."""
        gradients = {name: p.grad for name, p in self.net.named_parameters()}
        for name, g in gguf.named_tensors(self.net.config, gradients).items():
            if name in self.pairs:
                a, b = self.pairs[name]
                a.grad, b.grad = self.scale * (b.t() @ g), self.scale * (g @ a.t())

    def export(self, path: str, tok, name: str, description: str) -> None:
        """A and B in half precision, as llama.cpp names them."""
        tensors = {}
        for target, (a, b) in self.pairs.items():
            tensors[target + ".lora_a"], tensors[target + ".lora_b"] = a.numpy(), b.numpy()
        gguf.write(path, gguf.adapter_metadata(name, description, self.alpha), tensors, True)
