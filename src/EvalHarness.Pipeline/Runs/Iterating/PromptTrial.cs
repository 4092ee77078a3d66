using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Runs.Planning;

namespace EvalHarness.Pipeline.Runs.Iterating;

/// <summary>What it takes to let a version of a judge's prompt judge the labelled outputs of the dev part.</summary>
internal sealed record PromptTrial
{
    /// <summary>Name of the judge.</summary>
    public required string Judge { get; init; }

    /// <summary>Hash of the judge with this prompt.</summary>
    public required string JudgeId { get; init; }

    /// <summary>Name of its model.</summary>
    public required string Model { get; init; }

    /// <summary>Labelled outputs of the dev part.</summary>
    public required int Items { get; init; }

    /// <summary>Of these, the ones that this version has not judged yet.</summary>
    public required int Open { get; init; }

    /// <summary>Calls that these need, about: a response in a wrong form is asked for once more.</summary>
    public required long Calls { get; init; }

    /// <summary>Tokens that they read, about.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that they write, about; <c>null</c> while no verdict of this judge says how many.</summary>
    public required long? OutputTokens { get; init; }

    /// <summary>US dollars at the model's price; <c>null</c> without a price, or without the tokens.</summary>
    public required double? Usd { get; init; }

    /// <summary>What the model may use at most in one trial; <c>null</c> without a limit.</summary>
    public BudgetConfiguration? Budget { get; init; }

    /// <summary>The judge.</summary>
    public required PlannedJudge Planned { get; init; }

    /// <summary>What it is asked about.</summary>
    public required IReadOnlyList<JudgingCase> Cases { get; init; }
}
