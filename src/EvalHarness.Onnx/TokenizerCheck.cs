using System.Text;
using System.Text.Json;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Onnx;

/// <summary>
/// Compares the tokens that ONNX Runtime GenAI reads with exported files with those of the model's own tokenizer, on
/// every word of the vocabulary and on some texts: other tokens would make another prompt of every question.
/// </summary>
/// <remarks>
/// Its tokenizer takes every word that is a token whole, as Llama 3's does (<c>ignore_merges</c>), where others follow
/// merges that do not lead to it. It drops U+0000 and takes U+0085 for no white space in every vocabulary; words with
/// these are left out.
/// </remarks>
internal static class TokenizerCheck
{
    private const int LongestExample = 24;

    private static readonly string[] s_texts =
    [
        "The capital of France is Paris.",
        "  Two spaces, then\ttabs\t\tand\n\nlines.\r\n\r\n   End   ",
        "I'm sure they'll say it's 1234567 or 3.14159, don't you?",
        "HE'S LOUD; We'Ve DON'T",
        "def f(x):\n    return {\"a\": [1, 2], 'b': x ** 2}  # done",
        "https://example.org/a_b-c?d=e&f=%20#g",
        "Stra\u00dfe, na\u00efve, Se\u00f1or, \u0141\u00f3d\u017a, \u017fo",
        "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440! \u0393\u03b5\u03b9\u03ac.",
        "\u4f60\u597d\uff0c\u4e16\u754c\u3002\u3053\u3093\u306b\u3061\u306f \uc548\ub155",
        "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u0928\u092e\u0938\u094d\u0924\u0947",
        "e\u0301a\u0308 \ud83d\ude00\ud83d\udc69\u200d\ud83d\ude80 \ud835\udfd8 \u00bd\u2167\u0663",
        "<b>bold</b> <|x|> [INST] </s> $5.00 + 20% = ~\u20ac6 \u2026 \u201cquoted\u201d \u2014",
    ];

    /// <summary>Where the tokens differ, in words; <c>null</c> where none do.</summary>
    /// <param name="metadata">Describes the model's own tokenizer.</param>
    /// <param name="folder">Holds the exported files.</param>
    /// <exception cref="InvalidInputException">The exported files cannot be read.</exception>
    public static string? FindDifference(GgufMetadata metadata, string folder)
    {
        Tokenizer own = TokenizerFactory.FromMetadata(metadata);
        using NativeGenAITokenizer? native = NativeGenAITokenizer.Find(folder);
        Func<string, int[]> read = native is not null ? native.Encode : Reading(folder);
        (int differing, int compared, string example) = (0, 0, "");
        foreach (string text in Words(own).Concat(s_texts))
        {
            int[] expected = own.Encode(text, addSpecial: false, parseSpecial: true);
            int[] found = read(text);
            compared++;
            if (!expected.AsSpan().SequenceEqual(found))
            {
                example = differing++ == 0 ? Describe(text, expected, found) : example;
            }
        }

        return differing == 0 ? null : FormattableString.Invariant(
            $"other tokens in ONNX Runtime for {differing} of {compared} words and texts: {example}");
    }

    // Where the native library is absent, our own reading of the files tells what it would do.
    private static Func<string, int[]> Reading(string folder)
    {
        Tokenizer? tokenizer = FolderTokenizer.Find(GenAIFolder.Read(folder));
        return text => tokenizer?.Encode(text, addSpecial: false, parseSpecial: true) ?? [];
    }

    private static IEnumerable<string> Words(Tokenizer tokenizer)
    {
        UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        for (int id = 0; id < tokenizer.VocabularySize; id++)
        {
            if (tokenizer.KindOf(id) is TokenKind.Normal or TokenKind.UserDefined
                && TryDecode(strict, tokenizer.DecodeBytes(id)) is { Length: > 0 } word
                && !word.AsSpan().ContainsAny('\0', '\u0085'))
            {
                yield return word;
            }
        }
    }

    // A token may be a part of a character.
    private static string? TryDecode(UTF8Encoding strict, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Describe(string text, int[] expected, int[] found) =>
        $"{JsonSerializer.Serialize(text.Length > LongestExample ? text[..LongestExample] + "..." : text)} "
        + $"is {Write(expected)} in the model, {Write(found)} there";

    private static string Write(int[] tokens) =>
        "[" + string.Join(", ", tokens.Take(8)) + (tokens.Length > 8 ? ", ...]" : "]");
}
