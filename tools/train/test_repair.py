"""Quantized blocks, and the training that repairs a quantized model. Needs torch and numpy."""
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
class QuantizedBlocks(unittest.TestCase):
    def setUp(self):
        import blocks

        self.blocks = blocks
        rng = torch.Generator().manual_seed(1)
        self.matrix = torch.randn(6, 512, generator=rng) * 0.05
        self.matrix[0, :256] = 0
        self.grid = blocks.Q2KGrid(self.matrix)

    def test_the_bytes_hold_the_nearest_values(self):
        held = self.blocks.decode(self.blocks.Q2_K, self.grid.encode(self.matrix))
        self.assertTrue(torch.equal(torch.from_numpy(held).view(6, 512), self.grid.nearest(self.matrix)))

    def test_rounding_twice_is_rounding_once(self):
        once = self.grid.nearest(self.matrix)
        self.assertTrue(torch.equal(self.grid.nearest(once), once))

    def test_two_bits_keep_most_of_the_signal(self):
        error = (self.grid.nearest(self.matrix) - self.matrix).square().sum() / self.matrix.square().sum()
        self.assertLess(error.item(), 0.12)


@unittest.skipIf(torch is None, "torch is not installed")
class Repairs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        import adapt
        import gguf
        import model as llama
        import train

        cls.adapt, cls.gguf, cls.train = adapt, gguf, train
        cls.tok = tokenizer.train(corpus.tokenizer_texts(5, 50), 400)
        cls.config = llama.Config(400, layers=1)
        rng = random.Random(3)
        cls.documents = [corpus.document(rng, cls.tok, "repair", 0) for _ in range(2)]
        cls.teacher = llama.Model(cls.config, torch.float32)
        cls.teacher.initialise(3)

    def student(self):
        import model as llama

        net = llama.Model(self.config, torch.float32)
        net.load_state_dict(self.teacher.state_dict())
        return net

    def loss(self, net, teacher=None):
        loss, weight, _, _ = self.train.loss_of(net, self.documents, torch.Generator().manual_seed(1), "cpu", teacher)
        return loss / weight

    def test_a_model_that_equals_its_teacher_has_half_the_loss(self):
        net = self.student()
        self.assertAlmostEqual(self.loss(net, self.teacher).item(), self.loss(net).item() / 2, 4)

    def test_the_adapter_gets_the_gradients_of_its_product(self):
        repair = self.adapt.LowRank(self.student(), 4, 1)
        name = "blk.0.attn_k.weight"
        a, b = repair.pairs[name]
        b.normal_(0, 0.05, generator=torch.Generator().manual_seed(2))
        repair.place()
        self.loss(repair.net).backward()
        repair.take()
        slope, step = a.grad[1, 7].item(), 1e-2
        losses = []
        for sign in (1, -1):
            a[1, 7] += sign * step
            repair.place()
            losses.append(self.loss(repair.net).item())
            a[1, 7] -= sign * step
        self.assertAlmostEqual((losses[0] - losses[1]) / (2 * step), slope, 3)
        self.assertGreater(abs(b.grad).max().item(), 0)

    def test_an_untrained_adapter_changes_nothing(self):
        repair = self.adapt.LowRank(self.student(), 4, 1)
        repair.place()
        self.assertTrue(torch.equal(repair.net.blk0_qkv, self.teacher.blk0_qkv))

    def test_weights_are_rounded_and_their_gradients_reach_the_unrounded(self):
        repair = self.adapt.QuantizationAware(self.student())
        repair.place()
        self.assertFalse(torch.equal(repair.net.blk0_qkv, repair.masters["blk0_qkv"]))
        self.loss(repair.net).backward()
        repair.take()
        self.assertTrue(torch.equal(repair.masters["blk0_qkv"].grad, repair.net.blk0_qkv.grad))

    def test_the_files_hold_what_was_trained(self):
        with tempfile.TemporaryDirectory() as folder:
            aware = self.adapt.QuantizationAware(self.student())
            aware.place()
            aware.export(os.path.join(folder, "model.gguf"), self.tok, "x", "y")
            _, tensors = self.gguf.read(os.path.join(folder, "model.gguf"))
            self.assertTrue(torch.equal(torch.from_numpy(tensors["blk.0.ffn_down.weight"]),
                                        aware.net.blk0_ffn_down.detach()))
            low = self.adapt.LowRank(self.student(), 4, 1)
            low.export(os.path.join(folder, "adapter.gguf"), self.tok, "x", "y")
            meta, tensors = self.gguf.read(os.path.join(folder, "adapter.gguf"))
            self.assertEqual((meta["general.type"], meta["adapter.type"], meta["adapter.lora.alpha"]),
                             ("adapter", "lora", 8.0))
            self.assertEqual(tensors["blk.0.ffn_down.weight.lora_a"].shape, (4, self.config.hidden))
            self.assertEqual(tensors["blk.0.ffn_down.weight.lora_b"].shape, (self.config.width, 4))


if __name__ == "__main__":
    unittest.main()
