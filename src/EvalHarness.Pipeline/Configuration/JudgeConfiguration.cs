using System.ComponentModel.DataAnnotations;
using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>A model that gives verdicts on outputs.</summary>
public sealed record JudgeConfiguration
{
    /// <summary>Name of the judge's model.</summary>
    public required string Model { get; init; }

    /// <summary>The judge's prompt file.</summary>
    [PathKind(PathKind.File)]
    public required string Prompt { get; init; }

    /// <summary>The task whose outputs it judges.</summary>
    public required string Task { get; init; }

    /// <summary>Lowest and highest verdict.</summary>
    [Length(2, 2)]
    public IReadOnlyList<int> Scale { get; init; } = [1, 5];

    /// <summary>What it is asked: a grade by a rubric, the better of two outputs, or questions on each claim.</summary>
    public JudgeKind Kind { get; init; } = JudgeKind.Rubric;

    /// <summary>The prompt's variable that takes the output (rubric, qag); a pairwise prompt has a and b.</summary>
    public string Output { get; init; } = "output";

    /// <summary>
    /// Lowest score that passes; by default the lowest grade above the middle of the scale, a tie (pairwise), or every
    /// claim borne out (qag); half a grade less for weighted grades and means, which lie between grades.
    /// </summary>
    public double? PassFrom { get; init; }

    /// <summary>Prompt file of the second call of a master judge, for layers after the first.</summary>
    [PathKind(PathKind.File)]
    public string? Review { get; init; }

    /// <summary>
    /// Whether the grade counts as written or is weighted by the probabilities of all grades, which needs a model that
    /// gives log-probabilities.
    /// </summary>
    public JudgeScoring Score { get; init; } = JudgeScoring.Verdict;

    /// <summary>
    /// How often each question is asked, with different seeds at a temperature above 0; the score is the mean.
    /// </summary>
    [Range(1, 100)]
    public int Repeats { get; init; } = 1;

    /// <summary>
    /// Seconds that one call of its model may take, counted from when it is computed and not from when it waits; absent
    /// for the model's own limits, and for none in the embedded engine.
    /// </summary>
    [Range(0.1, 86400d)]
    public double? TimeoutSeconds { get; init; }

    /// <summary>Judged outputs that it is shown first.</summary>
    public JudgeExamplesConfiguration? Examples { get; init; }

    /// <summary>Text file that the prompt shows as {{guide}}: what a good output holds.</summary>
    [PathKind(PathKind.File)]
    public string? Guide { get; init; }

    /// <summary>The judge must give its reasons, before its verdict.</summary>
    public bool ChainOfThought { get; init; } = true;

    /// <summary>Labelled texts, by which the judge is measured and corrected.</summary>
    public LabelsConfiguration? Labels { get; init; }

    /// <summary>What it must reach before its gates may decide anything.</summary>
    public JudgeLimitsConfiguration Limits { get; init; } = new();

    /// <summary>Extra questions that show whether it can be relied on.</summary>
    public ControlsConfiguration Controls { get; init; } = new();

    /// <summary>It compares a candidate's output with the baseline's.</summary>
    internal bool IsPairwise => Kind == JudgeKind.Pairwise;

    /// <summary>Grades of its verdicts; scores of means, weighted grades and shares lie between them.</summary>
    internal VerdictMenu Menu => Kind switch
    {
        JudgeKind.Pairwise => VerdictMenu.Preference,
        JudgeKind.Qag => VerdictMenu.PassFail,
        _ when Scale is [0, 1] => VerdictMenu.PassFail,
        _ => VerdictMenu.Range(Scale[0], Scale[^1]),
    };

    /// <summary>The score that passes, whether the configuration says it or not.</summary>
    internal double PassMark => PassFrom ?? Kind switch
    {
        JudgeKind.Qag => 1,
        JudgeKind.Pairwise => 0 - Rounding,
        _ => Math.Floor((Scale[0] + Scale[^1]) / 2.0) + 1 - Rounding,
    };

    // What is nearest to a passing grade passes.
    private double Rounding => Score == JudgeScoring.Weighted || Repeats > 1 ? 0.5 : 0;
}
