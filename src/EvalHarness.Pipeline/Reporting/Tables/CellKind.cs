namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>What the cells of a column are, so that every format knows how to draw them.</summary>
internal enum CellKind
{
    /// <summary>Untrusted name of a model, task, judge or sample; never broken across lines.</summary>
    Name,

    /// <summary>Name of a metric, <c>task/metric</c>.</summary>
    Metric,

    /// <summary>A few words.</summary>
    Text,

    /// <summary>Sentences, which take the room that is left.</summary>
    Prose,

    /// <summary>Digits with sign and unit, aligned to the right.</summary>
    Number,

    /// <summary>A number whose size may be drawn beside it.</summary>
    Bar,

    /// <summary>Pass, fail or inconclusive, in words and as a sign.</summary>
    Outcome,
}
