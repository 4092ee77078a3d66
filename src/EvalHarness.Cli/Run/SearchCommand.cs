using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Runs.Estimating;
using EvalHarness.Pipeline.Search;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using Spectre.Console;

namespace EvalHarness.Cli.Run;

/// <summary><c>search</c>: candidates from small to large, until one may ship.</summary>
internal static class SearchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        RunOptionSet options = new(
            "search",
            "List the candidates in the order they would be tried, with their sizes. Creates none and asks no model.");
        SearchOptions recipes = new();
        Command command = new("search", "Find the smallest candidate that passes.");
        options.AddTo(command);
        recipes.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
            (int)await RunAsync(parsed, options, recipes, terminal, cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        ParseResult parsed,
        RunOptionSet options,
        SearchOptions recipes,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        bool quiet = GlobalOptions.IsQuiet(parsed);
        GeneratedCandidates? generated = await GenerateAsync(
            parsed, recipes.Read(parsed), terminal, quiet, cancellationToken);
        ResolvedConfiguration configuration = Load(
            parsed,
            options.Overrides(parsed) with { IsSearch = true, Generated = generated?.Candidates ?? [] },
            terminal);
        await using RunKernel kernel = RunKernel.FromConfiguration(configuration);
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        RunOptions execution = options.Execution(parsed) with
        {
            Evidence = generated?.Evidence ?? new Dictionary<string, byte[]>(),
            Opened = id => terminal.Continuation = Continuation(id),
        };
        ModelProviders providers = Providers.Create(kernel);
        if (parsed.GetValue(options.Plan))
        {
            RunEstimator estimator = new(store, providers, TimeProvider.System) { Force = execution.Force };
            WritePlan(
                terminal,
                configuration,
                await estimator.EstimateSearchAsync(configuration, cancellationToken),
                generated?.Sensitivity);
            return ExitCode.Passed;
        }

        if (generated is not null && !quiet)
        {
            terminal.Error.WriteLine("Creating the candidates that are not in the cache.");
        }

        CandidateSearch search = new(store, providers, kernel, ReportWriters.All, TimeProvider.System);

        string Continuation(string runId) => options.Continuation(parsed, runId, recipes.Words(parsed));
        if (execution.RunId is null && !quiet)
        {
            await UnfinishedRun.MentionAsync(terminal, store, configuration, Continuation, cancellationToken);
        }

        RunOutcome outcome = await ProgressDisplay.ShowAsync(terminal, quiet, progress =>
            search.RunAsync(configuration, execution, progress, cancellationToken));
        if (outcome.Report is not { } report)
        {
            UnfinishedRun.SayHowToContinue(terminal, Continuation(outcome.RunId));
            return ExitCode.Incomplete;
        }

        await WriteAsync(parsed, terminal, generated?.Sensitivity, report, cancellationToken);
        ReportRendering.WriteFiles(terminal, outcome, quiet);
        return ReportExitCode.ToExitCode(report);
    }

    // What is nearly the same as another candidate is left out before the others share the risk.
    private static ResolvedConfiguration Load(ParseResult parsed, ConfigurationOverrides overrides, Terminal terminal)
    {
        string path = StoreLocation.ConfigPath(parsed);
        ResolvedConfiguration configuration = ConfigurationFile.Load(path, overrides);
        IReadOnlyList<(string Name, string Reason)> alike = NearEqualCandidates.Find(configuration);
        foreach ((string name, string reason) in alike)
        {
            terminal.WriteWarning($"{name} is not tried: {reason}. To compare both, use run.");
        }

        return alike.Count == 0 ? configuration : ConfigurationFile.Load(path, overrides with
        {
            Models = [.. configuration.Values.Candidates.Except(alike.Select(candidate => candidate.Name))],
        });
    }

    private static void WritePlan(
        Terminal terminal,
        ResolvedConfiguration configuration,
        RunEstimate estimate,
        SensitivityEvidence? sensitivity)
    {
        PlanOutput.Write(terminal, estimate, sensitivity);
        double[] levels = [.. configuration.Values.Gates.Select(gate => gate.Confidence)];
        if (!terminal.IsJson && SearchWords.Confidence(levels, estimate.Candidates.Count) is { } confidence)
        {
            terminal.Results.WriteLine(confidence);
        }
    }

    private static async Task<GeneratedCandidates?> GenerateAsync(
        ParseResult parsed,
        SearchRecipes? recipes,
        Terminal terminal,
        bool quiet,
        CancellationToken cancellationToken)
    {
        if (recipes is null)
        {
            return null;
        }

        StatusLine? status = quiet ? null : new(terminal, TimeProvider.System);
        GeneratedCandidates generated = await CandidateGenerator.GenerateAsync(
            ConfigurationFile.Load(StoreLocation.ConfigPath(parsed)), recipes,
            new SensitivityProgressLines(status), cancellationToken);
        status?.Finish();
        return generated;
    }

    private static async Task WriteAsync(
        ParseResult parsed,
        Terminal terminal,
        SensitivityEvidence? sensitivity,
        Report report,
        CancellationToken cancellationToken)
    {
        await ReportRendering.WriteAsync(parsed, terminal, report, cancellationToken);
        if (GlobalOptions.IsJson(parsed))
        {
            return;
        }

        if (sensitivity is not null)
        {
            SensitivityRows.Write(terminal.Results, sensitivity);
        }

        terminal.Output.WriteLine();
        terminal.Output.WriteLine(VisibleText.OnOneLine(SearchWords.Conclusion(report)));
    }
}
