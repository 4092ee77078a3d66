namespace EvalHarness.Web.Reading;

/// <summary>The keys of grades.</summary>
internal static class LabelKeys
{
    // Without the letters that do something else: a, n, s, u.
    private const string InOrder = "1234567890qwertyiopdfghjklzxcvbm";

    /// <summary>A key for each grade: the grade itself where all are single digits, else by place.</summary>
    public static IReadOnlyList<string> For(IReadOnlyList<string> grades) =>
        grades.All(grade => grade.Length == 1 && char.IsAsciiDigit(grade[0]))
            ? grades
            : [.. grades.Select((_, at) => at < InOrder.Length ? InOrder[at].ToString() : "")];
}
