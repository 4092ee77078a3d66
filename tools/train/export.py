"""Turn a checkpoint into GGUF: python3 export.py CHECKPOINT.pt OUTPUT.gguf --tokenizer F --name N [--spread S]"""
from __future__ import annotations

import argparse

import torch

import channels
import gguf
import tokenizer as bpe


def export(checkpoint: str, output: str, tokenizer: str, name: str, deviation: float, half: bool = True) -> None:
    """Write the checkpoint with its inner channels spread by ``deviation`` (0: as trained)."""
    state = torch.load(checkpoint, map_location="cpu")
    tok = bpe.Tokenizer.load(tokenizer)
    spread = channels.spread({k: v.float() for k, v in state["model"].items()}, state["config"], 1, deviation)
    tensors = gguf.named_tensors(state["config"], {k: v.numpy() for k, v in spread.items()})
    about = f"Trained for {state['tokens']} tokens on generated incident reports."
    gguf.write(output, gguf.metadata(state["config"], tok, name, about, int(half)), tensors, half)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("output")
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--spread", type=float, default=0.0, help="deviation of the channels' logarithmic factors")
    parser.add_argument("--f32", action="store_true", help="matrices in single precision")
    args = parser.parse_args()
    export(args.checkpoint, args.output, args.tokenizer, args.name, args.spread, not args.f32)


if __name__ == "__main__":
    main()
