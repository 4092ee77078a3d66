namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>Finds tasks whose answers are drawn by chance, but only once, or are the same each time.</summary>
internal static class SamplingCheck
{
    /// <summary>What is to be known before a run, a sentence without its full stop; <c>null</c> for nothing.</summary>
    public static string? FindWarning(PlannedTask task)
    {
        if (!task.Generates || task.Configuration.IsRecorded)
        {
            return null;
        }

        float? temperature = task.GroupOptions.Values.Append(task.Options).Max(options => options.Temperature);
        bool draws = temperature > 0;
        bool repeats = task.Dataset is RepeatedSamples;
        return (draws, repeats) switch
        {
            (true, false) => FormattableString.Invariant($"temperature {temperature} with one answer ")
                + "to a sample: another seed gives other answers. Set \"temperature\": 0, or \"repeats\" to ask each "
                + "sample several times",
            (false, true) =>
                "repeats at temperature 0, which give the same answer each time. Set a temperature above 0",
            _ => null,
        };
    }
}
