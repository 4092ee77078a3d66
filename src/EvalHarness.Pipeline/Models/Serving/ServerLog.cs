using System.Globalization;
using System.Text;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>
/// What a server prints, kept in a file from its first line, and the last lines of it for messages. Values from the
/// environment appear as <c>${NAME}</c>. Thread-safe.
/// </summary>
internal sealed class ServerLog : IDisposable
{
    private const int LinesShown = 12;
    private const int CharactersShown = 240;

    private readonly Lock _lock = new();
    private readonly StreamWriter _file;
    private readonly Func<string, string> _redact;
    private readonly Queue<string> _last = new(LinesShown);
    private bool _isClosed;

    private ServerLog(string path, StreamWriter file, Func<string, string> redact) =>
        (Path, _file, _redact) = (path, file, redact);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Opens a new file, named by the model and the time.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public static ServerLog Open(string folder, string model, DateTimeOffset now, Func<string, string> redact)
    {
        string time = now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        try
        {
            Directory.CreateDirectory(folder);
            for (int i = 1; ; i++)
            {
                string path = System.IO.Path.Combine(folder, FormattableString.Invariant($"{model}-{time}-{i}.log"));
                if (!File.Exists(path))
                {
                    FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
                    return new ServerLog(path, new(file, new UTF8Encoding(false)) { AutoFlush = true }, redact);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                folder, FileFailure.Describe(failure), "a writable folder",
                "Free some space or change its permissions.");
        }
    }

    /// <summary>Keeps a line; <c>null</c>, the end of an output, is passed over.</summary>
    public void Append(string? line)
    {
        if (line is null)
        {
            return;
        }

        string kept = _redact(line);
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            try
            {
                _file.WriteLine(kept);
            }
            catch (IOException)
            {
                // A full disk must not stop the server; its last lines are still in memory.
            }

            if (_last.Count == LinesShown)
            {
                _last.Dequeue();
            }

            _last.Enqueue(kept);
        }
    }

    /// <summary>The last lines, each with a line feed before it, and where the rest is.</summary>
    public string Describe()
    {
        lock (_lock)
        {
            string lines = string.Concat(_last.Where(line => line.Length > 0).Select(line => "\n  | " + Shown(line)));
            return lines.Length == 0 ? $"(it printed nothing; its log: {Path})" : $"(its log: {Path}){lines}\n";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _file.Dispose();
        }
    }

    // A server's colours and cursor movements are its own: they must not steer the reader's terminal.
    private static string Shown(string line)
    {
        string printable = string.Concat(line.Select(c => char.IsControl(c) && c != '\t' ? '\uFFFD' : c));
        return printable.Length <= CharactersShown ? printable : printable[..CharactersShown] + "…";
    }
}
