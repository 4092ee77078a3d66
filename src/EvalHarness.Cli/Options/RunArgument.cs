using System.CommandLine;
using System.CommandLine.Completions;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Runs;

namespace EvalHarness.Cli.Options;

/// <summary>An argument that names a stored run: its id, the beginning of one id only, or <c>latest</c>.</summary>
internal sealed class RunArgument : Argument<string>
{
    /// <summary>The argument.</summary>
    /// <param name="name">Its name in help and errors.</param>
    /// <param name="role">What the run is for, such as <c>The run that serves as baseline</c>.</param>
    public RunArgument(string name = "RUN", string role = "The stored run")
        : base(name)
    {
        Description = role + ": its id, a unique prefix of it, or latest.";
        CompletionSources.Add(StoredIds);
    }

    /// <summary>The run that the command line means.</summary>
    /// <exception cref="InvalidInputException">None is meant, or several are.</exception>
    public Task<RunRecord> FindAsync(ParseResult parsed, IRunReader reader, CancellationToken cancellationToken) =>
        RunLookup.FindAsync(reader, parsed.GetRequiredValue(this), Name, cancellationToken);

    /// <summary>Ids for a shell to offer; none where the store cannot be read, as completion never fails.</summary>
    public static IEnumerable<string> StoredIds(CompletionContext context)
    {
        try
        {
            return Ids(context.ParseResult).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static async Task<IEnumerable<string>> Ids(ParseResult parsed)
    {
        await using IStoredRuns? store = StoreLocation.Find(parsed);
        return store is null
            ? []
            : (await store.ListRunsAsync(CancellationToken.None)).Select(run => run.Id).Append(RunLookup.Latest);
    }
}
