using System.Text;
using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Gguf;
using EvalHarness.LlamaCpp;
using EvalHarness.LlamaCpp.Quantization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.LlamaCpp;

public sealed class LlamaQuantizerTests : IDisposable
{
    private static readonly string s_bundled = RepositoryRoot.Combine("models", "baseline.gguf");
    private static readonly string s_text = RepositoryRoot.Combine("datasets", "calibration.txt");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LlamaFact]
    public async Task EveryTypeThatNeedsNoImportanceIsWrittenAndRuns()
    {
        (string Name, TensorType Most)[] types =
        [
            ("q4_k_m", TensorType.Q4_K), ("q2_k", TensorType.Q3_K), ("iq4_nl", TensorType.IQ4_NL),
            ("iq4_xs", TensorType.IQ4_XS), ("iq3_s", TensorType.IQ3_S), ("tq2_0", TensorType.TQ2_0),
            ("q8_0", TensorType.Q8_0), ("bf16", TensorType.BF16),
        ];
        foreach ((string name, TensorType most) in types)
        {
            string output = _folder.File(name + ".gguf");
            LlamaQuantization made = await LlamaQuantizer.QuantizeAsync(
                s_bundled, output, new LlamaRecipe(name) { Threads = 1 }, CancellationToken.None);
            Assert.Equal(new FileInfo(output).Length, made.FileBytes);
            using (GgufFile file = GgufFile.Open(output))
            {
                Assert.Contains(file.Tensors, tensor => tensor.Type == most);
                Assert.Equal(8.0 * file.Tensors.Sum(tensor => tensor.ByteLength), made.BitsPerWeight * 2754816, 1);
            }

            LlamaEngine.Load(output, new LlamaOptions { Threads = 1, Sequences = 1 }, CancellationToken.None).Dispose();
        }
    }

    [LlamaFact]
    public async Task AVeryLowTypeNeedsAnImportanceMatrixAndSaysSo()
    {
        string output = _folder.File("iq2.gguf");
        LlamaRecipe recipe = new("iq2_xxs") { Threads = 1 };
        InvalidInputException refusal = await Assert.ThrowsAsync<InvalidInputException>(
            () => LlamaQuantizer.QuantizeAsync(s_bundled, output, recipe, CancellationToken.None));
        Assert.Contains("--imatrix", Assert.Single(refusal.Errors).Fix, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
        using StreamReader text = new(s_text);
        ImportanceMatrix importance = ImportanceCollection.Collect(
            s_bundled, text, 1024, threads: 1, (_, _) => { }, CancellationToken.None);
        Assert.Equal(4 * 7 + 1, importance.Columns.Count);
        LlamaQuantization made = await LlamaQuantizer.QuantizeAsync(
            s_bundled, output, recipe with { Importance = importance }, CancellationToken.None);
        Assert.InRange(made.BitsPerWeight, 2, 4);
    }

    [LlamaFact]
    public void WhatEntersTheMatricesIsWhatTheEmbeddedEngineSees()
    {
        using StreamReader text = new(s_text);
        ImportanceMatrix found = ImportanceCollection.Collect(
            s_bundled, text, 512, threads: 1, (_, _) => { }, CancellationToken.None);
        float[] first = found.Columns["blk.0.attn_q.weight"];
        Assert.Equal(256, first.Length);
        Assert.Equal(first, found.Columns["blk.0.attn_k.weight"]);
        Assert.All(found.Columns.Values, values => Assert.All(values, value => Assert.True(value >= 0)));
        Assert.Equal(512, found.Columns["blk.3.ffn_down.weight"].Length);
    }

    [LlamaFact]
    public void FilesOfLlamaImatrixAreReadInBothForms()
    {
        string old = _folder.File("old.dat");
        using (BinaryWriter writer = new(File.Create(old)))
        {
            writer.Write(1);
            byte[] name = Encoding.UTF8.GetBytes("blk.0.attn_q.weight");
            writer.Write(name.Length);
            writer.Write(name);
            writer.Write(4);
            writer.Write(2);
            writer.Write(8f);
            writer.Write(2f);
        }

        Assert.Equal([2, 0.5f], ImportanceFile.Read(old).Columns["blk.0.attn_q.weight"]);
        string current = _folder.File("imatrix.gguf");
        using (GgufWriter writer = GgufWriter.Create(current))
        {
            writer.Add("general.type", "imatrix");
            writer.DeclareTensor("w.weight.in_sum2", TensorType.F32, [2, 2]);
            writer.DeclareTensor("w.weight.counts", TensorType.F32, [1, 2]);
            writer.WriteData(BytesOf(8, 2, 3, 4));
            writer.WriteData(BytesOf(4, 0));
            writer.Complete();
        }

        Assert.Equal([2, 0.5f, 1, 1], ImportanceFile.Read(current).Columns["w.weight"]);
        byte[] bytes = File.ReadAllBytes(old);
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(old, bytes[..length]);
            Assert.Throws<InvalidInputException>(() => ImportanceFile.Read(old));
        }
    }

    [LlamaFact]
    public async Task TheCommandWritesAMixAndRefusesWhatOnlyTheEmbeddedQuantizerHas()
    {
        string output = _folder.File("mix.gguf");
        string[] asked = ["quantize", s_bundled, "--engine", "llama.cpp", "--type", "q4_k_m", "--output", output];
        (ExitCode code, string json, string error) = await RunAsync([.. asked, "--json", "--quiet"]);
        Assert.True(code == ExitCode.Passed, error);
        JsonNode made = JsonNode.Parse(json)!;
        Assert.Equal("llama.cpp", (string?)made["engine"]);
        Assert.Equal(new FileInfo(output).Length, (long)made["file_bytes"]!);
        Assert.Contains(made["tensors"]!.AsArray(), tensor => (string?)tensor!["type"] == "q4_k");
        string[] damped = [.. asked, "--damping", "0.1"];
        Assert.Contains("embedded quantizer", await RefuseAsync(damped), StringComparison.Ordinal);
        string[] misspelled = [.. asked[..5], "q4_k_x", .. asked[6..]];
        Assert.Contains("one of", await RefuseAsync(misspelled), StringComparison.Ordinal);
        string[] again = ["quantize", output, .. asked[2..6], "--output", _folder.File("twice.gguf")];
        Assert.Contains("quantized already", await RefuseAsync(again), StringComparison.Ordinal);
        (code, _, error) = await RunAsync([.. again, "--requantize", "--quiet"]);
        Assert.True(code == ExitCode.Passed, error);
    }

    private static byte[] BytesOf(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static async Task<string> RefuseAsync(string[] arguments)
    {
        (ExitCode code, _, string error) = await RunAsync(arguments);
        Assert.Equal(ExitCode.BadInput, code);
        return error;
    }

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(arguments, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
