"""The llama architecture in torch, written for training on few cores: bfloat16 products, float32 sums.

RMSNorm, interleaved rotary positions, grouped-query attention, SwiGLU, tied output.
"""
from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch.nn import functional

EPSILON = 1e-5
ROPE_BASE = 10000.0
# The embedding channel that every token shares, through which the lag heads look back.
CONSTANT_CHANNEL, CONSTANT = 0, 0.25


@dataclass(frozen=True)
class Config:
    """Sizes of the model. ``width`` and ``hidden`` are multiples of 256, so that k-quants apply."""

    vocabulary: int
    width: int = 256
    layers: int = 4
    heads: int = 8
    kv_heads: int = 4
    head: int = 32
    hidden: int = 512
    context: int = 512


class _Norm(torch.autograd.Function):
    """x / rms(x) * weight, one pass each way."""

    @staticmethod
    def forward(ctx, x, weight, dtype):
        scale = torch.rsqrt(x.square().mean(-1, keepdim=True) + EPSILON)
        normed = x * scale
        ctx.save_for_backward(normed, scale, weight)
        return (normed * weight).to(dtype)

    @staticmethod
    def backward(ctx, grad):
        normed, scale, weight = ctx.saved_tensors
        grad = grad.float()
        inner = grad * weight
        back = (inner - normed * (inner * normed).mean(-1, keepdim=True)) * scale
        return back, (grad * normed).flatten(0, -2).sum(0), None


class _Attention(torch.autograd.Function):
    """softmax(q k' + mask) v for (groups, rows, head); q is scaled already; mask is (batch, 1, T, T)."""

    @staticmethod
    def forward(ctx, q, k, v, mask):
        batch, _, length, _ = mask.shape
        scores = torch.bmm(q, k.transpose(1, 2))
        scores.view(batch, -1, length, length).add_(mask)
        weights = scores.softmax(-1)
        out = torch.bmm(weights, v)
        ctx.save_for_backward(q, k, v, weights, out)
        return out

    @staticmethod
    def backward(ctx, grad):
        q, k, v, weights, out = ctx.saved_tensors
        grad = grad.contiguous()
        delta = (grad.float() * out.float()).sum(-1, keepdim=True).to(grad.dtype)
        back = torch.bmm(grad, v.transpose(1, 2)).sub_(delta).mul_(weights)
        return (torch.bmm(back, k), torch.bmm(back.transpose(1, 2), q),
                torch.bmm(weights.transpose(1, 2), grad), None)


def rope_table(context: int, head: int, device=None) -> tuple:
    """cos and sin of (position, pair), (context, head / 2)."""
    rates = ROPE_BASE ** (-torch.arange(0, head, 2, dtype=torch.float64) / head)
    angles = torch.arange(context, dtype=torch.float64)[:, None] * rates
    return angles.cos().float().to(device), angles.sin().float().to(device)


