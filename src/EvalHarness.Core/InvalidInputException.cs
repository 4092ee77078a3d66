namespace EvalHarness;

/// <summary>The user's mistake: a bad file, configuration or argument. The process ends with exit code 4.</summary>
public class InvalidInputException : Exception
{
    /// <summary>Reports one or several mistakes together.</summary>
    /// <param name="mistakes">At least one mistake.</param>
    public InvalidInputException(IReadOnlyList<InputMistake> mistakes)
        : base(string.Join(Environment.NewLine, mistakes.Select(mistake => mistake.ToString()))) => Mistakes = mistakes;

    /// <summary>Reports a single mistake.</summary>
    /// <param name="place">File and line, JSON path or byte offset.</param>
    /// <param name="found">What was found there.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="mend">How to mend it; <c>null</c> when the expectation says it all.</param>
    public InvalidInputException(string place, string found, string expected, string? mend = null)
        : this([new InputMistake(place, found, expected, mend)])
    {
    }

    /// <summary>Every mistake found, in the order of their places.</summary>
    public IReadOnlyList<InputMistake> Mistakes { get; }
}
