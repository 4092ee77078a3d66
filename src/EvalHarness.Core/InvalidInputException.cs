namespace EvalHarness;

/// <summary>The user's input is wrong: a file, the configuration or an argument. Exit code 4.</summary>
public class InvalidInputException : Exception
{
    /// <summary>Reports one or several errors together.</summary>
    /// <param name="errors">At least one error.</param>
    public InvalidInputException(IReadOnlyList<InputError> errors)
        : base(string.Join(Environment.NewLine, errors.Select(error => error.ToString()))) => Errors = errors;

    /// <summary>Reports a single error; the parameters are those of <see cref="InputError"/>.</summary>
    /// <param name="location">File and line, JSON path, byte offset or option.</param>
    /// <param name="actual">What is wrong.</param>
    /// <param name="expected">What is accepted instead.</param>
    /// <param name="fix">How to fix it.</param>
    public InvalidInputException(string? location, string actual, string? expected = null, string? fix = null)
        : this([new InputError(location, actual, expected, fix)])
    {
    }

    /// <summary>All errors, in the order of their locations.</summary>
    public IReadOnlyList<InputError> Errors { get; }
}