def rotate(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Rotate the pairs (2i, 2i+1) of x (batch, T, heads, head) by the tables (batch, T, 1, head / 2)."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


class Model(torch.nn.Module):
    """Parameters are float32; ``dtype`` is that of the matrix products."""

    def __init__(self, config: Config, dtype=torch.bfloat16):
        super().__init__()
        self.config, self.dtype = config, dtype
        c = config
        shapes = {"token_embd": (c.vocabulary, c.width), "output_norm": (c.width,)}
        for layer in range(c.layers):
            shapes.update({
                f"blk{layer}_attn_norm": (c.width,),
                f"blk{layer}_qkv": ((c.heads + 2 * c.kv_heads) * c.head, c.width),
                f"blk{layer}_attn_output": (c.width, c.heads * c.head),
                f"blk{layer}_ffn_norm": (c.width,),
                f"blk{layer}_gate_up": (2 * c.hidden, c.width),
                f"blk{layer}_ffn_down": (c.width, c.hidden)})
        for name, shape in shapes.items():
            self.register_parameter(name, torch.nn.Parameter(torch.ones(shape)))
        cos, sin = rope_table(c.context, c.head)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    def initialise(self, seed: int) -> None:
        """Normal weights; two heads of the first layer begin by looking one and two tokens back."""
        rng = torch.Generator().manual_seed(seed)
        residual = 1 / math.sqrt(2 * self.config.layers)
        with torch.no_grad():
            for name, p in self.named_parameters():
                if p.dim() == 2:
                    deviation = 0.04 if name == "token_embd" else 0.7 / math.sqrt(p.shape[1])
                    if name.endswith(("attn_output", "ffn_down")):
                        deviation *= residual
                    p.copy_(torch.randn(p.shape, generator=rng) * deviation)
            self._look_back()

    def _look_back(self) -> None:
        """With a constant input c, rotated query and key give sum_i a_i^2 c^2 cos((distance - lag) rate_i)."""
        c = self.config
        self.token_embd[:, CONSTANT_CHANNEL] = CONSTANT
        seen = CONSTANT / math.sqrt(0.04 ** 2 + CONSTANT ** 2 / c.width)
        group, pairs = c.heads // c.kv_heads, 10
        for lag in (1, 2):
            kv, head = lag - 1, (lag - 1) * group
            query = self.blk0_qkv[head * c.head:(head + 1) * c.head]
            key = self.blk0_qkv[(c.heads + kv) * c.head:(c.heads + kv + 1) * c.head]
            query.zero_()
            key.zero_()
            for i in range(pairs):
                angle = lag * ROPE_BASE ** (-2 * i / c.head)
                size = math.sqrt((14 if i < 4 else 6) * math.sqrt(c.head)) / seen
                key[2 * i, CONSTANT_CHANNEL] = size
                query[2 * i, CONSTANT_CHANNEL] = size * math.cos(angle)
                query[2 * i + 1, CONSTANT_CHANNEL] = -size * math.sin(angle)

    def hidden(self, ids: torch.Tensor, positions: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """States before the output norm. ids, positions (batch, T); mask (batch, 1, T, T), added to the scores."""
        c, dtype = self.config, self.dtype
        batch, length = ids.shape
        group = c.heads // c.kv_heads
        cos, sin = self.cos[positions][:, :, None].to(dtype), self.sin[positions][:, :, None].to(dtype)
        weights = {n: p.to(dtype) for n, p in self.named_parameters() if p.dim() == 2 and n != "token_embd"}
        x = functional.embedding(ids, self.token_embd)
        for layer in range(c.layers):
            normed = _Norm.apply(x, getattr(self, f"blk{layer}_attn_norm"), dtype)
            qkv = functional.linear(normed, weights[f"blk{layer}_qkv"]).view(batch, length, -1, c.head)
            q, k, v = qkv.split((c.heads, c.kv_heads, c.kv_heads), 2)
            q = rotate(q * (1 / math.sqrt(c.head)), cos, sin)
            k = rotate(k, cos, sin)
            # query head j belongs to key head j // group: rows of one group stand below each other
            q = q.view(batch, length, c.kv_heads, group, c.head).permute(0, 2, 3, 1, 4)
            q = q.reshape(batch * c.kv_heads, group * length, c.head)
            k = k.permute(0, 2, 1, 3).reshape(batch * c.kv_heads, length, c.head)
            v = v.permute(0, 2, 1, 3).reshape(batch * c.kv_heads, length, c.head)
            seen = _Attention.apply(q, k, v, mask)
            seen = seen.view(batch, c.heads, length, c.head).transpose(1, 2).reshape(batch, length, -1)
            x = x + functional.linear(seen, weights[f"blk{layer}_attn_output"])
            normed = _Norm.apply(x, getattr(self, f"blk{layer}_ffn_norm"), dtype)
            gate, up = functional.linear(normed, weights[f"blk{layer}_gate_up"]).chunk(2, -1)
            x = x + functional.linear(functional.silu(gate) * up, weights[f"blk{layer}_ffn_down"])
        return x

    def logits(self, states: torch.Tensor) -> torch.Tensor:
        """Output norm and the tied embedding, in float32. states (…, width)."""
        return functional.linear(_Norm.apply(states, self.output_norm, torch.float32), self.token_embd)


def branch_mask(branches: torch.Tensor, dtype) -> torch.Tensor:
    """0 where a token may look (back, at the shared beginning and its own branch), else a large negative number.

    branches (batch, T), -1 for padding, which sees itself only through the causal diagonal.
    """
    length = branches.shape[1]
    causal = torch.ones(length, length, dtype=torch.bool, device=branches.device).tril()
    seen = (branches[:, None, :] == 0) | (branches[:, None, :] == branches[:, :, None])
    mask = torch.zeros(seen.shape, dtype=dtype, device=branches.device)
    return mask.masked_fill_(~(seen & causal), -3e4)[:, None]
