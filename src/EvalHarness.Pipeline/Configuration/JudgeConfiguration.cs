using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using EvalHarness.Judging;
using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>A model, or code of your own, that gives verdicts on outputs.</summary>
public sealed record JudgeConfiguration
{
    /// <summary>Name of the judge's model; custom judges need one only where their type asks it.</summary>
    public string? Model { get; init; }

    /// <summary>The judge's prompt file; custom judges have none.</summary>
    [PathKind(PathKind.File)]
    public string? Prompt { get; init; }

    /// <summary>.NET assembly with a public type that implements EvalHarness.Judging.IJudge (custom).</summary>
    [PathKind(PathKind.File)]
    public string? Assembly { get; init; }

    /// <summary>Name of the type; required where the assembly has several judges (custom).</summary>
    [MinLength(1)]
    public string? Type { get; init; }

    /// <summary>Settings for the constructor of the type (custom); write secrets as ${NAME}.</summary>
    [FilledIn]
    public JsonObject? Settings { get; init; }

    /// <summary>
    /// Program and arguments of a judge: JSON lines in and out (custom). Paths are relative to the configuration file.
    /// </summary>
    [MinLength(1)]
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The task whose outputs it judges.</summary>
    public required string Task { get; init; }

    /// <summary>Lowest and highest verdict.</summary>
    [Length(2, 2)]
    public IReadOnlyList<int> Scale { get; init; } = [1, 5];

    /// <summary>
    /// What it is asked for: a grade by a rubric, the better of two outputs, an answer for each claim, or a grade by
    /// code of your own.
    /// </summary>
    public JudgeKind Kind { get; init; } = JudgeKind.Rubric;

    /// <summary>The prompt variable that receives the output (rubric, qag); a pairwise prompt has a and b.</summary>
    public string Output { get; init; } = "output";

    /// <summary>
    /// Lowest score that passes. Default: the lowest grade above the middle of the scale, a tie (pairwise), or all
    /// claims supported (qag); half a grade less for weighted grades and means, which lie between grades.
    /// </summary>
    public double? PassFrom { get; init; }

    /// <summary>Prompt file of the second call of a master judge, for layers after the first.</summary>
    [PathKind(PathKind.File)]
    public string? Review { get; init; }

    /// <summary>
    /// Whether the grade counts as written, or is weighted by the probabilities of all grades, which needs a model with
    /// log-probabilities.
    /// </summary>
    public JudgeScoring Score { get; init; } = JudgeScoring.Verdict;

    /// <summary>
    /// How often each question is asked, with different seeds and a temperature above 0; the score is the mean.
    /// </summary>
    [Range(1, 100)]
    public int Repeats { get; init; } = 1;

    /// <summary>
    /// Maximum seconds for one call of its model, from the start of its computation. Default: the limits of its model;
    /// none in the embedded engine; 120 for a verdict of custom judges.
    /// </summary>
    [Range(0.1, 86400d)]
    public double? TimeoutSeconds { get; init; }

    /// <summary>Judged outputs to show first.</summary>
    public JudgeExamplesConfiguration? Examples { get; init; }

    /// <summary>Text file that the prompt shows as {{guide}}: a description of a good output.</summary>
    [PathKind(PathKind.File)]
    public string? Guide { get; init; }

    /// <summary>Whether the judge must give its reasoning before its verdict.</summary>
    public bool ChainOfThought { get; init; } = true;

    /// <summary>
    /// Whether the model may write only the JSON that its verdict needs: always in the engines of this process (gguf,
    /// llama.cpp), else where the endpoint can. Set to false for a model that thinks before it answers.
    /// </summary>
    public bool Constrained { get; init; } = true;

    /// <summary>Labelled texts, by which the judge is measured and corrected.</summary>
    public LabelsConfiguration? Labels { get; init; }

    /// <summary>Reliability required before its gates can decide.</summary>
    public JudgeLimitsConfiguration Limits { get; init; } = new();

    /// <summary>Additional questions that measure its reliability.</summary>
    public ControlsConfiguration Controls { get; init; } = new();

    /// <summary>What gives the verdicts, for readers: its model, or the file of its code.</summary>
    internal string Grader => Model ?? Path.GetFileName(Assembly)
        ?? string.Join(' ', (Command ?? []).Where((word, i) => i == 0 || (i == 1 && IsScript(word)))
            .Select(Path.GetFileName));

    /// <summary>Longest time for a verdict of a custom judge: what hangs must not hold up a run for ever.</summary>
    internal TimeSpan CodeLimit => TimeSpan.FromSeconds(TimeoutSeconds ?? 120);

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

    /// <summary>What people are asked who label the outputs that it judges.</summary>
    internal LabelQuestion Question =>
        new(Task, IsPairwise ? LabelKind.Pair : LabelKind.Output, Menu, Math.Ceiling(PassMark));

    // Other arguments may be secrets.
    private static bool IsScript(string word) => Path.GetExtension(word).Length is > 1 and <= 5;

    // What is nearest to a passing grade passes.
    private double Rounding => Score == JudgeScoring.Weighted || Repeats > 1 ? 0.5 : 0;
}
