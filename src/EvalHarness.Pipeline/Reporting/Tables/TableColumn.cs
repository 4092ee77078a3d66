namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>One column as it is drawn.</summary>
/// <param name="Heading">Its heading; untrusted where it is a name.</param>
/// <param name="Kind">What its cells are.</param>
internal record TableColumn(string Heading, CellKind Kind)
{
    /// <summary>Its heading is the name of a model.</summary>
    public bool IsOfModel { get; init; }

    /// <summary>Left to the formats that have room: a terminal does not show it.</summary>
    public bool IsDetail { get; init; }

    /// <summary>What the heading stands for, as part of a sentence; <c>null</c> when it says it itself.</summary>
    public string? Meaning { get; init; }

    /// <summary>Its cells are aligned to the right.</summary>
    public bool IsNumber => Kind is CellKind.Number or CellKind.Bar;
}
