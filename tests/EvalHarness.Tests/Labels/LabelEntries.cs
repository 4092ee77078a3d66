using EvalHarness.Judging;
using EvalHarness.Labels;

namespace EvalHarness.Tests.Labels;

/// <summary>Labels for tests: of the run <c>r1</c>, on a scale of 1 to 5.</summary>
internal static class LabelEntries
{
    public static LabelQuestion Grades { get; } = new("ask", LabelKind.Output, VerdictMenu.Range(1, 5), 4);

    public static LabelQuestion Pairs { get; } = new("ask", LabelKind.Pair, VerdictMenu.Preference, 0);

    public static LabelItem Output(string sample, string text = "text", string model = "q4_0") => new()
    {
        Task = "ask",
        SampleId = sample,
        Kind = LabelKind.Output,
        Model = model,
        TextKey = OutputKey.From(text),
    };

    public static LabelItem Pair(string sample, string candidate = "after") => new()
    {
        Task = "ask",
        SampleId = sample,
        Kind = LabelKind.Pair,
        Model = "q4_0",
        TextKey = OutputKey.From(candidate),
        Baseline = "f16",
        BaselineKey = OutputKey.From("before"),
    };

    public static LabelEntry Label(string labeller, string sample, double score, string? reason = null) =>
        Entry(labeller, sample, LabelAction.Label) with { Score = score, Reason = reason };

    public static LabelEntry Entry(string labeller, string sample, LabelAction action) => new()
    {
        RunId = "r1",
        Labeller = labeller,
        Item = Output(sample),
        Question = Grades,
        Action = action,
    };

    public static EstimationDraw Draw(double share = 0.5) => new()
    {
        RunId = "r1",
        Task = "ask",
        QuestionId = Grades.Id,
        Share = share,
        Author = "Ada",
    };
}
