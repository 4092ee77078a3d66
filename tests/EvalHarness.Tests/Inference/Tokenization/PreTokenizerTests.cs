using System.Text.RegularExpressions;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Tests.Inference.Tokenization;

public sealed class PreTokenizerTests
{
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)";

    private const string Llama3 =
        @"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
        + @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly Dictionary<string, string[]> s_expressions = new()
    {
        ["gpt-2"] = [Gpt2],
        ["smollm"] = [@"\p{N}", Gpt2],
        ["llama-bpe"] = [Llama3],
        ["qwen2"] = [Llama3.Replace("{1,3}", "", StringComparison.Ordinal)],
        ["default"] = [@"[\p{P}\$\+<=>\^~\|]+", Gpt2, @"\p{N}+", "[0-9][0-9][0-9]"],
    };

    public static TheoryData<string> Names => [.. s_expressions.Keys];

    [Theory]
    [InlineData("gpt-2", "Hello's world  12345!!\n\n x", "Hello|'s| world| | 12345|!!|\n\n| x")]
    [InlineData("gpt-2", "a \n", "a| \n")]
    [InlineData("gpt-2", "\tx 'S", "\t|x| '|S")]
    [InlineData("smollm", "in 2024.", "in| |2|0|2|4|.")]
    [InlineData("llama-bpe", "It'S (a) 12345\r\n\r\n  b!\n", "It|'S| (|a|)| |123|45|\r\n\r\n| | b|!\n")]
    [InlineData("qwen2", "x=12 34", "x|=|1|2| |3|4")]
    [InlineData("default", "a+b 12345, c", "a|+|b| |123|45|,| c")]
    [InlineData("gpt-2", "d'être 猫が 👍🏽x", "d|'|être| 猫が| 👍🏽|x")]
    public void TextSplitsAsByHand(string name, string text, string pieces) =>
        Assert.Equal(pieces.Split('|'), Split(name, text));

    [Theory, MemberData(nameof(Names))]
    public void ScannersEqualTheirRegularExpressions(string name)
    {
        const string Alphabet = "ab'streSLldvm  \n\r\t12345.,!$+-_<>()\u00E9\u4E2D\u0663\u00B2\u0301\u00A0\u3000\u2028";
        Random random = new(11);
        for (int round = 0; round < 3000; round++)
        {
            string text = string.Concat(
                Enumerable.Range(0, random.Next(1, 24)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            Assert.Equal(SplitByExpressions(text, s_expressions[name]), Split(name, text));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void LongRunsTakeLinearTime(string name)
    {
        foreach (string run in new[] { " ", "\n", "a", "1", "!", "'", "\uD800", "\U0001F44D" })
        {
            string text = string.Concat(Enumerable.Repeat(run, 200_000));
            Assert.Equal(text, string.Concat(Split(name, text)));
        }
    }

    [Fact]
    public void AnUnknownNameIsRefusedWithThoseThatAreKnown()
    {
        GgufFormatException refusal = Assert.Throws<GgufFormatException>(
            () => PreTokenizer.Find("klingon", new GgufMetadata([])));
        Assert.Contains("qwen2", refusal.Message, StringComparison.Ordinal);
    }

    private static List<string> Split(string name, string text)
    {
        List<string> pieces = [];
        PreTokenizer.Find(name, new GgufMetadata([])).Split(text, piece => pieces.Add(piece.ToString()));
        return pieces;
    }

    private static IEnumerable<string> SplitByExpressions(string text, string[] expressions) =>
        expressions.Aggregate<string, IEnumerable<string>>([text], (pieces, expression) =>
            pieces.SelectMany(piece => SplitByExpression(piece, expression)));

    private static IEnumerable<string> SplitByExpression(string text, string expression)
    {
        int at = 0;
        foreach (Match match in Regex.Matches(text, expression))
        {
            if (match.Index > at)
            {
                yield return text[at..match.Index];
            }

            yield return match.Value;
            at = match.Index + match.Length;
        }

        if (at < text.Length)
        {
            yield return text[at..];
        }
    }
}
