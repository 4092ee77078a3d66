"""Train one model: python3 train.py --model task|judge --seed N --tokens N --output DIR [--resume]

Repair a quantized one: --start MODEL.gguf --teacher MODEL.gguf with --qat, which trains the weights under Q2_K's
rounding, or --lora RANK, which trains an adapter over frozen weights. The loss is half that of the text and half the
divergence from the teacher; the result is OUTPUT/NAME.gguf.

The learning rate warms up, stays, and falls to zero over the last part, so a run that is resumed with another
number of tokens before its fall equals one that was started with that number.
"""
from __future__ import annotations

import argparse
import os
import random
import time

import torch
from torch.nn import functional

import adapt
import corpus
import gguf
import model as llama
import tokenizer as bpe

WARM_UP, REPAIR_WARM_UP = 100, 20
WEIGHT_DECAY, BETAS, CLIP = 0.05, (0.9, 0.98), 1.0
PROMPT_SHARE, PROMPT_WEIGHT = 0.4, 0.25  # prompt tokens are sampled and count less than completions
MICRO_BATCHES = 3


def tensors(documents: list, device) -> tuple:
    """Pad to a multiple of 16: ids, weights, branches (-1: padding), positions."""
    length = -(-max(len(d.ids) for d in documents) // 16) * 16

    def padded(rows, value):
        return torch.tensor([list(r) + [value] * (length - len(r)) for r in rows], device=device)

    return (padded((d.ids for d in documents), 0), padded((d.weights for d in documents), -1),
            padded((d.branches for d in documents), -1), padded((d.positions for d in documents), 0))


def loss_of(net: llama.Model, documents: list, rng: torch.Generator, device, teacher=None) -> tuple:
    """Summed weighted loss, summed weight, and of the completions loss and count.

    With a teacher the loss is the mean of the cross entropy and KL(teacher || net).
    """
    ids, weights, branches, positions = tensors(documents, device)
    mask = llama.branch_mask(branches, net.dtype)
    states = net.hidden(ids, positions, mask)
    targets, target_weights = ids[:, 1:], weights[:, 1:]
    # the last token of a branch is followed by another branch's first, which it does not predict
    follows = (branches[:, 1:] == branches[:, :-1]) & (target_weights >= 0)
    sampled = torch.rand(targets.shape, generator=rng).to(device) < PROMPT_SHARE
    chosen = follows & ((target_weights == 1) | sampled)
    logits = net.logits(states[:, :-1][chosen])
    losses = functional.cross_entropy(logits, targets[chosen], reduction="none")
    if teacher is not None:
        with torch.no_grad():
            wanted = teacher.logits(teacher.hidden(ids, positions, mask)[:, :-1][chosen]).log_softmax(-1)
        divergence = (wanted.exp() * (wanted - logits.log_softmax(-1))).sum(-1)
        losses = (losses + divergence) / 2
    told = target_weights[chosen] == 1
    scale = torch.where(told, 1.0, PROMPT_WEIGHT)
    return (losses * scale).sum(), scale.sum(), losses.detach()[told].sum(), told.sum()


def rate_at(peak: float, step: int, tokens: int, total: float, fall: float, warm_up: int = WARM_UP) -> float:
    """Warm-up, plateau, and a linear fall to zero over the last share ``fall`` of all tokens."""
    left = (total - tokens) / (fall * total)
    return peak * min(1.0, (step + 1) / warm_up, max(left, 0.01))


class Trainer:
    """Model, optimizer and the state of all randomness."""

    def __init__(self, args):
        self.args = args
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.tok = bpe.Tokenizer.load(args.tokenizer)
        config = llama.Config(len(self.tok.tokens), layers=args.layers)
        self.net = llama.Model(config)
        self.net.initialise(args.seed)
        self.net.to(self.device)
        self.teacher = self.repair = None
        if args.start:
            self.start(config)
        trained = list((self.repair or self.net).parameters())
        matrices = [p for p in trained if p.dim() == 2]
        vectors = [p for p in trained if p.dim() == 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": vectors, "weight_decay": 0.0}],
            lr=args.peak, betas=BETAS, foreach=True)
        self.rng = random.Random(args.seed)
        self.sampler = torch.Generator().manual_seed(args.seed)
        self.step = self.tokens = 0
        self.path = os.path.join(args.output, args.model + ".pt")

    def start(self, config: llama.Config) -> None:
        """Begin with the weights of a file, to be repaired."""
        self.net = load(self.args.start, config)
        self.teacher = load(self.args.teacher, config) if self.args.teacher else None
        self.repair = (adapt.LowRank(self.net, self.args.lora, self.args.seed) if self.args.lora
                       else adapt.QuantizationAware(self.net))

    def save(self, path: str) -> None:
        if self.repair:
            about = (f"Trained for {self.tokens} tokens on generated incident reports, beginning with "
                     f"{os.path.basename(self.args.start)}.")
            path = os.path.join(self.args.output, self.args.name + ".gguf")
            self.repair.export(path, self.tok, self.args.name, about)
            return
        state = {"model": self.net.state_dict(), "optimizer": self.optimizer.state_dict(), "rng": self.rng.getstate(),
                 "sampler": self.sampler.get_state(), "step": self.step, "tokens": self.tokens,
                 "config": self.net.config}
        torch.save(state, path + ".new")
        os.replace(path + ".new", path)

    def resume(self) -> None:
        state = torch.load(self.args.resume, map_location=self.device)
        self.net.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.rng.setstate(state["rng"])
        self.sampler.set_state(state["sampler"])
        self.step, self.tokens = state["step"], state["tokens"]

    def rate(self) -> float:
        return rate_at(self.args.peak, self.step, self.tokens, self.args.tokens, self.args.fall,
                       REPAIR_WARM_UP if self.repair else WARM_UP)

    def update(self) -> tuple:
        """One step over about ``batch`` tokens, in micro-batches of documents of like length."""
        documents, count = [], 0
        while count < self.args.batch:
            documents.append(corpus.document(self.rng, self.tok, "repair" if self.repair else self.args.model,
                                             self.tokens))
            count += len(documents[-1].ids)
        documents.sort(key=lambda d: len(d.ids))
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        self.optimizer.zero_grad(set_to_none=True)
        weight = told_loss = told = 0.0
        if self.repair:
            self.repair.place()
            self.net.zero_grad(set_to_none=True)
        size = -(-len(documents) // MICRO_BATCHES)
        for start in range(0, len(documents), size):
            loss, part, part_loss, part_told = loss_of(self.net, documents[start:start + size], self.sampler,
                                                       self.device, self.teacher)
            loss.backward()
            weight, told_loss, told = weight + part.item(), told_loss + part_loss.item(), told + part_told.item()
        for p in self.net.parameters():
            p.grad.div_(weight)
        if self.repair:
            self.repair.take()
        norm = torch.nn.utils.clip_grad_norm_((self.repair or self.net).parameters(), CLIP)
        self.optimizer.step()
        self.step += 1
        self.tokens += count
        return told_loss / told, float(norm)

    def run(self) -> None:
        started, before, smooth = time.time(), self.tokens, None
        while self.tokens < self.args.tokens:
            loss, norm = self.update()
            smooth = loss if smooth is None else 0.95 * smooth + 0.05 * loss
            if self.step % 25 == 0:
                speed = (self.tokens - before) / (time.time() - started)
                print("step %d tokens %.2fM loss %.3f norm %.2f rate %.5f speed %.0f/s seconds %.0f" % (
                    self.step, self.tokens / 1e6, smooth, norm, self.rate(),
                    speed, time.time() - started), flush=True)
            if self.step % self.args.save_every == 0:
                self.save(self.path)
        self.save(self.path)


def load(path: str, config: llama.Config) -> llama.Model:
    """A network with the weights of a GGUF file."""
    net = llama.Model(config)
    state = gguf.fused_state(config, gguf.read(path)[1])
    net.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})
    return net


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=("task", "judge"), required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tokens", type=float, default=8e6, help="training tokens in all")
    parser.add_argument("--peak", type=float, default=2e-3, help="learning rate of the plateau")
    parser.add_argument("--fall", type=float, default=0.3, help="share of the tokens over which the rate falls to 0")
    parser.add_argument("--batch", type=int, default=5000, help="tokens per step")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-every", type=int, default=100, help="steps between checkpoints")
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--resume", help="checkpoint to go on from")
    parser.add_argument("--start", help="GGUF file to repair")
    parser.add_argument("--teacher", help="GGUF file whose probabilities are to be kept")
    parser.add_argument("--qat", action="store_true", help="train under Q2_K's rounding")
    parser.add_argument("--lora", type=int, help="train an adapter of this rank")
    parser.add_argument("--name", default="repaired", help="name of the file that a repair writes")
    args = parser.parse_args()
    if bool(args.start) != bool(args.qat or args.lora) or (args.qat and args.lora):
        parser.error("--start needs one of --qat and --lora, and they need it")
    torch.set_num_threads(args.threads)
    os.makedirs(args.output, exist_ok=True)
    trainer = Trainer(args)
    if args.resume:
        trainer.resume()
    trainer.run()


if __name__ == "__main__":
    main()
