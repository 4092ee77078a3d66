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

    private static IEnumerable<JsonElement> Rows() =>
        File.ReadLines(Fixture.Combine("text", "bleu_chrf.jsonl")).Select(line => JsonDocument.Parse(line).RootElement);
}
