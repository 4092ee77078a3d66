using EvalHarness.Statistics;

namespace EvalHarness.Fidelity;

/// <summary>
/// Positions where the baseline's most likely token has a probability from <paramref name="Low"/> to below
/// <paramref name="High"/> (the last bin includes 1). Disagreement where the baseline was sure weighs more.
/// </summary>
/// <param name="Low">Least confidence of the bin.</param>
/// <param name="High">Where the next bin begins.</param>
/// <param name="Tokens">Positions in the bin.</param>
/// <param name="SameTopToken">Share of them where both models agree; <c>null</c> without positions.</param>
/// <param name="MeanDivergence">Their mean KL(p‖q) in nats; <c>null</c> without positions.</param>
public sealed record ConfidenceBin(
    double Low, double High, int Tokens, ClusteredEstimate? SameTopToken, ClusteredEstimate? MeanDivergence)
{
    private static readonly double[] s_edges = [0, 0.25, 0.5, 0.75, 0.9, 0.99, 1];

    /// <summary>All bins, least confident first.</summary>
    internal static IReadOnlyList<ConfidenceBin> AllOf(TokenDivergence[] tokens, int[] chunkEnds)
    {
        ConfidenceBin[] bins = new ConfidenceBin[s_edges.Length - 1];
        for (int i = 0; i < bins.Length; i++)
        {
            double high = i == bins.Length - 1 ? double.PositiveInfinity : s_edges[i + 1];
            bins[i] = From(s_edges[i], s_edges[i + 1], high, tokens, chunkEnds);
        }

        return bins;
    }

    private static ConfidenceBin From(
        double low, double shownHigh, double high, TokenDivergence[] tokens, int[] chunkEnds)
    {
        List<double> agreement = [];
        List<double> divergence = [];
        List<int> ends = [];
        int start = 0;
        foreach (int end in chunkEnds)
        {
            foreach (ref readonly TokenDivergence token in tokens.AsSpan(start..end))
            {
                if (token.BaseConfidence >= low && token.BaseConfidence < high)
                {
                    agreement.Add(token.IsSameTop ? 1 : 0);
                    divergence.Add(token.Divergence);
                }
            }

            ends.Add(agreement.Count);
            start = end;
        }

        return agreement.Count == 0
            ? new(low, shownHigh, 0, SameTopToken: null, MeanDivergence: null)
            : new(low, shownHigh, agreement.Count, MeanOf(agreement, ends), MeanOf(divergence, ends));
    }

    private static ClusteredEstimate MeanOf(List<double> values, List<int> ends) =>
        ClusteredEstimate.FromMean([.. values], [.. ends]);
}
