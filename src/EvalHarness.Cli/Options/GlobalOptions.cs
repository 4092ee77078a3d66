using System.CommandLine;

namespace EvalHarness.Cli.Options;

/// <summary>Options that every command accepts.</summary>
internal static class GlobalOptions
{
    /// <summary>Print one JSON document on standard output and nothing else there.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON document, and nothing else, on standard output.",
        Recursive = true,
    };

    /// <summary>No progress on standard error.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet")
    {
        Description = "Do not print progress on standard error.",
        Recursive = true,
    };

    /// <summary>All tables of a report, rather than what its decision rests on.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Print all tables of a report, including models, metrics, slices and judges, and the log of "
            + "llama.cpp.",
        Recursive = true,
    };

    /// <summary>Show stack traces.</summary>
    public static Option<bool> Debug { get; } = new("--debug")
    {
        Description = "Print stack traces of errors.",
        Recursive = true,
    };

    /// <summary>A command line asks for JSON, however wrong the rest of it is.</summary>
    public static bool IsJson(ParseResult parsed) =>
        parsed.GetResult(Json) is { } result && (result.Errors.Any() || result.GetValueOrDefault<bool>());

    /// <summary>Makes the options known to a root command.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Json);
        root.Options.Add(Quiet);
        root.Options.Add(Verbose);
        root.Options.Add(Debug);
    }
}
