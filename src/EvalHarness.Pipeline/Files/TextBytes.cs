using System.Text.Unicode;

namespace EvalHarness.Pipeline.Files;

/// <summary>Reads whole text files as bytes that are known to be UTF-8 without NUL bytes.</summary>
internal static class TextBytes
{
    /// <summary>Longest line of any input: what is longer is no text of people, or lacks its line ends.</summary>
    public const int LongestLine = 16 << 20;

    // What a pipe may hold; a file has a size that its owner knows.
    private const int LargestStream = 256 << 20;

    /// <summary>Reads a file, or a pipe, behind its byte order mark, with one line feed added at the end.</summary>
    /// <exception cref="InvalidInputException">
    /// It is unreadable, too large, has too long a line, or is not UTF-8; names the line.
    /// </exception>
    public static byte[] Read(string path)
    {
        using FileStream file = InputFile.OpenStream(path);
        long size = file.CanSeek ? file.Length : 0;
        if (size >= Array.MaxLength)
        {
            throw new InvalidInputException(
                path, FormattableString.Invariant($"{size} bytes"), "less than 2 GiB", "Split the file.");
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)Math.Max(size, 1 << 16) + 1);
        int length = 0;
        int lineStart = 0;
        int lines = 1;
        for (int read; (read = Fill(path, file, bytes.AsSpan(length, bytes.Length - length - 1))) > 0;)
        {
            ReadOnlySpan<byte> added = bytes.AsSpan(length, read);
            lines += added.Count((byte)'\n');
            lineStart = added.LastIndexOf((byte)'\n') is >= 0 and int end ? length + end + 1 : lineStart;
            length += read;
            if (length - lineStart > LongestLine)
            {
                throw TooLong(path, lines);
            }

            if (length == bytes.Length - 1)
            {
                if (!file.CanSeek && length >= LargestStream)
                {
                    throw new InvalidInputException(
                        path, $"a pipe with more than {LargestStream >> 20} MiB", "at most that",
                        "Write it to a file first.");
                }

                Array.Resize(ref bytes, (int)Math.Min((2L * length) + 1, Array.MaxLength));
            }
        }

        RequireText(path, bytes.AsSpan(0, length));
        int mark = bytes.AsSpan(0, length).StartsWith("\uFEFF"u8) ? 3 : 0;
        bytes[length] = (byte)'\n';
        return mark == 0 && bytes.Length == length + 1 ? bytes : bytes[mark..(length + 1)];
    }

    /// <summary>Refuses a file whose lines are too long to be anybody's text, holding none of it.</summary>
    /// <exception cref="InvalidInputException">A line is too long, or it is no regular file.</exception>
    public static void RequireLines(string path)
    {
        using FileStream file = InputFile.Open(path);
        byte[] buffer = new byte[1 << 20];
        long length = 0;
        int line = 1;
        for (int read; (read = Fill(path, file, buffer)) > 0;)
        {
            ReadOnlySpan<byte> added = buffer.AsSpan(0, read);
            int end = added.IndexOf((byte)'\n');
            if (length + (end < 0 ? read : end) > LongestLine)
            {
                throw TooLong(path, line);
            }

            line += added.Count((byte)'\n');
            length = end < 0 ? length + read : read - added.LastIndexOf((byte)'\n') - 1;
        }
    }

    /// <summary>What is wrong with the encoding of a line, or of a file's first bytes; <c>null</c> for UTF-8.</summary>
    public static string? FindMistake(ReadOnlySpan<byte> text) =>
        text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            ? "UTF-16"
            : text.Contains((byte)0) ? "a NUL byte, as in UTF-16 or binary files"
            : Utf8.IsValid(text) ? null
            : "bytes that are not UTF-8, as in Latin-1 or Windows-1252";

    /// <summary>A mistake in the encoding, at its line.</summary>
    public static InvalidInputException WrongEncoding(string path, long line, string found) => new(
        FormattableString.Invariant($"{path}:{line}"), found, "text in UTF-8", "Save the file as UTF-8.");

    private static void RequireText(string path, ReadOnlySpan<byte> bytes)
    {
        if (FindMistake(bytes) is null)
        {
            return;
        }

        int line = 1;
        foreach (Range range in bytes.Split((byte)'\n'))
        {
            if (FindMistake(bytes[range]) is { } found)
            {
                throw WrongEncoding(path, line, found);
            }

            line++;
        }
    }

    private static int Fill(string path, FileStream file, Span<byte> free)
    {
        try
        {
            return file.Read(free[..Math.Min(free.Length, 1 << 20)]);
        }
        catch (IOException problem)
        {
            throw new InvalidInputException(path, FileFailure.Describe(problem), "a readable file");
        }
    }

    private static InvalidInputException TooLong(string path, int line) => new(
        FormattableString.Invariant($"{path}:{line}"), $"a line of more than {LongestLine >> 20} MiB", "shorter lines",
        "Check for a missing line end.");
}
