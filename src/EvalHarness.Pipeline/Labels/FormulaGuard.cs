namespace EvalHarness.Pipeline.Labels;

/// <summary>
/// Keeps spreadsheets from evaluating text: an apostrophe before what they would take for a formula. Unlike the guard
/// of reports it changes nothing else, and can be taken back letter for letter.
/// </summary>
public static class FormulaGuard
{
    private const string First = "=+-@\t\r\n＝＋－＠'";

    /// <summary>The text as a cell.</summary>
    public static string Guard(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsTakenForFormula(text) ? "'" + text : text;
    }

    /// <summary>The text of a cell.</summary>
    public static string Unguard(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.StartsWith('\'') && IsTakenForFormula(cell[1..]) ? cell[1..] : cell;
    }

    // Spaces before a formula do not keep every spreadsheet from it. A leading apostrophe is guarded too, so that none
    // is taken for the guard.
    private static bool IsTakenForFormula(string text) =>
        text.TrimStart(' ') is [var first, ..] && First.Contains(first, StringComparison.Ordinal);
}
