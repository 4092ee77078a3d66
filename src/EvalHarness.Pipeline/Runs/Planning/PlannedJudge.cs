using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>A judge whose prompts, model and labelled texts were checked.</summary>
internal sealed record PlannedJudge
{
    /// <summary>What it is.</summary>
    public required JudgeDefinition Definition { get; init; }

    /// <summary>Layer from 1.</summary>
    public required int Layer { get; init; }

    /// <summary>Hash of everything that makes it what it is.</summary>
    public required string Id { get; init; }

    /// <summary>Its model; <c>null</c> for a judge of code that has none.</summary>
    public required PlannedModel? Model { get; init; }

    /// <summary>Labelled texts; empty when it has none.</summary>
    public required IReadOnlyList<KnownText> Known { get; init; }

    /// <summary>Name in the configuration.</summary>
    public string Name => Definition.Name;

    /// <summary>Its section.</summary>
    public JudgeConfiguration Configuration => Definition.Configuration;

    /// <summary>Its grades.</summary>
    public VerdictMenu Menu => Definition.Menu;

    /// <summary>The judge was shown this sample as an example, so that its verdict would be worth nothing.</summary>
    public bool Knows(JudgingCase one) =>
        one.Purpose is VerdictPurpose.Sample or VerdictPurpose.Label
        && Definition.Examples.Any(example => example.Id == one.Request.SampleId);

    /// <summary>It compares a candidate's output with the baseline's.</summary>
    public bool IsPairwise => Configuration.IsPairwise;
}
