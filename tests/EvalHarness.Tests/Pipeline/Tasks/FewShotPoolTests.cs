using System.Text.Json;
using EvalHarness.Pipeline.Tasks.Requests;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Tasks;

public sealed class FewShotPoolTests
{
    private static readonly JsonElement[] s_ten = [.. Enumerable.Range(0, 10).Select(Document)];

    // Values of lm-evaluation-harness 0.4.13: its default sampler with seed 1234.
    [Fact]
    public void OneGeneratorRunsThroughAllDocuments()
    {
        FewShotPool pool = new(s_ten, takesFirst: false, excludes: false, seed: 1234);

        Assert.Equal([7, 1, 0], Draw(pool, 3, asked: 0));
        Assert.Equal([1, 0, 9], Draw(pool, 3, asked: 1));
        Assert.Equal([1, 5, 3], Draw(pool, 3, asked: 2));
    }

    [Fact]
    public void ADocumentIsNotItsOwnExampleWhereBothComeFromOneSplit()
    {
        FewShotPool pool = new(s_ten, takesFirst: false, excludes: true, seed: 1234);

        Assert.Equal([7, 1, 9], Draw(pool, 3, asked: 0));
        Assert.Equal([9, 0, 8], Draw(pool, 3, asked: 1));
    }

    [Fact]
    public void TheFirstDocumentsAreTakenInTheirOrder()
    {
        FewShotPool pool = new(s_ten, takesFirst: true, excludes: true, seed: 0);

        Assert.Equal([0, 2, 3], Draw(pool, 3, asked: 1));
    }

    [Fact]
    public void ExamplesAreLikeTheDocumentInTheColumnThatIsNamed()
    {
        JsonElement[] pool = [.. Enumerable.Range(0, 12).Select(i => Subject(i, i % 3 == 0 ? "bees" : "stars"))];
        FewShotPool first = new(pool, takesFirst: true, excludes: false, seed: 0, sameColumn: "subject");
        FewShotPool drawn = new(pool, takesFirst: false, excludes: false, seed: 0, sameColumn: "subject");

        Assert.Equal([0, 3, 6], Ids(first.Next(3, Subject(20, "bees"))));
        Assert.Equal([1, 2, 4], Ids(first.Next(3, Subject(21, "stars"))));
        Assert.All(Ids(drawn.Next(3, Subject(22, "bees"))), id => Assert.Equal(0, id % 3));
        Assert.Contains(
            "0 documents", Assert.Throws<DocumentFaultException>(() => first.Next(1, Subject(23, "ants"))).Message);
        Assert.Contains(
            "no column \"subject\"", Assert.Throws<DocumentFaultException>(() => first.Next(1, Document(24))).Message);

        static JsonElement Subject(int id, string subject) =>
            JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["id"] = id, ["subject"] = subject });

        static IEnumerable<int> Ids(IEnumerable<JsonElement> documents) =>
            documents.Select(document => document.GetProperty("id").GetInt32());
    }

    [Fact]
    public void TooFewDocumentsAreAFault()
    {
        FewShotPool pool = new(s_ten, takesFirst: false, excludes: false, seed: 0);

        Assert.Contains("11 are needed", Assert.Throws<DocumentFaultException>(() => Draw(pool, 11, 0)).Message);
    }

    [SharedFixtureFact]
    public void SamplersDrawWhatUpstreamsDraw()
    {
        foreach (JsonElement entry in File.ReadLines(SharedFixtures.Combine("lm-eval", "fewshot.jsonl"))
            .Select(line => JsonElement.Parse(line)).Where(entry => entry.GetProperty("kind").GetString() == "sampler"))
        {
            int count = entry.GetProperty("k").GetInt32();
            JsonElement[] documents = [.. Enumerable.Range(0, entry.GetProperty("pool").GetInt32()).Select(Document)];
            bool takesFirst = entry.GetProperty("sampler").GetString() == "first_n";
            FewShotPool pool = new(
                documents, takesFirst,
                entry.TryGetProperty("excludes_eval_doc", out JsonElement excludes) && excludes.GetBoolean(),
                entry.TryGetProperty("seed", out JsonElement seed) ? seed.GetInt64() : 0);
            JsonElement[] expected = takesFirst
                ? [entry.GetProperty("expected")] : [.. entry.GetProperty("expected").EnumerateArray()];
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i].EnumerateArray().Select(place => place.GetInt32()), Draw(pool, count, i));
            }
        }
    }

    private static IEnumerable<int> Draw(FewShotPool pool, int count, int asked) =>
        pool.Next(count, Document(asked)).Select(document => document.GetProperty("place").GetInt32());

    private static JsonElement Document(int place) => JsonElement.Parse($$"""{"place": {{place}}}""");
}
