using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Prompts;

namespace EvalHarness.Pipeline.Judging;

/// <summary>A judge as its configuration describes it, with every file that it needs read and checked.</summary>
public sealed record JudgeDefinition
{
    /// <summary>Name of the judge.</summary>
    public required string Name { get; init; }

    /// <summary>Its section of the configuration.</summary>
    public required JudgeConfiguration Configuration { get; init; }

    /// <summary>Its prompt; <c>null</c> for a judge of code.</summary>
    public PromptTemplate? Prompt { get; init; }

    /// <summary>Its code; <c>null</c> for a judge that is a model with a prompt.</summary>
    internal IJudgeCode? Code { get; init; }

    /// <summary>The prompt of a master's second call; <c>null</c> for other judges.</summary>
    public PromptTemplate? Review { get; init; }

    /// <summary>What its prompts show as <c>{{guide}}</c>; <c>null</c> without one.</summary>
    public string? Guide { get; init; }

    /// <summary>
    /// Judged outputs that it is shown. Samples of these ids, and of these groups, must not be judged by it: it knows
    /// their answers.
    /// </summary>
    public IReadOnlyList<JudgeExample> Examples { get; init; } = [];

    /// <summary>
    /// Tags around its thoughts: those of the configuration beside the usual ones, because a draft must not become a
    /// verdict where a configuration names the tags of the tested models alone.
    /// </summary>
    public IReadOnlyList<string> ThinkingTags { get; init; } = ThinkingBlocks.DefaultTags;

    /// <summary>It reviews the verdicts of a layer before its own.</summary>
    public bool IsMaster => Review is not null;

    /// <summary>Grades of its verdicts; scores of means, weighted grades and shares lie between them.</summary>
    public VerdictMenu Menu => Configuration.Menu;

    /// <summary>Lowest score that passes.</summary>
    public double PassFrom => Configuration.PassMark;

    /// <summary>Fields that every judged sample must have for the prompts, beside its outputs.</summary>
    public IReadOnlyList<string> RequiredFields =>
    [
        .. (Prompt?.RequiredVariables ?? []).Union(Review?.RequiredVariables ?? [])
            .Except(Given(Configuration.Kind, Configuration.Output))
            .Except(Guide is null ? [] : [JudgeInstructions.GuideVariable]),
    ];

    /// <summary>What the judge shows beside the judged texts.</summary>
    internal JudgeInstructions Instructions => new(Guide, Configuration.ChainOfThought, Examples)
    {
        ThinkingTags = ThinkingTags,
    };

    /// <summary>Variables of its prompt that take the judged output or outputs.</summary>
    internal static IReadOnlyList<string> OutputVariables(JudgeKind kind, string output) =>
        kind == JudgeKind.Pairwise ? [PairwiseJudge.FirstSide, PairwiseJudge.SecondSide] : [output];

    // What the harness fills in for every sample.
    private static IEnumerable<string> Given(JudgeKind kind, string output) =>
    [
        .. OutputVariables(kind, output), JudgePrompt.NonceVariable, JudgeInstructions.ChainOfThoughtVariable,
        MasterJudge.VerdictsVariable, QagJudge.ClaimsVariable,
    ];
}
