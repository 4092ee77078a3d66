"""Write and read GGUF version 3 files of the llama architecture with a byte-level BPE tokenizer.

Layout: header, metadata, tensor infos, padding to 32 bytes, data. A tensor's sizes are stored fastest first.
"""
from __future__ import annotations

import struct

import numpy

import blocks
import tokenizer as bpe

ALIGNMENT = 32
U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
TYPE_F32, TYPE_F16 = 0, 1
TEMPLATE = "{{ bos_token }}{% for message in messages %}{{ message['content'] }}{% endfor %}"
SCALARS = {U32: "<I", I32: "<i", F32: "<f", BOOL: "<?"}


def _string(text: str) -> bytes:
    data = text.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _value(kind: int, value) -> bytes:
    return _string(value) if kind == STRING else struct.pack(SCALARS[kind], value)


def _entry(key: str, kind: int, value, element: int = None) -> bytes:
    head = _string(key) + struct.pack("<i", kind)
    if kind != ARRAY:
        return head + _value(kind, value)
    return head + struct.pack("<iQ", element, len(value)) + b"".join(_value(element, v) for v in value)


def metadata(config, tok: bpe.Tokenizer, name: str, description: str, file_type: int) -> list:
    """The metadata entries, encoded, in a fixed order. ``file_type`` as in GGUF: 0 single, 1 half, 10 Q2_K."""
    types = [2 if i == bpe.UNKNOWN else 3 if i in (bpe.BEGIN, bpe.END) else 1 for i in range(len(tok.tokens))]
    return [
        _entry("general.architecture", STRING, "llama"),
        _entry("general.name", STRING, name),
        _entry("general.description", STRING, description),
        _entry("general.license", STRING, "mit"),
        _entry("general.file_type", U32, file_type),
        _entry("general.alignment", U32, ALIGNMENT),
        _entry("llama.vocab_size", U32, config.vocabulary),
        _entry("llama.context_length", U32, config.context),
        _entry("llama.embedding_length", U32, config.width),
        _entry("llama.block_count", U32, config.layers),
        _entry("llama.feed_forward_length", U32, config.hidden),
        _entry("llama.attention.head_count", U32, config.heads),
        _entry("llama.attention.head_count_kv", U32, config.kv_heads),
        _entry("llama.attention.key_length", U32, config.head),
        _entry("llama.attention.value_length", U32, config.head),
        _entry("llama.attention.layer_norm_rms_epsilon", F32, 1e-5),
        _entry("llama.rope.dimension_count", U32, config.head),
        _entry("llama.rope.freq_base", F32, 10000.0),
        _entry("tokenizer.ggml.model", STRING, "gpt2"),
        _entry("tokenizer.ggml.pre", STRING, "gpt-2"),
        _entry("tokenizer.ggml.tokens", ARRAY, tok.tokens, STRING),
        _entry("tokenizer.ggml.token_type", ARRAY, types, I32),
        _entry("tokenizer.ggml.merges", ARRAY, [" ".join(m) for m in tok.merges], STRING),
        _entry("tokenizer.ggml.bos_token_id", U32, bpe.BEGIN),
        _entry("tokenizer.ggml.eos_token_id", U32, bpe.END),
        _entry("tokenizer.ggml.unknown_token_id", U32, bpe.UNKNOWN),
        _entry("tokenizer.ggml.add_bos_token", BOOL, True),
        _entry("tokenizer.ggml.add_eos_token", BOOL, False),
        _entry("tokenizer.chat_template", STRING, TEMPLATE),
    ]


def named_tensors(config, state: dict) -> dict:
    """The model's parameters under GGUF's names, fused ones taken apart."""
    q, kv = config.heads * config.head, config.kv_heads * config.head
    tensors = {"token_embd.weight": state["token_embd"]}
    for layer in range(config.layers):
        here, there = f"blk{layer}_", f"blk.{layer}."
        fused, gate_up = state[here + "qkv"], state[here + "gate_up"]
        tensors[there + "attn_norm.weight"] = state[here + "attn_norm"]
        tensors[there + "attn_q.weight"] = fused[:q]
        tensors[there + "attn_k.weight"] = fused[q:q + kv]
        tensors[there + "attn_v.weight"] = fused[q + kv:]
        tensors[there + "attn_output.weight"] = state[here + "attn_output"]
        tensors[there + "ffn_norm.weight"] = state[here + "ffn_norm"]
        tensors[there + "ffn_gate.weight"] = gate_up[:config.hidden]
        tensors[there + "ffn_up.weight"] = gate_up[config.hidden:]
        tensors[there + "ffn_down.weight"] = state[here + "ffn_down"]
    tensors["output_norm.weight"] = state["output_norm"]
    return tensors


