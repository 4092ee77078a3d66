using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>A baseline's log-probabilities in a file, read one position at a time.</summary>
internal sealed class SavedBase : IKnownDistributions, IDisposable
{
    private const string Fix = "Write the file again with --save-base.";

    private readonly string _path;
    private readonly BufferedStream _stream;
    private readonly int _topTokens;
    private readonly byte[] _record;
    private int _chunk;

    private SavedBase(string path, FileStream file, TokenListing tokens, TextChunks text, int topTokens)
    {
        (_path, _topTokens) = (path, topTokens);
        _stream = new BufferedStream(file, 1 << 20);
        (Tokens, Text) = (tokens, text);
        _record = new byte[SavedBaseFormat.RecordBytes(topTokens)];
    }

    /// <summary>The baseline's vocabulary.</summary>
    public TokenListing Tokens { get; }

    /// <summary>The text.</summary>
    public TextChunks Text { get; }

    /// <inheritdoc/>
    public int TopTokens => _topTokens;

    /// <summary>Opens a file and checks all of it: size, checksum, vocabulary and tokens.</summary>
    /// <exception cref="InvalidInputException">The file is absent, torn, damaged, or of another version.</exception>
    public static SavedBase Open(string path)
    {
        FileStream file = InputFile.Open(path);
        try
        {
            BufferedStream buffered = new(file, 1 << 20);
            return Read(path, file, buffered);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<KnownDistribution>> ReadChunkAsync(CancellationToken cancellationToken)
    {
        KnownDistribution[] positions = new KnownDistribution[Text.ScoredPerChunk];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = ReadNext(Text.Next(_chunk, Text.FirstScored + i));
        }

        _chunk++;
        return Task.FromResult<IReadOnlyList<KnownDistribution>>(positions);
    }

    /// <summary>The next position.</summary>
    /// <param name="follower">The token that follows it in the text.</param>
    /// <exception cref="InvalidInputException">It holds no distribution over the vocabulary.</exception>
    public KnownDistribution ReadNext(int follower)
    {
        long at = _stream.Position;
        _stream.ReadExactly(_record);
        int[] ids = new int[_topTokens];
        double[] logs = new double[_topTokens];
        float token = BinaryPrimitives.ReadSingleLittleEndian(_record);
        float rest = BinaryPrimitives.ReadSingleLittleEndian(_record.AsSpan(4));
        double sum = float.IsNegativeInfinity(rest) ? 0 : Math.Exp(rest);
        bool isSound = token <= 1e-3f && float.IsFinite(token);
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = BinaryPrimitives.ReadInt32LittleEndian(_record.AsSpan(8 + (8 * i)));
            logs[i] = BinaryPrimitives.ReadSingleLittleEndian(_record.AsSpan(12 + (8 * i)));
            isSound &= (uint)ids[i] < (uint)Tokens.Texts.Length && double.IsFinite(logs[i]);
            sum += Math.Exp(logs[i]);
        }

        // Written so that NaN is no sum of 1.
        return isSound && Math.Abs(sum - 1) < 1e-3 && ids.Distinct().Count() == ids.Length
            ? new KnownDistribution(follower, token, rest, ids, logs)
            : throw Reject(_path, at, "a position without a distribution", "probabilities that add up to 1");
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static SavedBase Read(string path, FileStream file, Stream stream)
    {
        Span<byte> header = stackalloc byte[SavedBaseFormat.HeaderBytes];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !header[..8].SequenceEqual(SavedBaseFormat.Magic))
        {
            throw Reject(path, 0, "not a file of saved log-probabilities", "a file written by --save-base");
        }

        int version = Number(path, header, 8, 1, int.MaxValue, "version");
        if (version != SavedBaseFormat.Version)
        {
            throw Reject(path, 8, $"version {version}", $"version {SavedBaseFormat.Version}");
        }

        int vocabulary = Number(path, header, 12, 2, SavedBaseFormat.MostTokens, "tokens in the vocabulary");
        int context = Number(
            path, header, 16, TextChunks.LeastContext, SavedBaseFormat.MostContext, "tokens per chunk");
        int chunks = Number(path, header, 20, 1, (1 << 28) / context, "chunks");
        int top = Number(
            path, header, 24, 1, Math.Min(vocabulary, SavedBaseFormat.MostTopTokens), "tokens per position");
        int begin = Number(path, header, 28, -1, vocabulary - 1, "as the begin token");
        int textBytes = Number(path, header, 32, 5 * vocabulary, int.MaxValue, "bytes of vocabulary");
        long records = (long)chunks * (context - 1 - (context / 2)) * SavedBaseFormat.RecordBytes(top);
        long start = SavedBaseFormat.HeaderBytes + textBytes + (4L * chunks * context);
        if (file.Length != start + records + SavedBaseFormat.HashBytes)
        {
            throw Reject(
                path,
                file.Length,
                FormattableString.Invariant($"the end of a file of {file.Length} bytes"),
                FormattableString.Invariant($"{start + records + SavedBaseFormat.HashBytes} bytes by its header"));
        }

        // From here on every length is known to lie within the file.
        TokenListing tokens = ReadVocabulary(path, stream, vocabulary, textBytes, begin < 0 ? null : begin);
        int[] text = ReadTokens(path, stream, chunks * context, vocabulary);
        RequireChecksum(path, file);
        file.Position = start;
        return new SavedBase(path, file, tokens, new TextChunks(text, context, tokens.BeginToken), top);
    }

