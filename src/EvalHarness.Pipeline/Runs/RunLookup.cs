using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs;

/// <summary>Finds the stored run that a user means: by its id, by the beginning of its id, or as the latest.</summary>
public static class RunLookup
{
    /// <summary>The word for the run that was started last.</summary>
    public const string Latest = "latest";

    private const string Expected = "the id of a stored run, a unique prefix of it, or latest";
    private const int Shown = 8;

    /// <summary>The run of an id; else of the only id that begins with it; for <c>latest</c>, the newest.</summary>
    /// <param name="reader">Where the runs are.</param>
    /// <param name="name">What the user wrote.</param>
    /// <param name="place">Where it was written, such as <c>RUN</c> or <c>--run</c>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="InvalidInputException">No run is meant, or several are.</exception>
    public static async Task<RunRecord> FindAsync(
        IRunReader reader, string name, string place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(name);
        if (await reader.FindRunAsync(name, cancellationToken) is { } exact)
        {
            return exact;
        }

        IReadOnlyList<RunRecord> runs = await reader.ListRunsAsync(cancellationToken);
        RunRecord[] matches = name == Latest
            ? [.. runs.Take(1)]
            : [.. runs.Where(run => name.Length > 0 && run.Id.StartsWith(name, StringComparison.Ordinal))];
        return matches switch
        {
            [var only] => only,
            [] => throw new InvalidInputException(
                place, $"no stored run \"{name}\"", fix: Suggest(name, runs)),
            _ => throw new InvalidInputException(
                place,
                $"\"{name}\", a prefix of {matches.Length} run ids",
                Expected,
                $"It could be {List(matches)}. Give more of the id."),
        };
    }

    private static string Suggest(string name, IReadOnlyList<RunRecord> runs) =>
        runs.Count == 0 ? "There are no stored runs yet. Start one with: evalharness run"
        : NearestName.Ask(name, runs.Select(run => run.Id)) is { } question
            ? $"{question} List runs with: evalharness runs"
        : runs.Count == 1 ? $"The only run is {runs[0].Id}. List runs with: evalharness runs"
        : $"The newest are {List(runs)}. List runs with: evalharness runs";

    private static string List(IReadOnlyList<RunRecord> runs) =>
        string.Join(", ", runs.Take(Shown).Select(run => run.Id))
        + (runs.Count > Shown ? $" and {runs.Count - Shown} more" : "");
}
