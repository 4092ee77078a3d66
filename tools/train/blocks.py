"""GGUF's quantized blocks: what they decode to, and matrices fitted to Q2_K that stay on their grid while trained."""
from __future__ import annotations

import numpy
import torch

Q4_0, Q8_0, Q2_K = 2, 8, 10
# type -> (weights, bytes) of a block
SIZES = {Q4_0: (32, 18), Q8_0: (32, 34), Q2_K: (256, 84)}


def _halves(rows: numpy.ndarray, at: int) -> numpy.ndarray:
    """The half at byte ``at`` of each block, (blocks, 1) in single precision."""
    return numpy.ascontiguousarray(rows[:, at:at + 2]).view("<f2").astype(numpy.float32)


def _q2_k(rows: numpy.ndarray) -> numpy.ndarray:
    """16 sub-blocks of 16: w = d (sc & 15) q - dmin (sc >> 4)."""
    scale = _halves(rows, 80) * (rows[:, :16] & 15)
    low = _halves(rows, 82) * (rows[:, :16] >> 4)
    # code 128 n + 32 g + l: bits 2g and 2g + 1 of byte 32 n + l
    quants = rows[:, 16:80].reshape(-1, 2, 1, 32) >> numpy.array([0, 2, 4, 6], numpy.uint8)[:, None]
    codes = (quants & 3).reshape(-1, 16, 16).astype(numpy.float32)
    return (scale[:, :, None] * codes - low[:, :, None]).reshape(len(rows), 256)


def decode(kind: int, data: numpy.ndarray) -> numpy.ndarray:
    """Single-precision weights of the bytes of whole blocks."""
    rows = data.reshape(-1, SIZES[kind][1])
    if kind == Q2_K:
        return _q2_k(rows).ravel()
    if kind == Q8_0:
        return (_halves(rows, 0) * rows[:, 2:].view(numpy.int8)).ravel()
    nibbles = numpy.concatenate((rows[:, 2:] & 15, rows[:, 2:] >> 4), 1).astype(numpy.float32)
    return (_halves(rows, 0) * (nibbles - 8)).ravel()


def _inverse(x: torch.Tensor) -> torch.Tensor:
    return torch.where(x == 0, x, 1 / torch.where(x == 0, torch.ones_like(x), x))


class Q2KGrid:
    """Scales and minima of a matrix in Q2_K; ``nearest`` rounds a changed matrix to the same grid."""

    LEVELS, LARGEST = 3, 15

    def __init__(self, matrix: torch.Tensor):
        self.shape = matrix.shape
        x = matrix.reshape(-1, 16, 16)
        # an error on a large weight moves the output more
        weight = x.square().mean(-1, keepdim=True).sqrt() + x.abs()
        scale, low = self._search(x, weight)
        self.d = (scale.amax(1, keepdim=True) / self.LARGEST).half().float()
        self.d_low = (low.amax(1, keepdim=True) / self.LARGEST).half().float()
        self.scale = (scale * _inverse(self.d)).round().clamp(0, self.LARGEST)
        self.low = (low * _inverse(self.d_low)).round().clamp(0, self.LARGEST)
        self._refine(x, weight)

    def _codes(self, x, scale, low):
        return ((x + low) * _inverse(scale)).round().clamp(0, self.LEVELS)

    def _search(self, x: torch.Tensor, weight: torch.Tensor) -> tuple:
        """The least-squares line through the codes of each of several grids; the best one of each sub-block."""
        lowest = x.amin(-1, keepdim=True).clamp(max=0)
        span = x.amax(-1, keepdim=True) - lowest
        best, scale, low = torch.full_like(span, float("inf")), span / self.LEVELS, -lowest
        w, wx = weight.sum(-1, keepdim=True), (weight * x).sum(-1, keepdim=True)
        for step in range(-5, 11):
            q = self._codes(x, span / (self.LEVELS + 0.1 * step), -lowest)
            wq = weight * q
            sq, sxq, sqq = wq.sum(-1, keepdim=True), (wq * x).sum(-1, keepdim=True), (wq * q).sum(-1, keepdim=True)
            inverse = _inverse(w * sqq - sq * sq)
            offset = (sqq * wx - sq * sxq) * inverse
            free = (inverse > 0) & (offset <= 0)
            offset = torch.where(free, offset, torch.zeros_like(offset))
            slope = torch.where(free, (w * sxq - wx * sq) * inverse, sxq * _inverse(sqq))
            error = (slope.square() * sqq + offset.square() * w + 2 * slope * offset * sq - 2 * slope * sxq
                     - 2 * offset * wx)
            better = (error < best) & (slope > 0)
            best = torch.where(better, error, best)
            scale, low = torch.where(better, slope, scale), torch.where(better, -offset, low)
        return scale, low

    def _refine(self, x: torch.Tensor, weight: torch.Tensor) -> None:
        """Rounding scale and minimum apart from each other is not best for both: try the pairs around."""
        first_scale, first_low = self.scale, self.low
        best = None
        for ds, dl in [(0, 0)] + [(s, m) for s in (-1, 0, 1) for m in (-1, 0, 1) if (s, m) != (0, 0)]:
            scale = (first_scale + ds).clamp(0, self.LARGEST)
            low = (first_low + dl).clamp(0, self.LARGEST)
            s, m = self.d * scale, self.d_low * low
            error = (weight * (x - (s * self._codes(x, s, m) - m)).square()).sum(-1, keepdim=True)
            if best is None:
                best = error
                continue
            better = error < best
            best = torch.where(better, error, best)
            self.scale = torch.where(better, scale, self.scale)
            self.low = torch.where(better, low, self.low)

    def nearest(self, matrix: torch.Tensor) -> torch.Tensor:
        """The values of the matrix's nearest codes."""
        scale, low = self.d * self.scale, self.d_low * self.low
        codes = self._codes(matrix.reshape(-1, 16, 16), scale, low)
        return (scale * codes - low).reshape(self.shape)

    def encode(self, matrix: torch.Tensor) -> numpy.ndarray:
        """The blocks' bytes for the matrix's nearest codes."""
        codes = self._codes(matrix.reshape(-1, 16, 16), self.d * self.scale, self.d_low * self.low)
        blocks = numpy.zeros((len(codes), SIZES[Q2_K][1]), numpy.uint8)
        blocks[:, :16] = (self.scale + 16 * self.low).squeeze(-1).byte().numpy()
        quants = codes.byte().numpy().reshape(-1, 2, 4, 32) << numpy.array([0, 2, 4, 6], numpy.uint8)[:, None]
        blocks[:, 16:80] = quants.sum(2, dtype=numpy.uint8).reshape(-1, 64)
        blocks[:, 80:82] = self.d.reshape(-1, 1).numpy().astype("<f2").view(numpy.uint8)
        blocks[:, 82:84] = self.d_low.reshape(-1, 1).numpy().astype("<f2").view(numpy.uint8)
        return blocks.ravel()
