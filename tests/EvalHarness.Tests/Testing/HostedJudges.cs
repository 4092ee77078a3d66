using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.SemanticKernel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace EvalHarness.Tests.Testing;

/// <summary>Judges of the bundled prompts in a run's Kernel, all with one model called "m".</summary>
/// <param name="Run">The run's Kernel.</param>
/// <param name="Judges">The judges by name.</param>
internal sealed record HostedJudges(RunKernel Run, IReadOnlyDictionary<string, IHostedJudge> Judges)
{
    /// <summary>The grade 4, as a judge writes it.</summary>
    public const string Four = """{"reasoning": "r", "verdict": 4}""";

    /// <summary>An output to be judged by the bundled prompts.</summary>
    public static JudgingRequest Request { get; } = new(
        "s1", "q4_0", new Dictionary<string, string> { ["report"] = "Pump 4 failed at 12 bar." }, "Pump 4 failed.")
    {
        Repeat = 2,
        InclusionProbability = 0.25,
    };

    /// <summary>The Kernel.</summary>
    public Kernel Kernel => Run.Kernel;

    /// <summary>Hosts judges in a Kernel with filters.</summary>
    public static HostedJudges Host(
        JudgeDefinition[] judges, IChatClient client, params IFunctionInvocationFilter[] filters)
    {
        RunKernel kernel = RunKernel.Create(builder => Array.ForEach(
            filters, filter => builder.Services.AddSingleton(filter)));
        return new HostedJudges(kernel, kernel.Host(judges, name => name == "m" ? client : null, seed: 7));
    }

    /// <summary>A judge of the first layer.</summary>
    public static JudgeDefinition Rubric(string name) => new()
    {
        Name = name,
        Configuration = new() { Model = "m", Task = "t", Prompt = "", Output = "summary" },
        Prompt = Template("judge-summary"),
    };

    /// <summary>A judge of the second layer.</summary>
    public static JudgeDefinition Master(string name) => Rubric(name) with { Review = Template("judge-review") };

    /// <summary>A bundled prompt.</summary>
    public static PromptTemplate Template(string name) =>
        PromptTemplate.Load(RepositoryRoot.Combine("prompts", name + ".yaml"));

    /// <summary>Asks a judge.</summary>
    public Task<Verdict> JudgeAsync(
        string judge, JudgingRequest request, CancellationToken cancellationToken = default) =>
        Judges[judge].JudgeAsync(request, cancellationToken);

    /// <summary>Asks a master, whose panel gave the grade 5.</summary>
    public Task<MasterReview> ReviewAsync(string judge, JudgingRequest request) => Judges[judge].ReviewAsync(
        request, [new() { Judge = "strict", SampleId = "s1", Model = "q4_0", Score = 5 }], CancellationToken.None);
}