def fused_state(config, tensors: dict) -> dict:
    """The parameters of named tensors, the reverse of ``named_tensors``."""
    state = {"token_embd": tensors["token_embd.weight"], "output_norm": tensors["output_norm.weight"]}
    for layer in range(config.layers):
        here, there = f"blk{layer}_", f"blk.{layer}."
        for name in ("attn_norm", "attn_output", "ffn_norm", "ffn_down"):
            state[here + name] = tensors[there + name + ".weight"]
        state[here + "qkv"] = numpy.concatenate([tensors[there + f"attn_{n}.weight"] for n in "qkv"])
        state[here + "gate_up"] = numpy.concatenate([tensors[there + f"ffn_{n}.weight"] for n in ("gate", "up")])
    return state


def adapter_metadata(name: str, description: str, alpha: float) -> list:
    """The metadata entries of a low-rank adapter, encoded, in a fixed order."""
    return [
        _entry("general.type", STRING, "adapter"),
        _entry("general.architecture", STRING, "llama"),
        _entry("general.name", STRING, name),
        _entry("general.description", STRING, description),
        _entry("general.license", STRING, "mit"),
        _entry("general.file_type", U32, TYPE_F16),
        _entry("general.alignment", U32, ALIGNMENT),
        _entry("adapter.type", STRING, "lora"),
        _entry("adapter.lora.alpha", F32, alpha),
    ]


def _pad(size: int) -> int:
    return -size % ALIGNMENT


def write(path: str, entries: list, tensors: dict, half: bool, encoded: dict = None) -> None:
    """Write the file; matrices in half precision when ``half``, vectors always in single.

    ``encoded`` holds type and bytes of the tensors that are stored in quantized blocks.
    """
    infos, data = b"", []
    offset = 0
    for name, tensor in tensors.items():
        if encoded and name in encoded:
            kind, array = encoded[name]
        else:
            array = numpy.ascontiguousarray(tensor, dtype="<f2" if half and tensor.ndim == 2 else "<f4")
            kind = TYPE_F16 if array.dtype.itemsize == 2 else TYPE_F32
        infos += _string(name) + struct.pack("<I", tensor.ndim) + struct.pack("<%dq" % tensor.ndim, *tensor.shape[::-1])
        infos += struct.pack("<iQ", kind, offset)
        raw = array.tobytes()
        data.append(raw + bytes(_pad(len(raw))))
        offset += len(data[-1])
    head = b"GGUF" + struct.pack("<Iqq", 3, len(tensors), len(entries)) + b"".join(entries) + infos
    with open(path, "wb") as file:
        file.write(head + bytes(_pad(len(head))))
        file.writelines(data)


class _Reader:
    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def unpack(self, form: str):
        value = struct.unpack_from(form, self.data, self.at)[0]
        self.at += struct.calcsize(form)
        return value

    def string(self) -> str:
        size = self.unpack("<Q")
        self.at += size
        return self.data[self.at - size:self.at].decode("utf-8")

    def value(self, kind: int):
        if kind == ARRAY:
            element, count = self.unpack("<i"), self.unpack("<Q")
            return [self.value(element) for _ in range(count)]
        return self.string() if kind == STRING else self.unpack(SCALARS[kind])


def read(path: str) -> tuple:
    """Metadata and tensors (float32 arrays) of a file in single or half precision, Q8_0, Q4_0 or Q2_K."""
    with open(path, "rb") as file:
        reader = _Reader(file.read())
    if reader.data[:4] != b"GGUF":
        raise ValueError(path + ": not a GGUF file")
    reader.at = 8
    count, entries = reader.unpack("<q"), reader.unpack("<q")
    meta = {}
    for _ in range(entries):
        key = reader.string()
        meta[key] = reader.value(reader.unpack("<i"))
    infos = []
    for _ in range(count):
        name, dimensions = reader.string(), reader.unpack("<I")
        shape = [reader.unpack("<q") for _ in range(dimensions)][::-1]
        infos.append((name, shape, reader.unpack("<i"), reader.unpack("<Q")))
    start = reader.at + _pad(reader.at)
    tensors = {}
    for name, shape, kind, offset in infos:
        count = int(numpy.prod(shape))
        if kind in blocks.SIZES:
            weights, size = blocks.SIZES[kind]
            packed = numpy.frombuffer(reader.data, numpy.uint8, count // weights * size, start + offset)
            values = blocks.decode(kind, packed)
        else:
            values = numpy.frombuffer(reader.data, "<f2" if kind == TYPE_F16 else "<f4", count, start + offset)
        tensors[name] = values.reshape(shape).astype(numpy.float32)
    return meta, tensors
