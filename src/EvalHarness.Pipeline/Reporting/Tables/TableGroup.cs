namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Rows of a table that belong together.</summary>
/// <param name="Heading">What they have in common; <c>null</c> in a table without groups.</param>
/// <param name="Rows">A cell for each column.</param>
internal sealed record TableGroup(GroupHeading? Heading, IReadOnlyList<IReadOnlyList<TableCell>> Rows);
