using System.Security.Cryptography;
using System.Text;
using EvalHarness.Judging;

namespace EvalHarness.Labels;

/// <summary>
/// What people are asked about the outputs of a task. Questions with the same grades are one question, whichever judge
/// is asked it too: that is what makes labels and verdicts comparable.
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="Kind">One output or two.</param>
/// <param name="Menu">The grades, worst first.</param>
/// <param name="PassFrom">Lowest score that passes; not part of the identity.</param>
public sealed record LabelQuestion(string Task, LabelKind Kind, VerdictMenu Menu, double PassFrom)
{
    private const int IdLength = 12;

    /// <summary>Identity: a hash of task, kind and grades, in hexadecimal digits.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [Task, Kind.ToString(), .. Menu.Grades]))))[..IdLength];

    /// <summary>The grades as written, worst first.</summary>
    public IReadOnlyList<string> Grades => Menu.Grades;

    /// <summary>The score of each grade.</summary>
    public IReadOnlyList<double> Scores => Menu.Scores;

    /// <summary>The largest drop that one label can show: of a preference, from a tie to the baseline's.</summary>
    public double LargestDrop => Kind == LabelKind.Pair ? -Scores[0] : Scores[^1] - Scores[0];

    /// <summary>Whether an output passes or fails, for a task that no judge grades.</summary>
    public static LabelQuestion PassFail(string task) => new(task, LabelKind.Output, VerdictMenu.PassFail, 1);

    /// <summary>Score of a grade as people write it: 4, 4.0, pass. <c>null</c> when it is not on the scale.</summary>
    public double? ScoreOf(string grade) => Menu.ScoreOfLabel(grade);

    /// <summary>The grade nearest to a score, as it is written.</summary>
    public string GradeOf(double score) => Grades[Menu.PlaceNearestTo(score)];

    /// <inheritdoc/>
    public bool Equals(LabelQuestion? other) => other is not null && Id == other.Id;

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);
}
