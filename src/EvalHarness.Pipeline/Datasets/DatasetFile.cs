using System.Text;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>A dataset's file and how to speak of places in it.</summary>
/// <param name="path">The file.</param>
/// <param name="rowBytes">Largest row.</param>
internal sealed class DatasetFile(string path, int rowBytes)
{
    /// <summary>The path relative to the working directory where that is shorter to read.</summary>
    public string Name { get; } = Shorten(path);

    /// <summary>Largest row in bytes.</summary>
    public int RowBytes => rowBytes;

    /// <summary>Opens it behind its byte order mark, if it has one.</summary>
    /// <exception cref="InvalidInputException">It cannot be opened, or is not UTF-8 by its mark.</exception>
    public FileStream Open()
    {
        try
        {
            FileStream stream = InputFile.OpenAsynchronous(path, Name);
            Span<byte> mark = stackalloc byte[3];
            int read = stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
            if (read >= 2 && mark[..2] is [0xFF, 0xFE] or [0xFE, 0xFF])
            {
                stream.Dispose();
                throw new InvalidInputException(Name, "UTF-16", "UTF-8", "Save the file as UTF-8.");
            }

            stream.Position = mark[..read].SequenceEqual(Encoding.UTF8.Preamble) ? read : 0;
            return stream;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(Name, failure.Message, "a file that can be read");
        }
    }

    /// <summary>A mistake at a line, counted from 1.</summary>
    public InputMistake At(int line, string found, string expected, string? mend = null) =>
        new(FormattableString.Invariant($"{Name}:{line}"), found, expected, mend);

    /// <summary>A row that is longer than allowed.</summary>
    public InputMistake TooLong(int line) => At(
        line, FormattableString.Invariant($"a row of more than {rowBytes} bytes"), "shorter rows",
        "A quote or a line end may be missing.");

    /// <summary>What is wrong with the encoding of a row; <c>null</c> when it is UTF-8 without zero bytes.</summary>
    public InputMistake? FindWrongEncoding(int line, ReadOnlySpan<byte> row) =>
        TextBytes.FindMistake(row) is { } found ? At(line, found, "UTF-8", "Save the file as UTF-8.") : null;

    private static string Shorten(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
