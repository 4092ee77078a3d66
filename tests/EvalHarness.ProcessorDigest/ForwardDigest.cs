using System.Security.Cryptography;
using System.Text;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.Inference.Sampling;

namespace EvalHarness.ProcessorDigest;

/// <summary>Texts, log-likelihoods and divergences of the engine, by how it holds its weights.</summary>
internal static class ForwardDigest
{
    private const string Prompt = "the hand and the hello";

    private const string Report = "Report: A fire broke out in the mill on Monday. Two people were hurt.";

    private static readonly TensorType[] s_types =
    [
        TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q8_0, TensorType.Q4_0, TensorType.Q4_1,
        TensorType.Q6_K, TensorType.Q3_K,
    ];

    /// <summary>One line for each way: a text or a hash of bits.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(string model, string folder, string bundled)
    {
        List<string> lines = [];
        foreach (TensorType type in s_types)
        {
            string path = Quantize(model, folder, type);
            lines.Add($"expanded {type}: {await DigestAsync(path, new EngineOptions())}");
            lines.Add($"mapped {type}: {await DigestAsync(path, new EngineOptions { ExpansionLimitBytes = 0 })}");
        }

        string bytes = Quantize(model, folder, TensorType.Q8_0);
        lines.Add($"int8 activations: {await DigestAsync(bytes, new EngineOptions { Int8Activations = true })}");
        foreach (TensorType type in (TensorType[])[TensorType.F16, TensorType.Q8_0, TensorType.Q4_0])
        {
            lines.Add($"keys and values {type}: {await DigestAsync(bytes, new EngineOptions { KeyValueType = type })}");
        }

        lines.Add($"divergence: {await DivergenceAsync(model, bytes)}");
        await AddTextsAsync(lines, "bundled", bundled);
        await AddTextsAsync(lines, "bundled q4_k", Quantize(bundled, folder, TensorType.Q4_K));
        return lines;
    }

    private static string Quantize(string model, string folder, TensorType type)
    {
        string path = Path.Combine(folder, $"{type}.gguf");
        using GgufFile source = GgufFile.Open(model);
        QuantizationRecipe recipe = new(MethodKind.Rtn, new QuantizationSettings(type, null));
        ModelQuantizer.Quantize(source, path, recipe, calibration: null, progress: null, CancellationToken.None);
        return path;
    }

    // Prompts of several tokens, then single ones; greedy and drawn; and log-likelihoods to their last bit.
    private static async Task<string> DigestAsync(string path, EngineOptions options)
    {
        await using InferenceEngine engine = InferenceEngine.Load(path, options with { ContextLength = 128 });
        GenerationRequest greedy = new() { Prompt = Prompt, MaxTokens = 12, IgnoreEndOfText = true };
        GenerationResult first = await engine.GenerateAsync(greedy);
        GenerationResult second = await engine.GenerateAsync(greedy with
        {
            Sampling = new SamplingOptions { Temperature = 0.8, TopP = 0.9, Seed = 7 },
        });
        IReadOnlyList<double> terms = await engine.ScoreTextAsync(engine.EncodePrompt(Prompt + " and the other"));
        return Hash([.. first.Tokens, .. second.Tokens], terms);
    }

    private static async Task<string> DivergenceAsync(string model, string other)
    {
        float[][] p = await LogitsAsync(model);
        float[][] q = await LogitsAsync(other);
        List<double> numbers = [];
        for (int i = 0; i < p.Length; i++)
        {
            LogitComparison found = LogitComparison.From(p[i], q[i], 5);
            numbers.AddRange([found.LogLikelihoodP, found.LogLikelihoodQ, found.Divergence, found.ReverseDivergence]);
        }

        return Hash([], numbers);
    }

    private static async Task<float[][]> LogitsAsync(string path)
    {
        await using InferenceEngine engine = InferenceEngine.Load(path, new EngineOptions { ContextLength = 128 });
        List<float[]> rows = [];
        await engine.ReadLogitsAsync(engine.EncodePrompt(Prompt), 0, (_, logits) => rows.Add([.. logits]));
        return [.. rows];
    }

    private static async Task AddTextsAsync(List<string> lines, string name, string path)
    {
        await using InferenceEngine engine = InferenceEngine.Load(path, new EngineOptions { ContextLength = 128 });
        GenerationResult told = await engine.GenerateAsync(
            new GenerationRequest { Prompt = Report, MaxTokens = 24, IgnoreEndOfText = true });
        lines.Add($"{name} text: {told.Text.ReplaceLineEndings("|")}");
        IReadOnlyList<double> terms = await engine.ScoreTextAsync(engine.EncodePrompt(Report));
        lines.Add($"{name} log-likelihoods: {Hash([], terms)}");
    }

    private static string Hash(IReadOnlyList<int> tokens, IReadOnlyList<double> numbers)
    {
        StringBuilder all = new();
        all.AppendJoin(' ', tokens).Append('\n').AppendJoin(' ', numbers.Select(BitConverter.DoubleToInt64Bits));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }
}
