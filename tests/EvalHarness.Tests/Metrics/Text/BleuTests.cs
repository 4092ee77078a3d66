using System.Text.Json;
using EvalHarness.Metrics.Text;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Text;

public sealed class BleuTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void SentenceScoresEqualSacreBleu()
    {
        JsonElement[] rows = [.. Rows().Where(row => row.TryGetProperty("prediction", out _))];
        Assert.Equal(76, rows.Length);
        Assert.All(rows, row =>
        {
            string prediction = row.GetProperty("prediction").GetString()!;
            string[] references = [.. row.GetProperty("references").EnumerateArray().Select(text => text.GetString()!)];
            Assert.Equal(row.GetProperty("bleu").GetDouble(), Bleu.Sentence(prediction, references), Tolerance);
            Assert.Equal(row.GetProperty("chrf").GetDouble(), CharacterF.Sentence(prediction, references), Tolerance);
        });
    }

    [Fact]
    public void CorpusScoresEqualSacreBleu()
    {
        JsonElement[] rows = [.. Rows().Where(row => row.TryGetProperty("segments", out _))];
        Assert.Equal(2, rows.Length);
        Assert.All(rows, row =>
        {
            IEnumerable<(string, IReadOnlyList<string>)> segments = row.GetProperty("segments").EnumerateArray()
                .Select(pair => (pair[0].GetString()!, (IReadOnlyList<string>)[pair[1].GetString()!]));
            Assert.Equal(row.GetProperty("bleu").GetDouble(), Bleu.Corpus(segments), Tolerance);
        });
    }

    // Python's str.split() has these as white space, and sacreBLEU splits with it; U+200B and U+FEFF it has not.
    [Theory]
    [InlineData('\u001C', true)]
    [InlineData('\u001D', true)]
    [InlineData('\u001E', true)]
    [InlineData('\u001F', true)]
    [InlineData('\u0085', true)]
    [InlineData('\u00A0', true)]
    [InlineData('\u2028', true)]
    [InlineData('\u3000', true)]
    [InlineData('\u001B', false)]
    [InlineData('\u200B', false)]
    [InlineData('\uFEFF', false)]
    public void WordsArePartedWherePythonPartsThem(char character, bool isSpace)
    {
        string prediction = $"one two{character}three four five{character}";
        string[] references = ["one two three four five"];
        Assert.Equal(isSpace, Bleu.Sentence(prediction, references) > 100 - Tolerance);
        Assert.Equal(isSpace, CharacterF.Sentence(prediction, references) > 100 - Tolerance);
    }

    private static IEnumerable<JsonElement> Rows() =>
        File.ReadLines(Fixture.Combine("text", "bleu_chrf.jsonl")).Select(line => JsonDocument.Parse(line).RootElement);
}
