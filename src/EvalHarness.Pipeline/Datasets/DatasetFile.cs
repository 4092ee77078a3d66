using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>A dataset's file and how to speak of places in it.</summary>
/// <param name="path">The file.</param>
/// <param name="rowBytes">Largest row.</param>
/// <param name="copies">What it is read from; <c>null</c> to read the file itself.</param>
internal sealed class DatasetFile(string path, int rowBytes, DatasetCopies? copies = null)
{
    /// <summary>The path relative to the working directory where that is shorter to read.</summary>
    public string Name { get; } = Shorten(path);

    /// <summary>Largest row in bytes.</summary>
    public int RowBytes => rowBytes;

    /// <summary>Opens it as UTF-8, behind its byte order mark, if it has one.</summary>
    /// <param name="encoding">What it is in.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="InvalidInputException">It cannot be opened, or is in another encoding by its mark.</exception>
    public async Task<Stream> OpenAsync(TextEncoding encoding, CancellationToken cancellationToken)
    {
        try
        {
            Stream stream = await OpenContentAsync(cancellationToken);
            byte[] bytes = new byte[3];
            int read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            if (encoding.FindContradiction(bytes.AsSpan(0, read)) is { } other)
            {
                await stream.DisposeAsync();
                throw new InvalidInputException(
                    Name, other, encoding.Name.ToUpperInvariant(), EncodingMend(other.ToLowerInvariant()));
            }

            return encoding.ToUtf8(stream, bytes.AsSpan(0, read));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(Name, FileFailure.Describe(failure), "a readable file");
        }
    }

    /// <summary>Opens its bytes as they are.</summary>
    /// <exception cref="InvalidInputException">It cannot be opened.</exception>
    public async Task<Stream> OpenBytesAsync(CancellationToken cancellationToken) => copies is null
        ? InputFile.OpenAsynchronous(path, Name)
        : await copies.OpenAsync(path, Name, cancellationToken);

    /// <summary>A mistake at a line, counted from 1.</summary>
    public InputError At(int line, string found, string expected, string? fix = null) =>
        new(FormattableString.Invariant($"{Name}:{line}"), found, expected, fix);

    /// <summary>A row that is longer than allowed.</summary>
    public InputError TooLong(int line) => At(
        line, FormattableString.Invariant($"a row of more than {rowBytes} bytes"), "shorter rows",
        "Check for a missing quote or line end.");

    /// <summary>What is wrong with the encoding of a row; <c>null</c> when it is UTF-8 without NUL bytes.</summary>
    public InputError? FindWrongEncoding(int line, ReadOnlySpan<byte> row) =>
        TextBytes.FindMistake(row) is { } found ? WrongEncoding(line, found) : null;

    /// <summary>A row whose texts are no UTF-8.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="found">What was found.</param>
    public InputError WrongEncoding(int line, string found) => At(line, found, "UTF-8", EncodingMend(null));

    /// <summary>How a file in another encoding is read all the same.</summary>
    /// <param name="name">Its encoding in a configuration; <c>null</c> where that cannot be told.</param>
    public string EncodingMend(string? name) => "Save the file as UTF-8"
        + (!IsDelimited ? "." : $", or name its encoding in the task: \"encoding\": \"{name ?? "windows-1252"}\".");

    private bool IsDelimited => DatasetFormat.Of(path).Extension is ".CSV" or ".TSV";

    private async Task<Stream> OpenContentAsync(CancellationToken cancellationToken)
    {
        Stream stream = await OpenBytesAsync(cancellationToken);
        Compression compression = DatasetFormat.Of(path).Compression;
        return compression == Compression.None ? stream : new DecompressedStream(Name, stream, compression);
    }

    private static string Shorten(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
