"""Uneven channels: the same function, with weights as unevenly scaled as those of large models.

Large language models carry a few channels whose activations and weights are many times larger than the rest; that is
what makes rounding them hard, and what AWQ, GPTQ and SmoothQuant deal with. Models of this size do not grow such
channels by themselves, and 3 bits would hardly touch them. So after training each inner channel is multiplied by a
seeded log-normal factor where it is made and divided by it where it is used. In exact arithmetic nothing changes.
"""
from __future__ import annotations

import torch


def spread(state: dict, config, seed: int, deviation: float) -> dict:
    """A copy of the parameters with factors exp(deviation * normal), at most exp(3 * deviation), folded in.

    Channels: those of both norms of a layer, of its values (made by v, used by the output projection) and of its
    feed-forward (made by up, used by down). The residual stream and the rotated queries and keys stay as they are.
    """
    rng = torch.Generator().manual_seed(seed)
    new = {name: value.clone() for name, value in state.items()}
    group = config.heads // config.kv_heads
    first_value = (config.heads + config.kv_heads) * config.head

    def factors(count: int) -> torch.Tensor:
        return (torch.randn(count, generator=rng).clamp(-3, 3) * deviation).exp()

    for layer in range(config.layers):
        blk = f"blk{layer}_"
        for norm, users in (("attn_norm", "qkv"), ("ffn_norm", "gate_up")):
            f = factors(config.width)
            new[blk + norm] = new[blk + norm] / f
            new[blk + users] = new[blk + users] * f
        f = factors(config.kv_heads * config.head)
        new[blk + "qkv"][first_value:] /= f[:, None]
        by_query_head = f.view(config.kv_heads, 1, config.head).expand(-1, group, -1).reshape(-1)
        new[blk + "attn_output"] = new[blk + "attn_output"] * by_query_head
        f = factors(config.hidden)
        new[blk + "gate_up"][config.hidden:] /= f[:, None]
        new[blk + "ffn_down"] = new[blk + "ffn_down"] * f
    return new
