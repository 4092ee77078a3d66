using System.Text.RegularExpressions;
using EvalHarness.Judging;
using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using FunctionInvocationContext = Microsoft.SemanticKernel.FunctionInvocationContext;

namespace EvalHarness.Tests.SemanticKernel;

/// <summary>Every piece of code of docs/semantic-kernel.md stands here or in the sample, letter for letter.</summary>
public sealed partial class DocumentedKernelTests
{
    private static readonly string[] s_sources =
    [
        RepositoryRoot.Combine("samples", "KernelAssembly", "KernelSetup.cs"),
        RepositoryRoot.Combine("samples", "KernelAssembly", "JudgeLog.cs"),
        RepositoryRoot.Combine("tests", "EvalHarness.Tests", "SemanticKernel", "DocumentedKernelTests.cs"),
    ];

    [Fact]
    public void TheCodeOfTheDocumentIsTheCodeThatRuns()
    {
        string document = Lines(File.ReadAllText(RepositoryRoot.Combine("docs", "semantic-kernel.md")));
        string[] blocks = [.. CodeBlock().Matches(document).Select(match => match.Groups[1].Value)];
        string[] sources = [.. s_sources.Select(path => Flat(File.ReadAllText(path)))];
        Assert.True(blocks.Length >= 5);
        Assert.All(blocks, block => Assert.Contains(sources, source => source.Contains(Flat(block))));
    }

    [Fact]
    public async Task YourOwnFunctionsAreJudged()
    {
        using JudgedEvaluation evaluation = new(samples: 3);
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Plugins.AddFromFunctions(
            "support", [KernelFunctionFactory.CreateFromMethod((string question) => "answer 001", "answer")]);
        builder.Services.AddKeyedSingleton<IChatClient>("critic", AnsweringClient.Saying(JudgedEvaluation.Grade(4)));
        Assert.Equal("4: Compared with the item.", await JudgeAsync(
            builder.Build(), evaluation.Evaluation.WriteConfiguration(), "What is item 001?"));
    }

    [Fact]
    public async Task YourKernelIsUsedInTheHarness()
    {
        using JudgedEvaluation evaluation = new(samples: 8);
        RecordingFilter filter = new();
        Kernel kernel = Kernel.CreateBuilder().Build();
        kernel.FunctionInvocationFilters.Add(filter);
        RunOutcome outcome = await RunAsync(
            kernel, evaluation.Evaluation.WriteConfiguration(), CancellationToken.None);
        Assert.NotNull(outcome.Report);
        Assert.Contains("judges.local", filter.Names);
    }

    [Fact]
    public async Task AMaskedTextIsNeverShownToAJudge()
    {
        AnsweringClient client = AnsweringClient.Saying(HostedJudges.Four);
        using TemporaryFolder folder = new();
        string path = folder.Write("judge.yaml", """
            name: judge
            template_format: handlebars
            template: "Grade {{output}}."
            """);
        JudgeDefinition judge = HostedJudges.Rubric("strict");
        judge = judge with
        {
            Configuration = judge.Configuration with { Output = "output" },
            Prompt = PromptTemplate.Load(path),
        };
        await HostedJudges.Host([judge], client, new Masking())
            .JudgeAsync("strict", HostedJudges.Request with { Output = "By Ada Lovelace." });
        Assert.Contains("By NAME.", client.Seen[0][^1].Text, StringComparison.Ordinal);
    }

    private static async Task<string> JudgeAsync(Kernel kernel, string path, string question)
    {
        kernel.Plugins.Add(await JudgeFunctions.LoadPluginAsync(path));
        string? answer = await kernel.InvokeAsync<string>("support", "answer", new() { ["question"] = question });
        Verdict verdict = (await kernel.InvokeAsync<Verdict>(
            "judges", "local", new() { ["question"] = question, ["output"] = answer }))!;
        string said = verdict.Score is { } score ? $"{score}: {verdict.Reasoning}" : $"no score: {verdict.Message}";
        return said;
    }

    private static async Task<RunOutcome> RunAsync(Kernel kernel, string path, CancellationToken cancellationToken)
    {
        ResolvedConfiguration configuration = ConfigurationFile.Load(path);
        await using RunKernel run = RunKernel.From(kernel);
        await using IRunStore store = RunStores.Open(configuration.Values.Store, configuration.Folder);
        ModelProviders providers = new([.. ModelProviders.BuiltIn, new SemanticKernelProvider(run)]);
        EvalPipeline pipeline = new(store, providers, run, writers: [], TimeProvider.System);
        RunOutcome outcome = await pipeline.RunAsync(
            configuration, new RunOptions(), new Progress<RunProgress>(), cancellationToken);
        return outcome;
    }

    // Indentation apart.
    private static string Flat(string code) => string.Join('\n', Lines(code).Split('\n').Select(line => line.Trim()));

    private static string Lines(string text) => text.ReplaceLineEndings("\n");

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    public sealed class Masking : IFunctionInvocationFilter
    {
        public Task OnFunctionInvocationAsync(
            FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
        {
            if (context.Function.PluginName == "judges" && context.Arguments["output"] is string output)
            {
                context.Arguments["output"] = output.Replace("Ada Lovelace", "NAME", StringComparison.Ordinal);
            }

            return next(context);
        }
    }
}
