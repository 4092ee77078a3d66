using System.Text;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>
/// What llama.cpp logs: its errors become part of our messages, and the whole is shown to whoever asks for it.
/// </summary>
internal static class LlamaLog
{
    private static readonly Lock s_lock = new();
    private static readonly StringBuilder s_line = new();
    private static readonly List<Action<string>> s_readers = [];

    [ThreadStatic]
    private static List<string>? s_errors;

    /// <summary>Gets every line; kept here, because native code calls it.</summary>
    public static NativeLogConfig.LLamaLogCallback Callback { get; } = Take;

    /// <summary>Hands every line of the log to a reader, on the thread that logs it, until that is disposed.</summary>
    /// <param name="reader">Gets the lines, one at a time; it must not throw.</param>
    public static IDisposable Show(Action<string> reader)
    {
        lock (s_lock)
        {
            s_readers.Add(reader);
        }

        return new Reading(reader);
    }

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

        if (level != LLamaLogLevel.Debug)
        {
            Collect(message);
        }
    }

    // A line may come in pieces.
    private static void Collect(string piece)
    {
        lock (s_lock)
        {
            foreach (char character in s_readers.Count == 0 ? "" : piece)
            {
                if (character != '\n')
                {
                    s_line.Append(character);
                }
                else if (s_line.Length > 0)
                {
                    string line = s_line.ToString();
                    s_line.Clear();
                    s_readers.ForEach(reader => reader(line));
                }
            }
        }
    }

    private sealed class Reading(Action<string> reader) : IDisposable
    {
        public void Dispose()
        {
            lock (s_lock)
            {
                s_readers.Remove(reader);
            }
        }
    }
}