    private static TokenListing ReadVocabulary(string path, Stream stream, int count, int bytes, int? begin)
    {
        byte[] block = new byte[bytes];
        stream.ReadExactly(block);
        string[] texts = new string[count];
        TokenKind[] kinds = new TokenKind[count];
        int at = 0;
        for (int id = 0; id < count; id++)
        {
            int length = at + 5 <= bytes ? BinaryPrimitives.ReadInt32LittleEndian(block.AsSpan(at + 1)) : -1;
            if (length < 0 || length > bytes - at - 5 || !Enum.IsDefined((TokenKind)block[at]))
            {
                throw Reject(
                    path,
                    SavedBaseFormat.HeaderBytes + at,
                    FormattableString.Invariant($"no token {id}"),
                    "its kind, the length of its text and the text");
            }

            kinds[id] = (TokenKind)block[at];
            texts[id] = Encoding.UTF8.GetString(block, at + 5, length);
            at += 5 + length;
        }

        return at == bytes
            ? new TokenListing(path, texts, kinds, begin)
            : throw Reject(
                path,
                SavedBaseFormat.HeaderBytes + at,
                FormattableString.Invariant($"{bytes - at} bytes after the vocabulary"),
                "the tokens of the text");
    }

    private static int[] ReadTokens(string path, Stream stream, int count, int vocabulary)
    {
        byte[] bytes = new byte[4L * count];
        stream.ReadExactly(bytes);
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * i));
            if ((uint)tokens[i] >= (uint)vocabulary)
            {
                throw Reject(
                    path,
                    stream.Position - bytes.Length + (4L * i),
                    FormattableString.Invariant($"token {tokens[i]} in the text"),
                    FormattableString.Invariant($"a token from 0 to {vocabulary - 1}"));
            }
        }

        return tokens;
    }

    private static void RequireChecksum(string path, FileStream file)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        file.Position = 0;
        long left = file.Length - SavedBaseFormat.HashBytes;
        while (left > 0)
        {
            int read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
            {
                throw Reject(path, file.Position, "the end of the file",
                    "more data: the file was truncated while it was read");
            }

            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        Span<byte> stored = stackalloc byte[SavedBaseFormat.HashBytes];
        file.ReadExactly(stored);
        if (!stored.SequenceEqual(hash.GetHashAndReset()))
        {
            throw Reject(
                path, file.Length - SavedBaseFormat.HashBytes, "another checksum",
                "the SHA-256 of the preceding bytes");
        }
    }

    private static int Number(string path, ReadOnlySpan<byte> header, int at, int least, int most, string what)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(header[at..]);
        return value >= least && value <= most
            ? value
            : throw Reject(
                path,
                at,
                FormattableString.Invariant($"{value} {what}"),
                FormattableString.Invariant($"{least} to {most}"));
    }

    private static InvalidInputException Reject(string path, long at, string found, string expected) =>
        new(FormattableString.Invariant($"{path}: byte {at}"), found, expected, Fix);
}
