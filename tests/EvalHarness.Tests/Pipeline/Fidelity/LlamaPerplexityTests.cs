using System.Globalization;
using EvalHarness.Fidelity;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Fidelity;

/// <summary>
/// The bundled model against what <c>quantize</c> makes of it, beside the figures that llama.cpp's perplexity tool
/// printed for the same weights and text.
/// </summary>
public sealed class LlamaPerplexityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, double, double, double, double> Figures()
    {
        TheoryData<string, double, double, double, double> data = [];
        foreach (string line in File.ReadLines(Fixture.Combine("divergence", "llama-perplexity.csv")).Skip(1))
        {
            string[] cells = line.Split(',');
            double[] numbers = [.. cells[1..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            data.Add(cells[0], numbers[0], numbers[1], numbers[2], numbers[3]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public async Task EveryTypeGivesTheFiguresOfLlamaPerplexity(
        string type, double perplexity, double divergence, double rmsDeltaPercent, double sameTopPercent)
    {
        string model = RepositoryRoot.Combine("models", "baseline.gguf");
        string candidate = _folder.File(type + ".gguf");
        using (GgufFile file = GgufFile.Open(model))
        {
            QuantizationSettings settings = new(TensorFormats.Find(type)!.Type);
            GgufQuantizer.Quantize(file, candidate, settings, progress: null, CancellationToken.None);
        }

        DivergenceSummary summary = (await DivergenceMeasurement.MeasureAsync(
            new DivergenceRequest
            {
                BasePath = model,
                CandidatePath = candidate,
                TextPath = RepositoryRoot.Combine("datasets", "calibration.txt"),
                ChunkLimit = 2,
                GreedyPrompts = 0,
            },
            new Progress<DivergenceProgress>(),
            CancellationToken.None)).Summary;
        Assert.Equal(510, summary.Tokens);
        Assert.Equal(perplexity, summary.PerplexityCandidate.Value, 1e-4 * perplexity);
        // The tool prints divergences with five decimals, and holds the baseline in 16 bits.
        Assert.Equal(divergence, summary.Divergence.Mean.Value, (0.01 * divergence) + 1e-5);
        Assert.Equal(rmsDeltaPercent, 100 * summary.RmsDeltaP.Value, (0.01 * rmsDeltaPercent) + 1e-3);
        Assert.Equal(sameTopPercent, 100 * summary.SameTopToken.Value, 1e-3);
    }
}
