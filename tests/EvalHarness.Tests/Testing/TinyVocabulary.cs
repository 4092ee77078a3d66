using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Tests.Testing;

/// <summary>A small vocabulary in the form that GGUF files carry it.</summary>
/// <param name="Model"><c>gpt2</c> for byte-level BPE, <c>llama</c> for SPM.</param>
/// <param name="Tokens">Texts by id.</param>
/// <param name="Types">1 normal, 2 unknown, 3 control, 4 user-defined, 6 byte.</param>
/// <param name="Scores">SPM's scores; <c>null</c> for BPE.</param>
/// <param name="Merges">BPE's merges; <c>null</c> for SPM.</param>
internal sealed record TinyVocabulary(
    string Model,
    string[] Tokens,
    int[] Types,
    float[]? Scores,
    string[]? Merges)
{
    /// <summary>Name of the pre-tokenizer of BPE.</summary>
    public string Pre { get; init; } = "gpt-2";

    /// <summary>A text begins with the begin token.</summary>
    public bool AddsBegin { get; init; } = true;

    /// <summary>Bytes, a dozen merges, and control tokens 0 to 3: unknown, begin, end, end of turn.</summary>
    public static TinyVocabulary Bpe { get; } = CreateBpe(
        ["t h", "th e", "Ġ the", "i n", "a n", "an d", "Ġ and", "e r", "o n", "Ġ a", "l l", "h e", "he ll", "hell o"]);

    /// <summary>Bytes, letters and some pieces, with unknown 0, begin 1 and end 2.</summary>
    public static TinyVocabulary Spm { get; } = CreateSpm(
        ["▁t", "he", "▁the", "in", "an", "▁an", "and", "▁and", "er", "ll", "▁he", "▁hell", "▁hello", "lo"]);

    /// <summary>A byte-level BPE vocabulary with the given merges, by rank.</summary>
    public static TinyVocabulary CreateBpe(params string[] merges)
    {
        string[] control = ["<unk>", "<s>", "</s>", "<|im_end|>"];
        string[] tokens = [.. control, .. Alphabet(), .. merges.Select(merge => merge.Replace(" ", "")).Distinct()];
        int[] types = [.. tokens.Select((_, id) => id == 0 ? 2 : id < control.Length ? 3 : 1)];
        return new("gpt2", tokens, types, Scores: null, merges);
    }

    /// <summary>An SPM vocabulary with the given pieces, the first scoring highest.</summary>
    public static TinyVocabulary CreateSpm(params string[] pieces)
    {
        string[] bytes = [.. Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>")];
        string[] letters = [.. "▁abcdefghijklmnopqrstuvwxyz.,".Select(c => c.ToString())];
        string[] tokens = ["<unk>", "<s>", "</s>", .. bytes, .. pieces, .. letters];
        int[] types = [.. tokens.Select((_, id) => id == 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1)];
        float[] scores = [.. tokens.Select((_, id) => id < 259 ? 0f : -(id - 259f))];
        return new("llama", tokens, types, scores, Merges: null);
    }

    /// <summary>Adds tokens of a kind at the end.</summary>
    public TinyVocabulary With(TokenKind kind, params string[] texts) => this with
    {
        Tokens = [.. Tokens, .. texts],
        Types = [.. Types, .. texts.Select(_ => (int)kind)],
        Scores = Scores is null ? null : [.. Scores, .. texts.Select(_ => 0f)],
    };

    /// <summary>The tokenizer of a file with this vocabulary.</summary>
    public Tokenizer CreateTokenizer(Action<GgufWriter>? more = null)
    {
        using TemporaryFolder folder = new();
        using (GgufWriter writer = GgufWriter.Create(folder.File("v.gguf")))
        {
            AddTo(writer);
            more?.Invoke(writer);
            writer.Complete();
        }

        using GgufFile file = GgufFile.Open(folder.File("v.gguf"));
        return TokenizerFactory.FromGguf(file);
    }

    /// <summary>Adds the vocabulary's metadata to a file.</summary>
    public void AddTo(GgufWriter writer)
    {
        writer.Add("tokenizer.ggml.model", Model);
        writer.Add("tokenizer.ggml.pre", Model == "gpt2" ? Pre : "default");
        writer.Add("tokenizer.ggml.tokens", Tokens);
        writer.Add("tokenizer.ggml.token_type", Types);
        if (Scores is not null)
        {
            writer.Add("tokenizer.ggml.scores", Scores);
        }

        if (Merges is not null)
        {
            writer.Add("tokenizer.ggml.merges", Merges);
        }

        writer.Add("tokenizer.ggml.unknown_token_id", 0u);
        writer.Add("tokenizer.ggml.bos_token_id", 1u);
        writer.Add("tokenizer.ggml.eos_token_id", 2u);
        writer.Add("tokenizer.ggml.add_bos_token", AddsBegin);
    }

    /// <summary>The 256 bytes as byte-level BPE writes them.</summary>
    private static IEnumerable<string> Alphabet()
    {
        int next = 256;
        for (int b = 0; b < 256; b++)
        {
            bool plain = b is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
            yield return ((char)(plain ? b : next++)).ToString();
        }
    }
}
