using System.Globalization;
using EvalHarness.Slicing;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>The ways in which a task's samples are cut into slices.</summary>
internal static class SliceDimensions
{
    private const int MostTags = 60;
    private const int LengthParts = 3;
    private const int DivergenceParts = 4;

    /// <summary>By tag, the most frequent ones first; a tag that all samples have is no slice.</summary>
    public static IEnumerable<Slice> FromTags(IReadOnlyDictionary<string, SampleTraits> samples) => samples
        .SelectMany(sample => sample.Value.Tags.Distinct(StringComparer.Ordinal).Select(tag => (tag, sample.Key)))
        .GroupBy(pair => pair.tag, pair => pair.Key, StringComparer.Ordinal)
        .Select(tag => new Slice("tag", tag.Key, tag.ToHashSet(StringComparer.Ordinal)))
        .Where(slice => slice.Samples.Count >= SliceComparison.LeastPairs && slice.Samples.Count < samples.Count)
        .OrderByDescending(slice => slice.Samples.Count)
        .ThenBy(slice => slice.Value, StringComparer.Ordinal)
        .Take(MostTags);

    /// <summary>By length of the prompt, in thirds.</summary>
    public static IEnumerable<Slice> FromLengths(IReadOnlyDictionary<string, SampleTraits> samples) => FromRanges(
        "prompt length",
        samples.ToDictionary(sample => sample.Key, sample => (double)sample.Value.PromptLength, StringComparer.Ordinal),
        LengthParts,
        length => length.ToString("0", CultureInfo.InvariantCulture),
        "characters");

    /// <summary>By how far a candidate's distributions stray, in quarters.</summary>
    public static IEnumerable<Slice> FromDivergence(IReadOnlyDictionary<string, double> divergences) => FromRanges(
        "divergence",
        divergences,
        DivergenceParts,
        divergence => divergence.ToString("0.####", CultureInfo.InvariantCulture),
        "nats");

    // Equal values stay together, so parts may be of unequal size, or fewer.
    private static IEnumerable<Slice> FromRanges(
        string dimension,
        IReadOnlyDictionary<string, double> values,
        int parts,
        Func<double, string> format,
        string unit)
    {
        double[] sorted = [.. values.Values.Order()];
        double[] ends = sorted.Length == 0 ? [] :
        [
            .. Enumerable.Range(1, parts)
                .Select(part => sorted[(int)((((long)part * sorted.Length) - 1) / parts)])
                .Distinct(),
        ];
        for (int i = 0; ends.Length > 1 && i < ends.Length; i++)
        {
            double? above = i == 0 ? null : ends[i - 1];
            double end = ends[i];
            string range = above is not { } low ? $"up to {format(end)} {unit}"
                : i == ends.Length - 1 ? $"above {format(low)} {unit}"
                : $"above {format(low)} to {format(end)} {unit}";
            yield return new Slice(
                dimension,
                range,
                values.Where(pair => pair.Value <= end && (above is null || pair.Value > above))
                    .Select(pair => pair.Key)
                    .ToHashSet(StringComparer.Ordinal));
        }
    }
}
