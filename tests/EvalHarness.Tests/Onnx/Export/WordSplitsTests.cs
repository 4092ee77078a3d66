using System.Text;
using System.Text.Json;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Onnx.Export;

/// <summary>
/// Exported tokenizers give the library's tokenizer the tokens of the embedded engine's, and ours, read back from the
/// folder, as well.
/// </summary>
public sealed class WordSplitsTests(ExportedModel exported) : IClassFixture<ExportedModel>
{
    private const string PreKey = "tokenizer.ggml.pre";

    private static readonly string[] s_parts =
    [
        "a", "Z", "the", " ", "  ", "\n", "\r\n", "\t", "1", "23", "2024", "'s", "'S", "'ll", "\u00e9", "\u00df",
        "\u6f22", "\ud83d\ude00", "\u0663", "\u00bd", "\u2167", "-", "...", "_", "\u00a0", "\u3000", "\u200b",
        "e\u0301", "<", "|", "https://", "\u2028", "\u017f", "'\u017f", "\ud835\udfd8", "$", "+",
    ];

    public static TheoryData<string> Names => [.. WordSplits.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void ThePreTokenizersThatAreWrittenSplitAsTheEmbeddedEngineDoes(string name)
    {
        using TemporaryFolder folder = new();
        GgufMetadata metadata = Bundled(name);
        Write(metadata, folder.Path);
        Tokenizer expected = TokenizerFactory.FromMetadata(metadata);
        GenAIFolder read = GenAIFolder.Read(folder.Path);
        using NativeGenAIModel model = NativeGenAIModel.Load(read);
        Tokenizer own = FolderTokenizer.Find(read)!;
        Assert.All(Texts(), text =>
        {
            int[] tokens = expected.Encode(text, addSpecial: false, parseSpecial: true);
            Assert.Equal(tokens, model.Tokenizer.Encode(text));
            Assert.Equal(tokens, own.Encode(text, addSpecial: false, parseSpecial: true));
        });
    }

    [Theory]
    [InlineData("default")]
    [InlineData("gpt-4o")]
    [InlineData(null)]
    public void AnotherPreTokenizerIsRefusedAndTheKnownOnesAreNamed(string? name)
    {
        GgufFormatException refusal = Assert.Throws<GgufFormatException>(
            () => TokenizerFiles.RequireSupported(Bundled(name)));
        Assert.Contains("pre-tokenizer", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("smollm", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The library drops U+0000, and takes U+0085 for a mark.</summary>
    [SharedModelFact]
    public void ARealModelsTokensAreThoseOfTransformers()
    {
        using TemporaryFolder folder = new();
        using (GgufFile file = GgufFile.Open(SharedFixtures.ChatModel))
        {
            Write(file.Metadata, folder.Path);
        }

        using NativeGenAIModel model = NativeGenAIModel.Load(GenAIFolder.Read(folder.Path));
        int compared = 0;
        foreach (JsonElement line in File.ReadLines(SharedFixtures.Combine("smollm2", "tokenizer.jsonl"))
            .Select(line => JsonElement.Parse(line)))
        {
            string text = line.GetProperty("text").GetString()!;
            int[] expected = [.. line.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            if (text.AsSpan().ContainsAny('\0', '\u0085'))
            {
                continue;
            }

            compared++;
            Assert.Equal(expected, model.Tokenizer.Encode(text));
        }

        Assert.InRange(compared, 200, 204);
    }

    // The graph is another model's: the tokenizer does not look at it.
    private void Write(GgufMetadata metadata, string folder)
    {
        foreach (string file in Directory.GetFiles(exported.Rounded))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        TokenizerFiles.Write(metadata, folder);
    }

    private static GgufMetadata Bundled(string? name)
    {
        using GgufFile file = GgufFile.Open(ExportedModel.Source);
        return new([.. file.Metadata.Entries
            .Where(entry => entry.Key != PreKey || name is not null)
            .Select(entry => entry.Key == PreKey ? entry with { Value = name! } : entry)]);
    }

    private static IEnumerable<string> Texts()
    {
        Random random = new(5);
        for (int i = 0; i < 600; i++)
        {
            StringBuilder text = new();
            for (int part = random.Next(1, 9); part > 0; part--)
            {
                text.Append(s_parts[random.Next(s_parts.Length)]);
            }

            yield return text.ToString();
        }
    }
}
