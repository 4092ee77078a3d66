using EvalHarness.Onnx;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Onnx;

public sealed class GenAIFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GenAIFolderTests()
    {
        _folder.Write("model.onnx", "");
        _folder.Write("genai_config.json", """
            {
              "model": {
                "type": "llama", "vocab_size": 8, "context_length": 64,
                "decoder": { "filename": "model.onnx" }
              }
            }
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{ "chat_template": "one" }""", "one")]
    [InlineData("""{ "chat_template": [{ "name": "rag", "template": "two" }, { "name": "default", "template": "one" }] }""",
        "one")]
    [InlineData("""{ "chat_template": [{ "name": "rag", "template": "two" }] }""", null)]
    [InlineData("""{ "chat_template": null }""", null)]
    [InlineData("{}", null)]
    public void TheTemplateOfTheSettingsIsTheDefaultOne(string settings, string? expected)
    {
        _folder.Write("tokenizer_config.json", settings);
        Assert.Equal(expected, GenAIFolder.Read(_folder.Path).Template);
    }

    [Fact]
    public void ATemplateInAFileOfItsOwnComesFirstAndKeepsItsBytes()
    {
        _folder.Write("tokenizer_config.json", """{ "chat_template": "one" }""");
        _folder.Write("chat_template.jinja", "two\n");
        Assert.Equal("two\n", GenAIFolder.Read(_folder.Path).Template);
    }

    [Fact]
    public void SpecialTokensAreTextsOrObjects()
    {
        _folder.Write("tokenizer_config.json", """{ "bos_token": "<s>", "eos_token": { "content": "</s>" } }""");
        GenAIFolder folder = GenAIFolder.Read(_folder.Path);
        Assert.Equal(("<s>", "</s>"), (folder.BeginText, folder.EndText));
    }
}
