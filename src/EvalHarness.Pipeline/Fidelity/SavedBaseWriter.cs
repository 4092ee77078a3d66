using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Inference.Files;
using EvalHarness.Inference.Sampling;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// Writes a baseline's log-probabilities: the likeliest tokens of each scored position one by one, all others as one.
/// The file appears under its name when it is complete; an older one stays until then.
/// </summary>
internal sealed class SavedBaseWriter : IDisposable
{
    private readonly PartialFile _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly int[] _top;
    private readonly float[] _others;
    private readonly byte[] _record;
    private long _left;

    private SavedBaseWriter(string path, int vocabulary, int topTokens, long records)
    {
        _file = PartialFile.Create(path, 1 << 20);
        _top = new int[topTokens];
        _others = new float[vocabulary];
        _record = new byte[SavedBaseFormat.RecordBytes(topTokens)];
        _left = records;
    }

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where the file will be.</param>
    /// <param name="tokens">The baseline's vocabulary.</param>
    /// <param name="text">The text.</param>
    /// <param name="topTokens">Tokens per position to write one by one; cut at the vocabulary.</param>
    public static SavedBaseWriter Create(string path, TokenListing tokens, TextChunks text, int topTokens)
    {
        OutputFile.RequireReplaceable(path);
        SavedBaseWriter writer = new(
            path,
            tokens.Texts.Length,
            Math.Min(topTokens, tokens.Texts.Length),
            (long)text.Count * text.ScoredPerChunk);
        writer.WriteHeader(tokens, text);
        return writer;
    }

    /// <summary>Writes the next scored position.</summary>
    /// <param name="logits">One logit per token of the vocabulary.</param>
    /// <param name="token">The token that follows in the text.</param>
    public void Add(ReadOnlySpan<float> logits, int token)
    {
        TopTokens.Find(logits, _top);
        Add(KnownDistribution.From(logits, _top, token, _others));
    }

    /// <summary>Writes the next scored position.</summary>
    /// <param name="position">At least as many known tokens as are written, most likely first.</param>
    /// <exception cref="InvalidInputException">Fewer are known.</exception>
    public void Add(KnownDistribution position)
    {
        if (position.Ids.Length < _top.Length)
        {
            throw new InvalidInputException(
                "--save-base",
                FormattableString.Invariant($"a position with {position.Ids.Length} distinguishable tokens"),
                FormattableString.Invariant($"{_top.Length}, as --top-k requires"),
                "Use a server that identifies tokens by id, as vLLM does.");
        }

        Span<byte> record = _record;
        BinaryPrimitives.WriteSingleLittleEndian(record, (float)position.TokenLogLikelihood);
        BinaryPrimitives.WriteSingleLittleEndian(record[4..], (float)position.RestBeyond(_top.Length));
        for (int i = 0; i < _top.Length; i++)
        {
            Span<byte> pair = record[(8 + (8 * i))..];
            BinaryPrimitives.WriteInt32LittleEndian(pair, position.Ids[i]);
            BinaryPrimitives.WriteSingleLittleEndian(pair[4..], (float)position.LogProbabilities[i]);
        }

        Write(record);
        _left--;
    }

    /// <summary>Ends the file and puts it under its name.</summary>
    public void Complete()
    {
        if (_left != 0)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"{_left} positions are missing from the saved log-probabilities."));
        }

        _file.Stream.Write(_hash.GetHashAndReset());
        _file.Complete();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    private void WriteHeader(TokenListing tokens, TextChunks text)
    {
        Write(SavedBaseFormat.Magic);
        WriteInt32((int)SavedBaseFormat.Version);
        WriteInt32(tokens.Texts.Length);
        WriteInt32(text.Context);
        WriteInt32(text.Count);
        WriteInt32(_top.Length);
        WriteInt32(tokens.BeginToken ?? -1);
        byte[][] texts = Array.ConvertAll(tokens.Texts, Encoding.UTF8.GetBytes);
        WriteInt32(texts.Sum(bytes => bytes.Length + sizeof(int) + 1));
        for (int id = 0; id < texts.Length; id++)
        {
            Write([(byte)tokens.Kinds[id]]);
            WriteInt32(texts[id].Length);
            Write(texts[id]);
        }

        foreach (int token in text.Tokens)
        {
            WriteInt32(token);
        }
    }

    private void WriteInt32(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Write(bytes);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _file.Stream.Write(bytes);
    }
}
