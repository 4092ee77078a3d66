"""Round to nearest as GGUF's formats do it, back in float32: what a quantized model computes with.

Each function takes a matrix (rows, columns), columns a multiple of the format's block.
"""
from __future__ import annotations

import torch


def _half(x: torch.Tensor) -> torch.Tensor:
    return x.half().float()


def _divide(x: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    return torch.where(scale == 0, torch.zeros_like(x), x / torch.where(scale == 0, torch.ones_like(scale), scale))


def q8_0(x: torch.Tensor) -> torch.Tensor:
    """Blocks of 32: d = max |x| / 127."""
    blocks = x.reshape(-1, 32)
    scale = _half(blocks.abs().amax(1, keepdim=True) / 127)
    return (_divide(blocks, scale).round() * scale).reshape(x.shape)


def _extreme(blocks: torch.Tensor) -> torch.Tensor:
    """The value of largest magnitude, with its sign."""
    return blocks.gather(-1, blocks.abs().argmax(-1, keepdim=True))


def q4_0(x: torch.Tensor) -> torch.Tensor:
    """Blocks of 32: d = extreme / -8, q in -8..7."""
    blocks = x.reshape(-1, 32)
    scale = _half(_extreme(blocks) / -8)
    return (_divide(blocks, scale).round().clamp(-8, 7) * scale).reshape(x.shape)


def q3_k(x: torch.Tensor) -> torch.Tensor:
    """Blocks of 256 in 16 parts: q in -4..3, part scales of 6 bits under one half-precision scale."""
    parts = x.reshape(-1, 16, 16)
    scales = _extreme(parts) / -4
    whole = _half(_extreme(scales.transpose(1, 2)) / -32)
    scales = _divide(scales, whole).round().clamp(-32, 31) * whole
    return (_divide(parts, scales).round().clamp(-4, 3) * scales).reshape(x.shape)


def q2_k(x: torch.Tensor) -> torch.Tensor:
    """Blocks of 256 in 16 parts: q in 0..3, part scales and minima of 4 bits under two half-precision scales."""
    parts = x.reshape(-1, 16, 16)
    low = parts.amin(-1, keepdim=True).clamp(max=0)
    scales = (parts.amax(-1, keepdim=True) - low) / 3
    whole, whole_low = _half(scales.amax(1, keepdim=True) / 15), _half(-low.amin(1, keepdim=True) / 15)
    scales = _divide(scales, whole).round().clamp(0, 15) * whole
    low = _divide(-low, whole_low).round().clamp(0, 15) * whole_low
    return (_divide(parts + low, scales).round().clamp(0, 3) * scales - low).reshape(x.shape)


FORMATS = {"f16": None, "q8_0": q8_0, "q4_0": q4_0, "q3_k": q3_k, "q2_k": q2_k}
