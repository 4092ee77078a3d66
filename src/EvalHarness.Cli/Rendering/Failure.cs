namespace EvalHarness.Cli.Rendering;

/// <summary>One reason why a command ended without its result.</summary>
/// <param name="Text">All of it in one sentence or two, for people.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Where">File and line, JSON path or option; <c>null</c> where there is no such place.</param>
/// <param name="Expected">What would do; <c>null</c> where nothing else was expected.</param>
/// <param name="Fix">How to fix it; <c>null</c> where that is said already.</param>
internal sealed record Failure(string Text, string What, string? Where, string? Expected, string? Fix)
{
    /// <summary>A failure that has no parts.</summary>
    public static Failure FromText(string text) => new(text, text, Where: null, Expected: null, Fix: null);

    /// <summary>A mistake in what the user gave.</summary>
    public static Failure FromMistake(InputError mistake) =>
        new(mistake.ToString(), mistake.Actual, mistake.Location, mistake.Expected, mistake.Fix);

    /// <summary>Mistakes in their order, each kind once: a wrong word in a header is wrong in every row.</summary>
    public static IReadOnlyList<Failure> FromMistakes(IEnumerable<InputError> mistakes) =>
    [
        .. mistakes.GroupBy(found => (found.Actual, found.Expected, found.Fix)).Select(same =>
        {
            int further = same.Count() - 1;
            Failure first = FromMistake(same.First());
            return further == 0 ? first : first with
            {
                Text = $"{first.Text} The same at {further} or more further places.",
            };
        }),
    ];
}
