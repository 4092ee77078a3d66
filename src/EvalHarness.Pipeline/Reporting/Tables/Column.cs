using EvalHarness.Gating;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>One column of a table and how its cell is read from what a row is about.</summary>
/// <typeparam name="TRow">What a row is about.</typeparam>
/// <param name="Heading">Its heading.</param>
/// <param name="Kind">What its cells are.</param>
/// <param name="Cell">The cell of a row.</param>
internal sealed record Column<TRow>(string Heading, CellKind Kind, Func<TRow, TableCell> Cell)
    : TableColumn(Heading, Kind)
{
    /// <summary>Names of models, tasks, judges or samples.</summary>
    public static Column<TRow> Name(string heading, Func<TRow, string?> name) => Create(heading, CellKind.Name, name);

    /// <summary>Names of metrics.</summary>
    public static Column<TRow> Metric(string heading, Func<TRow, string?> name) =>
        Create(heading, CellKind.Metric, name);

    /// <summary>A few words each.</summary>
    public static Column<TRow> Text(string heading, Func<TRow, string?> text) => Create(heading, CellKind.Text, text);

    /// <summary>Sentences.</summary>
    public static Column<TRow> Prose(string heading, Func<TRow, string?> text) => Create(heading, CellKind.Prose, text);

    /// <summary>Numbers.</summary>
    public static Column<TRow> Number(string heading, Func<TRow, string> text) =>
        Create(heading, CellKind.Number, text);

    /// <summary>Numbers, each with its interval.</summary>
    public static Column<TRow> Number(string heading, Func<TRow, string> text, Func<TRow, string?> range) =>
        new(heading, CellKind.Number, row => new(text(row)) { Range = range(row) });

    /// <summary>Numbers whose size may be drawn.</summary>
    public static Column<TRow> Bar(string heading, Func<TRow, double?> size, Func<TRow, string> text) =>
        new(heading, CellKind.Bar, row => new(text(row)) { Size = size(row) });

    /// <summary>Outcomes.</summary>
    public static Column<TRow> Outcome(
        string heading, Func<TRow, GateOutcome> outcome, Func<TRow, string> word) =>
        new(heading, CellKind.Outcome, row => new(word(row)) { Outcome = outcome(row) });

    /// <summary>Numbers of one model.</summary>
    public static Column<TRow> Model(string model, Func<TRow, string> text) =>
        Create(model, CellKind.Number, text) with { IsOfModel = true };

    /// <summary>The same column, left to the formats that have room.</summary>
    public Column<TRow> AsDetail() => this with { IsDetail = true };

    /// <summary>The same column with what its heading stands for.</summary>
    public Column<TRow> Means(string meaning) => this with { Meaning = meaning };

    private static Column<TRow> Create(string heading, CellKind kind, Func<TRow, string?> text) =>
        new(heading, kind, row => new(text(row)));
}
