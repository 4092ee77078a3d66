namespace EvalHarness.Metrics.Filters;

/// <summary>Keeps some of a document's answers.</summary>
internal sealed class SelectionFilter(Func<IReadOnlyList<object?>, FilterValue> select) : IAnswerFilter
{
    /// <summary><c>take_first</c>: the first answer alone.</summary>
    public static SelectionFilter First() => new(answers => new([FirstOf(answers)], IsTaken: true));

    /// <summary><c>majority_vote</c>: the answer that occurs most often, of equal ones the first.</summary>
    public static SelectionFilter Majority() => new(answers =>
    {
        FirstOf(answers);
        object? most = answers.GroupBy(answer => ValueTuple.Create(answer)).MaxBy(equal => equal.Count())!.First();
        return new([most], IsTaken: false);
    });

    /// <summary><c>take_first_k</c>: the first answers, <paramref name="count"/> of them.</summary>
    public static SelectionFilter FirstSeveral(int count) => new(answers => answers.Count >= count
        ? new([.. answers.Take(count)], IsTaken: false)
        : throw new FilterException(FormattableString.Invariant(
            $"take_first_k wants {count} answers and has {answers.Count}; raise \"repeats\"")));

    /// <inheritdoc/>
    public FilterValue Apply(FilterValue answers, IReadOnlyList<string> choices) => select(answers.Answers);

    private static object? FirstOf(IReadOnlyList<object?> answers) =>
        answers.Count > 0 ? answers[0] : throw new FilterException("there is no answer to take");
}
