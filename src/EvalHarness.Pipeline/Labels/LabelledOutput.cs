using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Labels;

/// <summary>What agreement needs to know of a labelled output beside its labels.</summary>
/// <param name="Ordinal">Place of its sample in the dataset.</param>
/// <param name="Part">What its label may be used for.</param>
/// <param name="IsRandom">It was drawn by the hash of its sample; without a draw, everything counts.</param>
/// <param name="Length">Characters; of a pair, the candidate's less the baseline's.</param>
/// <param name="Slices">Slices that its sample belongs to.</param>
internal sealed record LabelledOutput(
    int Ordinal, LabelPart Part, bool IsRandom, int? Length, IReadOnlyList<string> Slices);
