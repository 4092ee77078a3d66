using System.Text;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Encodings of delimited files, and how bytes in them become UTF-8.</summary>
internal sealed class TextEncoding
{
    private static readonly TextEncoding[] s_all =
    [
        new("utf-8", decoder: null),
        new("utf-16", new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true)),
        new("iso-8859-1", Encoding.Latin1),
        new("windows-1252", CodePagesEncodingProvider.Instance.GetEncoding(
            1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)),
    ];

    private readonly Encoding? _decoder;

    // UTF-8 is not decoded: it is checked row by row.
    private TextEncoding(string name, Encoding? decoder) => (Name, _decoder) = (name, decoder);

    /// <summary>What files are in where nothing else is said.</summary>
    public static TextEncoding Utf8 => s_all[0];

    /// <summary>Name in a configuration.</summary>
    public string Name { get; }

    /// <summary>The encoding of a name; UTF-8 for <c>null</c>.</summary>
    /// <exception cref="InvalidInputException">There is none of that name.</exception>
    public static TextEncoding For(string? name) => name is null
        ? Utf8
        : Array.Find(s_all, encoding => encoding.Name == name) ?? throw new InvalidInputException(
            "encoding", $"\"{name}\"", $"one of {string.Join(", ", s_all.Select(encoding => encoding.Name))}");

    /// <summary>What a file is in by its byte order mark, if that is another encoding than this.</summary>
    /// <param name="mark">Its first bytes.</param>
    public string? FindContradiction(ReadOnlySpan<byte> mark) =>
        mark is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? (_decoder is UnicodeEncoding ? null : "UTF-16")
        : mark.SequenceEqual(Encoding.UTF8.Preamble) && _decoder is not null ? "UTF-8"
        : null;

    /// <summary>A stream of UTF-8, behind the byte order mark if there is one.</summary>
    /// <param name="file">The file; disposed with the result.</param>
    /// <param name="mark">Its first bytes.</param>
    public Stream ToUtf8(Stream file, ReadOnlySpan<byte> mark)
    {
        bool isBigEndian = mark is [0xFE, 0xFF, ..];
        int start = mark.SequenceEqual(Encoding.UTF8.Preamble) ? mark.Length
            : mark is [0xFF, 0xFE, ..] || isBigEndian ? 2
            : 0;
        if (file is DecompressedStream forwards)
        {
            forwards.GiveBack(mark[start..]);
        }
        else
        {
            file.Position = start;
        }

        return _decoder is null ? file : Encoding.CreateTranscodingStream(
            file,
            isBigEndian ? new UnicodeEncoding(isBigEndian, byteOrderMark: true, throwOnInvalidBytes: true) : _decoder,
            Encoding.UTF8);
    }
}
