namespace EvalHarness.Metrics;

/// <summary>The reasons why any metric leaves an output without a value.</summary>
internal static class Unscored
{
    /// <summary>An unscored row when the output is an error or a needed target is missing; else <c>null</c>.</summary>
    public static Score? Because(Sample sample, ModelOutput output, string metric, bool needsTarget)
    {
        if (output.Error is { } error)
        {
            return new(sample.Id, metric, Value: null, $"{error.Stage}: {error.Message}");
        }

        return needsTarget && sample.Targets.Count == 0
            ? new(sample.Id, metric, Value: null, "the sample has no target")
            : null;
    }
}
