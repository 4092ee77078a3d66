using EvalHarness.Pipeline.Tasks.Requests;

namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>
/// RACE's rows as they are asked: <c>query</c> is the article, its earlier questions with their answers, and the last
/// question; <c>choices</c> are the last question's options, and <c>gold</c> the place of the right one, from 0. The
/// column <c>problems</c> is a Python literal, or the list itself.
/// </summary>
internal static class RaceDocuments
{
    private const string Blank = "  _  .";
    private const int Options = 4;

    /// <summary>Adds the columns.</summary>
    public static void Change(Dictionary<string, object?> columns)
    {
        Problem[] problems = [.. ProblemsOf(columns.GetValueOrDefault("problems"))];
        if (problems.Length == 0)
        {
            throw new FormatException("the column \"problems\" holds no problem");
        }

        IEnumerable<string> earlier = problems[..^1].Select(problem =>
            problem.Question.EndsWith(Blank, StringComparison.Ordinal)
                ? $"{problem.Question[..^(Blank.Length - 1)]}{problem.Options[problem.Answer]}\n"
                : $"Question: {problem.Question}\nAnswer: {problem.Options[problem.Answer]}\n");
        columns["query"] = $"Article: {columns.Text("article")}\n\n{string.Concat(earlier)}{problems[^1].Question}";
        columns["choices"] = problems[^1].Options;
        columns["gold"] = (long)problems[^1].Answer;
    }

    private static IEnumerable<Problem> ProblemsOf(object? column) =>
        (column is string literal ? PythonLiteral.Parse(literal) : column) is IReadOnlyList<object?> problems
            ? problems.Select(ProblemOf)
            : throw new FormatException("the column \"problems\" is not a list");

    private static Problem ProblemOf(object? item)
    {
        if (item is not Dictionary<string, object?> problem)
        {
            throw new FormatException("the column \"problems\" is not a list of problems");
        }

        IReadOnlyList<string> options = problem.Texts("options");
        int answer = problem.Text("answer") is [var letter] ? letter - 'A' : -1;
        return options.Count >= Options && answer is >= 0 and < Options
            ? new(problem.Text("question"), [.. options.Take(Options)], answer)
            : throw new FormatException("a problem has no four options, or no answer from A to D");
    }

    private sealed record Problem(string Question, List<string> Options, int Answer);
}
