using System.CommandLine;
using System.CommandLine.Parsing;

namespace EvalHarness.Cli.Options;

/// <summary>
/// Options that every command accepts. A root command has its own: an option keeps whatever it is added to.
/// </summary>
internal static class GlobalOptions
{
    private const string Json = "--json";
    private const string Quiet = "--quiet";
    private const string Verbose = "--verbose";
    private const string Debug = "--debug";

    /// <summary>
    /// A command line asks for one JSON document on standard output and nothing else there, however wrong the rest of
    /// it is.
    /// </summary>
    public static bool IsJson(ParseResult parsed) => parsed.GetResult(Json) is OptionResult result
        && (result.Errors.Any() || result.GetValueOrDefault<bool>());

    /// <summary>No progress on standard error.</summary>
    public static bool IsQuiet(ParseResult parsed) => parsed.GetValue<bool>(Quiet);

    /// <summary>All tables of a report, rather than what its decision rests on.</summary>
    public static bool IsVerbose(ParseResult parsed) => parsed.GetValue<bool>(Verbose);

    /// <summary>Show stack traces.</summary>
    public static bool IsDebug(ParseResult parsed) => parsed.GetValue<bool>(Debug);

    /// <summary>Makes the options known to a root command.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Create(Json, "Print one JSON document, and nothing else, on standard output."));
        root.Options.Add(Create(Quiet, "Do not print progress on standard error."));
        root.Options.Add(Create(
            Verbose,
            "Print all tables of a report, including models, metrics, slices and judges, and the log of llama.cpp."));
        root.Options.Add(Create(Debug, "Print stack traces of errors."));
    }

    private static Option<bool> Create(string name, string description) => new(name)
    {
        Description = description,
        Recursive = true,
    };
}
