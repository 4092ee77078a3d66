using System.CommandLine;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs;

namespace EvalHarness.Cli.Options;

/// <summary>The options of <c>run</c> and <c>search</c>, and the command line that repeats them.</summary>
/// <param name="command">The command.</param>
/// <param name="plan">What <c>--plan</c> does.</param>
internal sealed class RunOptionSet(string command, string plan)
{
    private readonly Option<string?> _config = StoreLocation.ConfigOption();

    private readonly Option<int?> _limit = new("--limit")
    {
        Description = "Use only the first N samples of every task. [default: all]",
        HelpName = "N",
    };

    private readonly Option<string[]> _tasks = new("--task")
    {
        Description = "Run only this task. Can be repeated. [default: all]",
        HelpName = "NAME",
        CompletionSources = { ConfigurationNames.Tasks },
    };

    private readonly Option<string[]> _models = new("--model")
    {
        Description = "Run only this candidate and the baseline. Can be repeated. [default: all]",
        HelpName = "NAME",
        CompletionSources = { ConfigurationNames.Candidates },
    };

    private readonly Option<string?> _output = new("--output")
    {
        Description = "Folder for the run's folder with its reports. [default: .evalharness/runs]",
        HelpName = "DIR",
    };

    private readonly Option<bool> _noJudge = new("--no-judge")
    {
        Description = "Skip judges and their gates.",
    };

    private readonly Option<string?> _run = new("--run")
    {
        Description = "Resume this run (its id, a unique prefix of it, or latest) without repeating calls.",
        HelpName = "ID",
        CompletionSources = { RunArgument.StoredIds },
    };

    private readonly Option<bool> _fresh = new("--fresh")
    {
        Description = "Ignore cached answers and quantized candidates.",
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "Compare candidates with another chat template or tokenizer than the baseline's, and label the "
            + "report.",
    };

    private readonly Option<bool> _offline = new("--offline")
    {
        Description = "Download nothing: datasets named \"hf:…\" must have been downloaded before.",
    };

    /// <summary>Print what a run would cost and could detect; ask no model for answers that count.</summary>
    public Option<bool> Plan { get; } = new("--plan")
    {
        Description = plan,
    };

    /// <summary>Makes the options known to a command.</summary>
    public void AddTo(Command target)
    {
        foreach (Option option in new Option[]
            { _config, _limit, _tasks, _models, _output, _noJudge, _run, _fresh, _force, _offline, Plan })
        {
            target.Options.Add(option);
        }
    }

    /// <summary>What the command line changes in the configuration.</summary>
    /// <exception cref="InvalidInputException">An option's value cannot be used.</exception>
    public ConfigurationOverrides Overrides(ParseResult parsed) => new()
    {
        Limit = parsed.GetValue(_limit) is { } limit ? OptionRange.AtLeast(limit, 1, "--limit") : null,
        Tasks = parsed.GetValue(_tasks) ?? [],
        Models = parsed.GetValue(_models) ?? [],
        Output = parsed.GetValue(_output),
        NoJudge = parsed.GetValue(_noJudge),
        Offline = parsed.GetValue(_offline),
    };

    /// <summary>How to execute the configuration.</summary>
    public RunOptions Execution(ParseResult parsed) => new()
    {
        RunId = parsed.GetValue(_run),
        Fresh = parsed.GetValue(_fresh),
        Force = parsed.GetValue(_force),
    };

    /// <summary>The command that continues a run that was started with these options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="runId">The run.</param>
    /// <param name="further">Options of the command's own.</param>
    public string Continuation(ParseResult parsed, string runId, params IEnumerable<string> further)
    {
        List<string> words = ["evalharness", command];
        Add(words, _config, parsed);
        ConfigurationOverrides overrides = Overrides(parsed);
        if (overrides.Limit is { } limit)
        {
            words.AddRange(["--limit", limit.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        }

        words.AddRange(overrides.Tasks.SelectMany(task => new[] { "--task", Quote(task) }));
        words.AddRange(overrides.Models.SelectMany(model => new[] { "--model", Quote(model) }));
        Add(words, _output, parsed);
        if (overrides.NoJudge)
        {
            words.Add("--no-judge");
        }

        if (parsed.GetValue(_force))
        {
            words.Add("--force");
        }

        if (parsed.GetValue(_offline))
        {
            words.Add("--offline");
        }

        words.AddRange(further.Select(Quote));
        words.AddRange(["--run", Quote(runId)]);
        return string.Join(' ', words);
    }

    private static void Add(List<string> words, Option<string?> option, ParseResult parsed)
    {
        if (parsed.GetResult(option) is { Implicit: false } && parsed.GetValue(option) is { } value)
        {
            words.AddRange([option.Name, Quote(value)]);
        }
    }

    /// <summary>A word as a shell takes it.</summary>
    internal static string Quote(string word) =>
        word.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or '\\' or ':')
            ? word
            : $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
