using System.Text;
using System.Text.Json;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class DatasetReadersTests : IDisposable
{
    private const long LargestGrowth = 8 << 20;

    private static readonly Sample s_expected = new()
    {
        Id = "a1",
        Input = "Why, \"so\"?",
        Targets = ["be\ncause"],
        Group = "g",
        Tags = ["x", "y"],
        Fields = new Dictionary<string, string>
        {
            ["id"] = "a1",
            ["input"] = "Why, \"so\"?",
            ["target"] = "be\ncause",
            ["group"] = "g",
            ["tags"] = "x; y",
            ["n"] = "1.50",
        },
    };

    private readonly DatasetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("d.csv", "id,input,target,group,tags,n\na1,\"Why, \"\"so\"\"?\",\"be\ncause\",g,x; y,1.50\n")]
    [InlineData("d.CSV", "\uFEFFid,input,target,group,tags,n\r\n\r\na1,\"Why, \"\"so\"\"?\",\"be\ncause\",g,x; y,1.50")]
    [InlineData("d.tsv", "id\tinput\ttarget\tgroup\ttags\tn\na1\t\"Why, \"\"so\"\"?\"\t\"be\ncause\"\tg\tx; y\t1.50\n")]
    [InlineData("d.jsonl", """
        {"id":"a1","input":"Why, \"so\"?","target":"be\ncause","group":"g","tags":"x; y","n":1.50,"none":null}
        """)]
    [InlineData("d.json", """

          [ {"id": "a1", "input": "Why, \"so\"?", "target": "be\ncause",
             "group": "g", "tags": "x; y", "n": 1.50} ]
        """)]
    public async Task EveryFormatGivesTheSameSampleInEveryCulture(string name, string content)
    {
        foreach (string culture in InCulture.Names)
        {
            List<Sample> samples = await InCulture.RunAsync(culture, () => _folder.ReadAsync(
                name, content, new DatasetMapping { Quoting = true }));
            Assert.Equal(JsonSerializer.Serialize(s_expected), JsonSerializer.Serialize(Assert.Single(samples)));
        }
    }

    [Fact]
    public async Task FieldsAreMappedByTheTask()
    {
        DatasetMapping mapping = new() { Id = "key", Input = "question", Target = "answers", Group = "doc" };
        Sample sample = Assert.Single(await _folder.ReadAsync(
            "d.jsonl", """{"key": 7, "question": "q", "answers": ["a", 2], "doc": "d", "tags": ["t"]}""", mapping));
        Assert.Equal(("7", "q", "d"), (sample.Id, sample.Input, sample.Group));
        Assert.Equal(["a", "2"], sample.Targets);
        Assert.Equal(["t"], sample.Tags);
        Assert.Equal(["key", "question", "doc"], sample.Fields.Keys);
    }

    [Fact]
    public async Task TagsAreMappedByTheTaskAndAMappedFieldIsNeeded()
    {
        DatasetMapping mapping = new() { Tags = "topics" };
        Sample sample = Assert.Single(await _folder.ReadAsync("d.csv", "id,topics,tags\n1,a; b,c\n", mapping));
        Assert.Equal(["a", "b"], sample.Tags);
        string mistake = Assert.Single(await _folder.MistakesAsync("d.csv", "id\n1\n", mapping));
        Assert.Contains("topics", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d.csv", ';', "id;input;target\na1;\"x; y, z\";t\n")]
    [InlineData("d.csv", '|', "id|input|target\na1|x; y, z|t\n")]
    [InlineData("d.csv", '\t', "id\tinput\ttarget\na1\tx; y, z\tt\n")]
    [InlineData("d.tsv", ',', "id,input,target\na1,\"x; y, z\",t\n")]
    public async Task TheTaskNamesTheSeparator(string name, char separator, string content)
    {
        DatasetMapping mapping = new() { Separator = separator, Quoting = true };
        Sample sample = Assert.Single(await _folder.ReadAsync(name, content, mapping));
        Assert.Equal(("a1", "x; y, z", "t"), (sample.Id, sample.Input, Assert.Single(sample.Targets)));
    }

    [Theory]
    [InlineData("utf-16", "utf-16")]
    [InlineData("utf-16", "utf-16BE")]
    [InlineData("utf-8", "utf-8")]
    [InlineData("iso-8859-1", "iso-8859-1")]
    [InlineData("windows-1252", "windows-1252")]
    public async Task TheTaskNamesTheEncoding(string name, string written)
    {
        string input = written == "windows-1252" ? "Füße für 5 €" : "Füße";
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(written) ?? Encoding.GetEncoding(written);
        byte[] content = [.. encoding.Preamble, .. encoding.GetBytes($"id,input\na1,{input}\n")];
        string path = _folder.Write("d.csv", content);
        List<Sample> samples = await DatasetReaders.Open(path, new() { Encoding = name }, BadSamplePolicy.Stop)
            .ReadAsync(CancellationToken.None).ToListAsync();
        Assert.Equal(("a1", input), (Assert.Single(samples).Id, samples[0].Input));
    }

    [Theory]
    [InlineData("target")]
    [InlineData("targets")]
    [InlineData("reference")]
    [InlineData("references")]
    public async Task ReferencesGoByFourNames(string name) => Assert.Equal(
        ["r"], (await _folder.ReadAsync("d.jsonl", $$"""{"{{name}}": ["r"]}"""))[0].Targets);

    [Fact]
    public async Task AMissingIdIsAHashOfTheContent()
    {
        List<Sample> samples = await _folder.ReadAsync("d.csv", "input\na\nb\n");
        List<Sample> again = await _folder.ReadAsync("e.csv", "input\nb\na\n");
        Assert.Equal(samples.Select(sample => sample.Id), again.Select(sample => sample.Id).Reverse());
        Assert.Matches("^[0-9a-f]{16}$", samples[0].Id);
        Assert.NotEqual(samples[0].Id, samples[1].Id);
    }

    [Theory]
    [InlineData("d.jsonl", """
        {"id":"1","query":"q","candidates":[{"id":"a","text":"A"},{"id":"b","text":"B"}],"relevance":{"b":2}}
        """)]
    [InlineData("d.csv", """"
        id,query,candidates,relevance
        1,q,"[{""id"":""a"",""text"":""A""},{""id"":""b"",""text"":""B""}]","{""b"":2}"
        """")]
    public async Task RankingSamplesHaveCandidatesAndGrades(string name, string content)
    {
        Sample sample = Assert.Single(await _folder.ReadAsync(name, content, new() { IsRanking = true }));
        Assert.Equal("q", sample.Input);
        Assert.Equal([new("a", "A"), new RankingCandidate("b", "B")], sample.Candidates);
        Assert.Equal(2, Assert.Single(sample.Relevance, grade => grade.Key == "b").Value);
    }

    [Fact]
    public async Task ACheckCountsSamplesAndHashesBytes()
    {
        string path = _folder.Write("d.jsonl", Encoding.UTF8.GetBytes("{\"id\":\"1\"}\n\n{\"id\":\"2\"}"));
        DatasetSummary summary =
            await DatasetReaders.CheckAsync(path, new(), BadSamplePolicy.Stop, CancellationToken.None);
        Assert.Equal(2, summary.Samples);
        Assert.Equal("8902d5a7", summary.Sha256[..8]);
    }

    [Fact]
    public async Task SkippedRowsAreListedAndTheOthersAreRead()
    {
        const string content = "{\"id\":\"1\"}\n{broken\n{\"id\":\"1\"}\n[]\n{\"id\":\"2\"}\n";
        string path = _folder.Write("d.jsonl", Encoding.UTF8.GetBytes(content));
        DatasetSummary summary =
            await DatasetReaders.CheckAsync(path, new(), BadSamplePolicy.Skip, CancellationToken.None);
        Assert.Equal(2, summary.Samples);
        Assert.Equal(
            [path + ":2", path + ":3", path + ":4"], summary.Skipped.Select(mistake => mistake.Location!));
        List<Sample> samples = await _folder.ReadAsync("d.jsonl", content, policy: BadSamplePolicy.Skip);
        Assert.Equal(["1", "2"], samples.Select(sample => sample.Id));
    }

    [Theory]
    [InlineData("summarize.jsonl", 200, 5, "report")]
    [InlineData("rank.jsonl", 200, 0, "query")]
    public async Task TheBundledDatasetsAreRead(string name, int count, int targets, string field)
    {
        IDatasetReader reader = DatasetReaders.Open(
            RepositoryRoot.Combine("datasets", name), new() { IsRanking = name.StartsWith('r') }, BadSamplePolicy.Stop);
        List<Sample> samples = await reader.ReadAsync(CancellationToken.None).ToListAsync();
        Assert.Equal(count, samples.Count);
        Assert.All(samples, sample => Assert.Equal(targets, sample.Targets.Count));
        Assert.All(samples, sample => Assert.NotEmpty(sample.Fields[field]));
    }

    [Fact]
    public async Task TheBundledQuestionsAreRead()
    {
        DatasetMapping mapping = new() { Target = "answer", RequiredFields = ["report", "question"] };
        string path = RepositoryRoot.Combine("datasets", "answer.csv");
        DatasetSummary summary =
            await DatasetReaders.CheckAsync(path, mapping, BadSamplePolicy.Stop, CancellationToken.None);
        Assert.Equal(300, summary.Samples);
    }

    [Fact]
    public async Task ReadingHoldsOneRowNotTheFile()
    {
        string path = _folder.Write("d.jsonl", []);
        await using (StreamWriter writer = new(path))
        {
            for (int i = 0; i < 2000; i++)
            {
                await writer.WriteLineAsync($$"""{"id":"{{i}}","input":"{{new string('x', 20_000)}}"}""");
            }
        }

        // The tests beside this one have memory too: the least of several readings is this one's.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > LargestGrowth; attempt++)
        {
            least = Math.Min(least, await MeasureAsync(path));
        }

        Assert.InRange(least, long.MinValue, LargestGrowth);
    }

    private static async Task<long> MeasureAsync(string path)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        IDatasetReader reader = DatasetReaders.Open(path, new(), BadSamplePolicy.Stop);
        await foreach (Sample sample in reader.ReadAsync(CancellationToken.None))
        {
            if (int.Parse(sample.Id, System.Globalization.CultureInfo.InvariantCulture) % 500 == 499)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        return most;
    }
}
