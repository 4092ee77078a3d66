using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Fidelity;

public sealed class TextChunksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Tokenizer _tokenizer = TinyVocabulary.Bpe.CreateTokenizer();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(8, 4, 3)]
    [InlineData(9, 4, 4)]
    [InlineData(512, 256, 255)]
    public void TheSecondHalfOfAChunkIsScored(int context, int first, int scored)
    {
        TextChunks text = new(new int[context], context, beginToken: null);
        Assert.Equal((first, scored), (text.FirstScored, text.ScoredPerChunk));
    }

    [Fact]
    public void ABeginTokenReplacesTheFirstOfEachChunkAndWhatIsLeftIsNotRead()
    {
        TextChunks text = new([.. Enumerable.Range(10, 19)], context: 8, beginToken: 1);
        Assert.Equal(2, text.Count);
        Assert.Equal([1, 11, 12, 13, 14, 15, 16], text.Sequence(0));
        Assert.Equal([1, 19, 20, 21, 22, 23, 24], text.Sequence(1));
        Assert.Equal((15, 25), (text.Next(0, 4), text.Next(1, 6)));
        Assert.Equal(18, new TextChunks([.. Enumerable.Range(10, 19)], 8, beginToken: null).Sequence(1)[0]);
        Assert.Equal(1, new TextChunks([.. Enumerable.Range(10, 19)], 8, null, chunkLimit: 1).Count);
    }

    [Fact]
    public void OneFinalLineFeedIsNotPartOfTheText()
    {
        string with = _folder.Write("with.txt", "the and the and the\n");
        string without = _folder.Write("without.txt", "the and the and the");
        Assert.Equal("the\n", TextChunks.ReadText(_folder.Write("two.txt", "the\n\n")));
        Assert.Equal(TextChunks.ReadText(without), TextChunks.ReadText(with));
        int[] tokens = _tokenizer.EncodeBeginning("the and");
        Assert.Equal(_tokenizer.BosId, tokens[0]);
    }

    [Fact]
    public void AShortTextIsRefused()
    {
        string path = _folder.Write("short.txt", "the");
        InvalidInputException error = Assert.Throws<InvalidInputException>(
            () => TextChunks.Read(path, _tokenizer, context: 8, chunkLimit: null));
        Assert.Contains(
            "a text of 2 tokens; expected at least one chunk of 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BytesThatAreNoTextAreRefusedWithTheirPlace()
    {
        string path = _folder.File("bad.txt");
        File.WriteAllBytes(path, [.. "the an"u8, 0xFF, .. "d"u8]);
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => TextChunks.ReadText(path));
        Assert.Contains("byte 6", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "no such file",
            Assert.Throws<InvalidInputException>(() => TextChunks.ReadText(_folder.File("absent"))).Message,
            StringComparison.Ordinal);
    }
}
