using EvalHarness.Inference.Tokenization;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Onnx;

public sealed class TokenizerCheckTests : IDisposable
{
    // No merges lead to the word: ONNX Runtime's tokenizer takes it all the same, as of the others only Llama 3's does.
    private static readonly TinyVocabulary s_unreachable = TinyVocabulary.Bpe.With(TokenKind.Normal, "Ġwhole");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("smaug-bpe")]
    [InlineData("gpt-2")]
    [InlineData("qwen2")]
    [InlineData("smollm")]
    public void AVocabularyWithAWordThatOnlyONNXRuntimeTakesWholeIsRefused(string pre)
    {
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => Export(pre));
        InputError error = Assert.Single(refusal.Errors);
        Assert.Contains("for 1 of ", error.Actual, StringComparison.Ordinal);
        Assert.Contains(
            "\" whole\" is [36, 123, 108, 115, 112, 105] in the model, [274] there",
            error.Actual,
            StringComparison.Ordinal);
        Assert.Contains("convert --force", error.Fix, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("onnx")));
    }

    [Fact]
    public void ItIsWrittenAndTheDifferenceToldWhereThatIsAskedFor()
    {
        List<string> told = [];
        Export("gpt-2", told.Add);
        Assert.Contains("other tokens in ONNX Runtime", Assert.Single(told), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.File("onnx"), "model.onnx")));
    }

    [Fact]
    public void LlamaThreesTokenizerWhichTakesWholeWordsIsWritten()
    {
        Export("llama-bpe");
        Assert.True(File.Exists(Path.Combine(_folder.File("onnx"), "model.onnx")));
    }

    [Fact]
    public void OurOwnReadingOfTheFolderTakesWholeWordsAsTheLibraryDoes()
    {
        Export("gpt-2", _ => { });
        GenAIFolder folder = GenAIFolder.Read(_folder.File("onnx"));
        using NativeGenAITokenizer library = NativeGenAITokenizer.Find(folder.Path)!;
        int[] tokens = FolderTokenizer.Find(folder)!.Encode(" whole wholes", addSpecial: false, parseSpecial: true);
        Assert.Equal(274, tokens[0]);
        Assert.Equal(library.Encode(" whole wholes"), tokens);
    }

    private void Export(string pre, Action<string>? onOtherTokens = null) => GenAIExport.Write(
        new TinyGguf { Vocabulary = s_unreachable with { Pre = pre } }.WriteTo(_folder.File("model.gguf")),
        _folder.File("onnx"),
        OnnxWeightType.Float32,
        onOtherTokens);
}
