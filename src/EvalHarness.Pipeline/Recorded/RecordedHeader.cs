using System.Text.RegularExpressions;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>What a recorded file says of its whole.</summary>
/// <param name="Task">The task's name there.</param>
/// <param name="Fault">Why not all samples may be there, as a clause; <c>null</c> where all are.</param>
internal sealed partial record RecordedHeader(string Task, string? Fault = null)
{
    /// <summary>The task that lm-evaluation-harness names its file after; else the name of the file.</summary>
    public static RecordedHeader FromName(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return new(SamplesName().Match(name) is { Success: true } match ? match.Groups[1].Value : name);
    }

    // samples_arc_easy_2026-08-21T19-56-54.123456
    [GeneratedRegex(@"\Asamples_(.+)_\d{4}-\d{2}-\d{2}T[0-9.-]+\z")]
    private static partial Regex SamplesName();
}
