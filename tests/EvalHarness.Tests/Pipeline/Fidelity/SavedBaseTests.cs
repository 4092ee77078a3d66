using System.Buffers.Binary;
using System.Security.Cryptography;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Fidelity;

public sealed class SavedBaseTests : IDisposable
{
    private const int RecordBytes = 8 + (3 * 8);

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly byte[] _bytes;

    public SavedBaseTests()
    {
        _path = _folder.File("base.logp");
        TokenListing tokens = new("base", ["a", "b", "é", "d", ""], [.. Enumerable.Repeat(TokenKind.Normal, 5)], 3);
        TextChunks text = new([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0], context: 8, beginToken: 3);
        using SavedBaseWriter writer = SavedBaseWriter.Create(_path, tokens, text, topTokens: 3);
        for (int i = 0; i < 6; i++)
        {
            writer.Add([1, 2, 3 + i, -1, 0], token: i % 5);
        }

        writer.Complete();
        _bytes = File.ReadAllBytes(_path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        Assert.True(SavedBaseFormat.IsSavedBase(_path));
        using SavedBase saved = SavedBase.Open(_path);
        Assert.Equal(["a", "b", "é", "d", ""], saved.Tokens.Texts);
        Assert.Equal((3, 2, 8, 3), (saved.Tokens.BeginToken, saved.Text.Count, saved.Text.Context, saved.TopTokens));
        Assert.Equal([3, 4, 0, 1, 2, 3, 4], saved.Text.Sequence(1)[0..1].Concat(saved.Text.Sequence(1)[1..]));
        double normalizer = Math.Log(Math.Exp(1) + Math.Exp(2) + Math.Exp(3) + Math.Exp(-1) + 1);
        KnownDistribution first = saved.ReadNext(follower: 0);
        Assert.Equal([2, 1, 0], first.Ids);
        Assert.Equal(3 - normalizer, first.LogProbabilities[0], 5);
        Assert.Equal(1 - normalizer, first.TokenLogLikelihood, 5);
        Assert.Equal(Math.Log(Math.Exp(-1) + 1) - normalizer, first.RestLogProbability, 5);
        for (int i = 1; i < 6; i++)
        {
            Assert.Equal(2, saved.ReadNext(follower: 0).Ids[0]);
        }
    }

    [Fact]
    public void EveryTornFileIsRefused()
    {
        for (int length = 8; length < _bytes.Length; length++)
        {
            File.WriteAllBytes(_path, _bytes[..length]);
            InvalidInputException error = Assert.Throws<InvalidInputException>(() => SavedBase.Open(_path));
            Assert.Contains(_path + ": byte ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EveryChangedByteIsRefused()
    {
        for (int at = 0; at < _bytes.Length; at++)
        {
            byte[] changed = [.. _bytes];
            changed[at] ^= 0x40;
            File.WriteAllBytes(_path, changed);
            Assert.Throws<InvalidInputException>(() => SavedBase.Open(_path));
        }
    }

    [Theory]
    [InlineData(8, 2, "version 2")]
    [InlineData(12, int.MaxValue, "tokens in the vocabulary")]
    [InlineData(12, -5, "tokens in the vocabulary")]
    [InlineData(16, int.MaxValue, "tokens per chunk")]
    [InlineData(20, int.MaxValue, "chunks")]
    [InlineData(20, 3, "by its header")]
    [InlineData(24, 6, "tokens per position")]
    [InlineData(28, 5, "as the begin token")]
    [InlineData(32, int.MaxValue, "by its header")]
    [InlineData(37, int.MaxValue, "no token 0")]
    [InlineData(37, -1, "no token 0")]
    public void AHostileNumberIsRefusedWithItsPlaceHoweverGoodTheChecksum(int at, int value, string words)
    {
        byte[] changed = [.. _bytes];
        BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(at), value);
        WriteSealed(changed);
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => SavedBase.Open(_path));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 99)]
    [InlineData(8, 1)]
    [InlineData(8, -1)]
    [InlineData(12, 0x7FC00000)]
    [InlineData(12, 0x40000000)]
    [InlineData(4, 0x7F800000)]
    [InlineData(0, 0x7FC00000)]
    public void AHostilePositionIsRefusedWhenItIsRead(int at, int value)
    {
        byte[] changed = [.. _bytes];
        int records = _bytes.Length - 32 - (6 * RecordBytes);
        BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(records + RecordBytes + at), value);
        WriteSealed(changed);
        using SavedBase saved = SavedBase.Open(_path);
        saved.ReadNext(follower: 0);
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => saved.ReadNext(follower: 0));
        Assert.Contains(
            FormattableString.Invariant($"byte {records + RecordBytes}:"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnfinishedFileNeverAppears()
    {
        string path = _folder.File("unfinished.logp");
        TokenListing tokens = new("base", ["a", "b"], [TokenKind.Normal, TokenKind.Normal], null);
        using (SavedBaseWriter writer = SavedBaseWriter.Create(path, tokens, new TextChunks(new int[8], 8, null), 1))
        {
            writer.Add([1, 2], token: 0);
            Assert.Throws<InvalidOperationException>(writer.Complete);
        }

        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void APositionOfWhichTooFewTokensAreToldApartIsRefused()
    {
        TokenListing tokens = new("base", ["a", "b"], [TokenKind.Normal, TokenKind.Normal], null);
        using SavedBaseWriter writer = SavedBaseWriter.Create(
            _folder.File("few.logp"), tokens, new TextChunks(new int[8], 8, null), topTokens: 2);
        InvalidInputException error = Assert.Throws<InvalidInputException>(
            () => writer.Add(new KnownDistribution(0, Math.Log(0.5), Math.Log(0.5), [0], [Math.Log(0.5)])));
        Assert.Contains("a position with 1 distinguishable tokens", error.Message, StringComparison.Ordinal);
    }

    private void WriteSealed(byte[] bytes)
    {
        SHA256.HashData(bytes.AsSpan(..^32), bytes.AsSpan(^32));
        File.WriteAllBytes(_path, bytes);
    }
}
