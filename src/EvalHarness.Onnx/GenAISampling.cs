namespace EvalHarness.Onnx;

/// <summary>How tokens are chosen.</summary>
/// <param name="Temperature">0 for the likeliest token, whatever else is set.</param>
/// <param name="TopK">Number of likeliest tokens that are sampled from; 0 for all.</param>
/// <param name="TopP">Share of the probability that is sampled from; 1 for all.</param>
/// <param name="Seed">Seed of sampling.</param>
internal sealed record GenAISampling(double Temperature, int TopK, double TopP, long Seed)
{
    /// <summary>The likeliest token.</summary>
    public static GenAISampling Greedy { get; } = new(0, 0, 1, 0);
}
