using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>
/// What llama.cpp logs: its errors become part of our messages, and nothing is written to the terminal.
/// </summary>
internal static class LlamaLog
{
    [ThreadStatic]
    private static List<string>? s_errors;

    /// <summary>Gets every line; kept here, because native code calls it.</summary>
    public static NativeLogConfig.LLamaLogCallback Callback { get; } = Take;

    /// <summary>Calls native code that logs on the calling thread, and gives the errors that it logged.</summary>
    /// <param name="work">The call.</param>
    /// <param name="errors">Its errors, in order; the last one often only says that the whole failed.</param>
    public static T Watch<T>(Func<T> work, out IReadOnlyList<string> errors)
    {
        List<string> logged = [];
        errors = logged;
        s_errors = logged;
        try
        {
            return work();
        }
        finally
        {
            s_errors = null;
        }
    }

    /// <summary>The cause among errors: their first line with words, without the function's name before it.</summary>
    public static string? FindCause(IReadOnlyList<string> errors)
    {
        string? cause = errors.SelectMany(error => error.Split('\n'))
            .Select(line => line.Trim())
            .FirstOrDefault(line => line.Any(char.IsLetter));
        return cause?.IndexOf(": ", StringComparison.Ordinal) is > 0 and { } end && !cause.AsSpan(0, end).Contains(' ')
            ? cause[(end + 2)..].TrimEnd('!', '.')
            : cause?.TrimEnd('!', '.');
    }

    private static void Take(LLamaLogLevel level, string message)
    {
        if (level == LLamaLogLevel.Error)
        {
            s_errors?.Add(message.Trim());
        }
    }
}
