"""The torch model, its file and its inference agree. Needs torch and numpy."""
from __future__ import annotations

import os
import random
import tempfile
import unittest

try:
    import torch
except ImportError:
    torch = None

import corpus
import tokenizer


@unittest.skipIf(torch is None, "torch is not installed")
class TrainedAndExportedModel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        import gguf
        import inference
        import model as llama

        torch.manual_seed(0)
        cls.tok = tokenizer.train(corpus.tokenizer_texts(5, 50), 400)
        cls.config = llama.Config(400, layers=2)
        cls.net = llama.Model(cls.config, torch.float32)
        cls.net.initialise(3)
        state = {k: v.detach().numpy() for k, v in cls.net.state_dict().items()}
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.gguf")
            gguf.write(path, gguf.metadata(cls.config, cls.tok, "x", "y", 0),
                       gguf.named_tensors(cls.config, state), False)
            cls.run_ = inference.Runner(path)
            cls.meta, _ = gguf.read(path)

    def test_the_file_holds_the_tokenizer(self):
        self.assertEqual(self.meta["tokenizer.ggml.tokens"], self.tok.tokens)
        self.assertTrue(self.meta["tokenizer.ggml.add_bos_token"])

    def test_branches_get_the_logits_that_they_would_get_alone(self):
        import model as llama
        import train

        document = corpus.report_document(random.Random(1), self.tok, False)
        with torch.no_grad():
            ids, _, branches, positions = train.tensors([document], "cpu")
            mask = llama.branch_mask(branches, torch.float32)
            together = self.net.logits(self.net.hidden(ids, positions, mask))[0]
            chosen = [i for i, b in enumerate(document.branches) if b in (0, 2)]
            length = len(chosen)
            alone = self.run_.forward(
                torch.tensor([[document.ids[i] for i in chosen]]), torch.arange(length)[None],
                torch.full((1, length, length), -1e30).triu(1), [None] * self.config.layers)
        difference = (together[chosen] - self.run_.logits(alone)[0]).abs().max().item()
        self.assertLess(difference, 1e-3)

    def test_decoding_step_by_step_equals_decoding_at_once(self):
        prompts = ["Report: a b c\nSummary:", "Report: d\nSummary:"]
        together = self.run_.greedy(prompts, 8)
        self.assertEqual(together, [self.run_.greedy([p], 8)[0] for p in prompts])

    def test_gradients_of_the_written_out_backward_passes_are_right(self):
        import model as llama

        torch.manual_seed(1)
        x = torch.randn(3, 8, dtype=torch.float64, requires_grad=True)
        w = torch.randn(8, dtype=torch.float64, requires_grad=True)
        norm = llama._Norm.apply(x, w, torch.float64)
        plain = x * torch.rsqrt(x.square().mean(-1, keepdim=True) + llama.EPSILON) * w
        for ours, theirs in zip(torch.autograd.grad(norm.sin().sum(), (x, w)),
                                torch.autograd.grad(plain.sin().sum(), (x, w))):
            self.assertLess((ours - theirs).abs().max().item(), 1e-5)
        q, k, v = (torch.randn(4, 6, 5, requires_grad=True) for _ in range(3))
        mask = llama.branch_mask(torch.zeros(2, 6, dtype=torch.long), torch.float32)
        ours = torch.autograd.grad(llama._Attention.apply(q, k, v, mask).sin().sum(), (q, k, v))
        scores = (q @ k.transpose(1, 2)).view(2, 2, 6, 6) + mask
        theirs = torch.autograd.grad((scores.softmax(-1).view(4, 6, 6) @ v).sin().sum(), (q, k, v))
        for a, b in zip(ours, theirs):
            self.assertLess((a - b).abs().max().item(), 1e-4)

    def test_rounding_errors_grow_as_bits_fall(self):
        import quantize

        x = torch.randn(8, 256) * 0.1
        errors = [(quantize.FORMATS[f](x) - x).square().mean().sqrt().item() for f in ("q8_0", "q4_0", "q3_k", "q2_k")]
        self.assertEqual(errors, sorted(errors))
        self.assertLess(errors[0], 0.002)
        self.assertLess(errors[-1], 0.06)


if __name__ == "__main__":
    unittest.main()
