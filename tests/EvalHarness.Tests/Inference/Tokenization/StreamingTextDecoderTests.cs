using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Tokenization;

public sealed class StreamingTextDecoderTests
{
    private static readonly Tokenizer s_tokenizer = TinyVocabulary.Bpe.CreateTokenizer();

    [Fact]
    public void ACharacterComesWithItsLastByte()
    {
        StreamingTextDecoder decoder = new(s_tokenizer);
        int[] ids = s_tokenizer.Encode("é👍", addSpecial: false, parseSpecial: false);
        Assert.Equal(["", "é", "", "", "", "👍"], ids.Select(decoder.Append));
        Assert.Equal("", decoder.Flush());
    }

    [Fact]
    public void AnUnfinishedCharacterIsReplacedAtTheEnd()
    {
        StreamingTextDecoder decoder = new(s_tokenizer);
        int first = s_tokenizer.Encode("é", addSpecial: false, parseSpecial: false)[0];
        Assert.Equal("", decoder.Append(first));
        Assert.Equal("\uFFFD", decoder.Flush());
    }

    [Fact]
    public void ControlTokensWriteNothing()
    {
        StreamingTextDecoder decoder = new(s_tokenizer);
        Assert.Equal("", decoder.Append(s_tokenizer.EosId!.Value));
    }
}
