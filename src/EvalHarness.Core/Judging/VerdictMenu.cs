using System.Globalization;

namespace EvalHarness.Judging;

/// <summary>The grades that a judge may give, worst first.</summary>
public sealed record VerdictMenu
{
    private VerdictMenu(IReadOnlyList<string> grades, IReadOnlyList<double> scores) =>
        (Grades, Scores) = (grades, scores);

    /// <summary>Pass or fail, scored 1 and 0.</summary>
    public static VerdictMenu PassFail { get; } = new(["fail", "pass"], [0, 1]);

    /// <summary>
    /// Which of two outputs is better, for the candidate: −1 when the baseline's is, 0 for a tie, 1 when its own is.
    /// </summary>
    public static VerdictMenu Preference { get; } = new(["baseline", "tie", "candidate"], [-1, 0, 1]);

    /// <summary>
    /// Which of two sides is better, as a pairwise judge says it: 1 for <c>A</c>, the side shown first, 0 for a tie and
    /// −1 for <c>B</c>.
    /// </summary>
    public static VerdictMenu Sides { get; } = new(["B", "tie", "A"], [-1, 0, 1]);

    /// <summary>Grades as a judge writes them, worst first.</summary>
    public IReadOnlyList<string> Grades { get; }

    /// <summary>The score of each grade.</summary>
    public IReadOnlyList<double> Scores { get; }

    /// <summary>The whole numbers of a range, ends included.</summary>
    /// <param name="worst">Lowest grade.</param>
    /// <param name="best">Highest grade; above <paramref name="worst"/>.</param>
    public static VerdictMenu Range(int worst, int best)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(best, worst);
        int[] grades = [.. Enumerable.Range(worst, best - worst + 1)];
        return new(
            [.. grades.Select(grade => grade.ToString(CultureInfo.InvariantCulture))],
            [.. grades.Select(grade => (double)grade)]);
    }

    /// <summary>Grades of one's own.</summary>
    /// <param name="grades">As they are written, worst first; no two alike, letter case apart.</param>
    /// <param name="scores">Their scores, rising.</param>
    /// <exception cref="ArgumentException">Fewer than two, two alike, or scores that do not rise.</exception>
    public static VerdictMenu Create(IReadOnlyList<string> grades, IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(grades);
        ArgumentNullException.ThrowIfNull(scores);
        bool isRising = scores.Zip(scores.Skip(1)).All(pair => pair.First < pair.Second);
        return grades.Count >= 2 && grades.Count == scores.Count && isRising && scores.All(double.IsFinite)
            && grades.All(grade => grade.Length > 0)
            && grades.Distinct(StringComparer.OrdinalIgnoreCase).Count() == grades.Count
                ? new([.. grades], [.. scores])
                : throw new ArgumentException("Two or more different grades with rising scores.", nameof(grades));
    }

    /// <summary>
    /// The menu's score that a mean, a weighted score or a share comes nearest to; the lower one when two are as near.
    /// </summary>
    public double NearestTo(double score) => Scores[PlaceNearestTo(score)];

    /// <summary>Place on the menu, from 0, of <see cref="NearestTo"/>.</summary>
    public int PlaceNearestTo(double score) =>
        Enumerable.Range(0, Scores.Count).MinBy(grade => Math.Abs(Scores[grade] - score));

    /// <summary>
    /// Score of a grade as written, letter case apart, of a number in any spelling: 4, 4.0 and 04 are one grade.
    /// <c>null</c> when it is not on the menu.
    /// </summary>
    public double? ScoreOf(string grade)
    {
        ArgumentNullException.ThrowIfNull(grade);
        for (int i = 0; i < Grades.Count; i++)
        {
            if (Grades[i].Equals(grade.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return Scores[i];
            }
        }

        return IsNumeric ? ScoreOfNumber(grade) : null;
    }

    /// <summary>
    /// Score of a person's label: a grade as written, or the number that it scores, such as 1 for a pass.
    /// <c>null</c> when it is neither.
    /// </summary>
    public double? ScoreOfLabel(string label) => ScoreOf(label) ?? ScoreOfNumber(label);

    private bool IsNumeric => char.IsAsciiDigit(Grades[^1][^1]);

    private double? ScoreOfNumber(string grade) =>
        double.TryParse(grade.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && Scores.Contains(number)
            ? number
            : null;

    /// <summary>Score of a grade written as a number; <c>null</c> when it is not on the menu.</summary>
    public double? ScoreOf(double grade) => ScoreOf(grade.ToString("R", CultureInfo.InvariantCulture));
}
