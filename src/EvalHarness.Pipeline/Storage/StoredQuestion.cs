using EvalHarness.Judging;
using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Storage;

/// <summary>The body of a question's event.</summary>
/// <param name="Task">The task.</param>
/// <param name="Kind">One output or two.</param>
/// <param name="Grades">The grades, worst first.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="PassFrom">Lowest score that passes.</param>
internal sealed record StoredQuestion(
    string Task, LabelKind Kind, IReadOnlyList<string> Grades, IReadOnlyList<double> Scores, double PassFrom)
{
    /// <summary>What is stored of a question.</summary>
    public static StoredQuestion From(LabelQuestion question) =>
        new(question.Task, question.Kind, question.Grades, question.Scores, question.PassFrom);

    /// <summary>The question.</summary>
    public LabelQuestion ToQuestion() => new(Task, Kind, VerdictMenu.Create(Grades, Scores), PassFrom);
}
