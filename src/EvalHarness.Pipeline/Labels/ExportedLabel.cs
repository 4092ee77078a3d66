using System.Globalization;
using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Labels;

/// <summary>A label, or an item that waits for one, with what was shown.</summary>
internal sealed record ExportedLabel
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The question.</summary>
    public required LabelQuestion Question { get; init; }

    /// <summary>The item.</summary>
    public required LabelItem Item { get; init; }

    /// <summary>
    /// The label; <c>null</c> for an item that waits for one, which is written without who wrote what.
    /// </summary>
    public LabelEvent? Label { get; init; }

    /// <summary>Whether it was drawn for estimation.</summary>
    public required bool IsDrawn { get; init; }

    /// <summary>What its label may be used for.</summary>
    public required LabelPart Part { get; init; }

    /// <summary>The sample's input.</summary>
    public required string Input { get; init; }

    /// <summary>The first reference; <c>null</c> without one.</summary>
    public required string? Reference { get; init; }

    /// <summary>The output; of a pair the one shown first.</summary>
    public required string First { get; init; }

    /// <summary>Of a pair the output shown second; <c>null</c> for one output.</summary>
    public required string? Second { get; init; }

    /// <summary>What was done: <c>label</c>, <c>abstain</c> or <c>adjudicate</c>.</summary>
    public string? Action => Label?.Entry.Action.ToString().ToLowerInvariant();

    /// <summary>The grade as written; <c>null</c> without one.</summary>
    public string? Grade => Label?.Entry.Score is { } score ? Question.GradeOf(score) : null;

    /// <summary>Names of the fields, in the order of the columns.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "item", "run", "task", "sample_id", "kind", "model", "baseline", "part", "drawn", "input", "reference",
        "output", "a", "b", "labeller", "action", "grade", "note", "reason", "policy", "time",
    ];

    /// <summary>Every field by its name, in the order of the columns; <c>null</c> where there is none.</summary>
    public IEnumerable<(string Name, string? Value)> Fields() => Names.Zip((string?[])
    [
        Item.Id,
        Run,
        Item.Task,
        Item.SampleId,
        Item.Kind == LabelKind.Pair ? "pair" : "output",
        Label is null ? null : Item.Model,
        Label is null ? null : Item.Baseline,
        NameOf(Part),
        IsDrawn ? "yes" : "no",
        Input,
        Reference,
        Second is null ? First : null,
        Second is null ? null : First,
        Second,
        Label?.Entry.Labeller,
        Action,
        Grade,
        Label?.Entry.Note,
        Label?.Entry.Reason,
        Label?.Entry.PolicyHash,
        Label?.Time.ToString("O", CultureInfo.InvariantCulture),
    ]);

    /// <summary>A part as files write it.</summary>
    public static string NameOf(LabelPart part) => part switch
    {
        LabelPart.FewShot => "few-shot",
        LabelPart.Dev => "dev",
        _ => "sealed",
    };
}
