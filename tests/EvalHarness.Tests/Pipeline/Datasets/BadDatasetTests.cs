using System.Text;
using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class BadDatasetTests : IDisposable
{
    private readonly DatasetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("d.jsonl", "{\"id\":\"1\"}\n{\"id\": 2,,}\n", "2: invalid JSON at column 10")]
    [InlineData("d.jsonl", "{\"id\":\"1\"}\n{\"id\":", "2: invalid JSON at column 7")]
    [InlineData("d.jsonl", "{\"id\":\"1\"} {\"id\":\"2\"}\n", "1: invalid JSON")]
    [InlineData("d.jsonl", "{\"id\":\"1\",\"id\":\"2\"}\n", "1: invalid JSON")]
    [InlineData("d.jsonl", "\n[1]\n", "2: a list; a JSON object")]
    [InlineData("d.jsonl", "{\"input\":\"\\ud800\"}\n", "1: half of a surrogate pair")]
    [InlineData("d.jsonl", "{\"id\":{}}\n", "1: an object in the field \"id\"; a text")]
    [InlineData("d.jsonl", "{\"target\":[]}\n", "1: a list in the field \"target\"; a text or a list of at least one")]
    [InlineData("d.jsonl", "{\"target\":[[]]}\n", "1: a list in the field \"target\"")]
    [InlineData("d.jsonl", "{\"tags\":{}}\n", "1: an object in the field \"tags\"")]
    [InlineData("d.jsonl", "", ": no row; at least one sample")]
    [InlineData("d.jsonl", "\n \n", ": no row; at least one sample")]
    [InlineData("d.json", "[]", ": no row; at least one sample")]
    [InlineData("d.json", "", "1: no JSON array")]
    [InlineData("d.json", "{\"id\":\"1\"}", "1: no JSON array; one JSON array of objects. For one object per line")]
    [InlineData("d.json", "[{\"id\":\"1\"},\n{\"id\": 2,,}]", "2: invalid JSON at column 10")]
    [InlineData("d.json", "[{\"id\":\"1\"},\n\n{\"id\":\n 2,,}]", "4: invalid JSON")]
    [InlineData("d.json", "[{\"id\":\"1\"},\n]", "2: invalid JSON")]
    [InlineData("d.json", "[{\"id\":\"1\"},\n{\"id\":[}", "2: an array that is never closed")]
    [InlineData("d.json", "[{\"id\":\"1\"}]\n5", "2: text after the array")]
    [InlineData("d.csv", "", ": no header line")]
    [InlineData("d.csv", "id,input\n", ": no row; at least one sample")]
    [InlineData("d.csv", "id,input\n1,a\n2,b,c\n", "3: 3 fields; 2 (id, input)")]
    [InlineData("d.csv", "id,input\n\"1\n\",a\n\n2\n", "5: 1 field; 2 (id, input)")]
    [InlineData("d.csv", "id,input\n1,\"a\n", "2: a quote that is never closed")]
    [InlineData("d.csv", "id,input\n1,\"a\"b\n", "2: text after a closing quote")]
    [InlineData("d.csv", "id,input\n1,a \"b\"\n", "2: a quote within a field")]
    [InlineData("d.csv", "id,id\n1,a\n", "1: the duplicate column \"id\"")]
    [InlineData("d.csv", "id,\n1,a\n", "1: a column without a name")]
    [InlineData("d.tsv", "id\tinput\n1\ta\tb\n", "2: 3 fields; 2 (id, input)")]
    [InlineData("d.csv", "id,input\n1,a\n2,b\n1,c\n", "4: duplicate id \"1\", first used on line 2")]
    [InlineData("d.csv", "input\na\na\n", "3: duplicate id")]
    [InlineData("d.xlsx", "PK", ": the extension \".xlsx\"; .jsonl, .json, .csv or .tsv")]
    public async Task ABadFileIsReportedWithItsLine(string name, string content, string expected)
    {
        string mistake = Assert.Single(await _folder.MistakesAsync(name, content));
        Assert.StartsWith(expected, mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "1: no field \"query\"", "1: no field \"candidates\"", "1: no field \"relevance\"")]
    [InlineData("""{"query":"q","candidates":[],"relevance":{}}""", "1: no candidates")]
    [InlineData("""{"query":"q","candidates":["a"],"relevance":{}}""", "1: a text among the candidates")]
    [InlineData("""{"query":"q","candidates":[{"id":"a"}],"relevance":{}}""", "1: an object among the candidates")]
    [InlineData("""{"query":"q","candidates":[{"id":"a","text":""},{"id":"a","text":""}],"relevance":{"a":1.5}}""",
        "1: duplicate candidate \"a\"", "1: the grade 1.5 of \"a\"; a whole number")]
    [InlineData("""{"query":"q","candidates":[{"id":"doc1","text":""}],"relevance":{"dco1":1}}""",
        "1: a grade of \"dco1\", which is not a candidate; the id of a candidate. Did you mean \"doc1\"?")]
    [InlineData("""{"query":"q","candidates":{},"relevance":[]}""",
        "1: an object in the field \"candidates\"", "1: a list in the field \"relevance\"")]
    public async Task ABadRankingSampleSaysWhatItLacks(string content, params string[] expected)
    {
        string[] mistakes = await _folder.MistakesAsync("d.jsonl", content, new() { IsRanking = true });
        Assert.Equal(expected.Length, mistakes.Length);
        Assert.All(expected.Zip(mistakes), pair =>
            Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AFieldThatThePromptNeedsIsNamedWithTheOneThatWasMeant()
    {
        DatasetMapping mapping = new() { Target = "anwser", RequiredFields = ["question"] };
        Assert.Equal(
            [
                "2: no field \"anwser\"; the field \"anwser\", which the task needs. Did you mean \"answer\"?",
                "2: no field \"question\"; the field \"question\", which the prompt needs. Did you mean \"questoin\"?",
            ],
            await _folder.MistakesAsync("d.csv", "questoin,answer\nq,a\n", mapping));
    }

    [Theory]
    [InlineData("d.jsonl", "{\"id\":\"", "\"}")]
    [InlineData("d.json", "[{\"id\":\"", "\"}]")]
    [InlineData("d.csv", "id\n", "\n")]
    public async Task BytesThatAreNotUtf8AreRefused(string name, string before, string after)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(before), 0xC3, 0x28, .. Encoding.UTF8.GetBytes(after)];
        Assert.Contains(
            "not UTF-8", Assert.Single(await _folder.MistakesAsync(name, content)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d.jsonl")]
    [InlineData("d.csv")]
    public async Task AnotherEncodingIsNamed(string name)
    {
        byte[] content = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("{\"id\":\"1\"}")];
        Assert.StartsWith(
            ": UTF-16; UTF-8", Assert.Single(await _folder.MistakesAsync(name, content)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d.csv", "id;input;n\n1;a;b\n", "1: one column, \"id;input;n\"", "\"separator\": \";\"")]
    [InlineData("d.csv", "id\tquestion\n1\ta\n", "1: one column", "\"separator\": \"\\t\"")]
    [InlineData("d.tsv", "id,question\n1,a\n", "1: one column", "\"separator\": \",\"")]
    public async Task AFileThatIsSeparatedOtherwiseIsToldTheKey(
        string name, string content, string found, string fix)
    {
        string mistake = Assert.Single(await _folder.MistakesAsync(name, content));
        Assert.StartsWith(found, mistake, StringComparison.Ordinal);
        Assert.Contains(fix, mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d.csv", null, "utf-16", ": UTF-16; UTF-8", "\"encoding\": \"utf-16\"")]
    [InlineData("d.csv", null, "iso-8859-1", "2: bytes that are not UTF-8", "\"encoding\": \"windows-1252\"")]
    [InlineData("d.csv", "windows-1252", "utf-8", ": UTF-8; WINDOWS-1252", "Save the file as UTF-8")]
    [InlineData("d.csv", "windows-1252", "utf-16", ": UTF-16; WINDOWS-1252", "\"encoding\": \"utf-16\"")]
    public async Task AWrongEncodingIsToldTheKey(
        string name, string? said, string written, string found, string fix)
    {
        Encoding encoding = Encoding.GetEncoding(written);
        byte[] content = [.. encoding.Preamble, .. encoding.GetBytes("id,input\n1,Füße\n")];
        string mistake = Assert.Single(await _folder.MistakesAsync(name, content, new() { Encoding = said }));
        Assert.StartsWith(found, mistake, StringComparison.Ordinal);
        Assert.Contains(fix, mistake, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HalfACharacterIsNoText()
    {
        byte[] content = [.. Encoding.Unicode.GetBytes("id,input\n1,a\n2,"), 0x00, 0xD8, 0x41, 0x00];
        string mistake = Assert.Single(await _folder.MistakesAsync("d.csv", content, new() { Encoding = "utf-16" }));
        Assert.StartsWith(": bytes that are not utf-16", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonHasNeitherASeparatorNorAnEncoding()
    {
        foreach (DatasetMapping mapping in (DatasetMapping[])[new() { Separator = ';' }, new() { Encoding = "utf-16" }])
        {
            string mistake = Assert.Single(await _folder.MistakesAsync("d.jsonl", "{\"id\":\"1\"}", mapping));
            Assert.StartsWith(": JSON with ", mistake, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("d.jsonl", "{\"id\":\"1\"}\n{\"input\":\"", "\"}\n{\"id\":\"3\"}\n")]
    [InlineData("d.json", "[{\"id\":\"1\"},\n{\"input\":\"", "\"},\n{\"id\":\"3\"}]")]
    [InlineData("d.csv", "id,input\n1,", "\n")]
    public async Task AnAbsurdlyLongRowIsRefusedNotHeld(string name, string before, string after)
    {
        string content = before + new string('x', 500_000) + after;
        string mistake = Assert.Single(await _folder.MistakesAsync(
            name, content, limits: new DatasetLimits { RowBytes = 1000 }));
        Assert.StartsWith("2: a row of more than 1000 bytes", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACheckGivesUpAfterItsLimitOfMistakes()
    {
        string content = string.Concat(Enumerable.Repeat("{\n", 100));
        Assert.Equal(20, (await _folder.MistakesAsync("d.jsonl", content)).Length);
    }

    [Fact]
    public async Task SkippingEveryRowIsNoDataset()
    {
        InvalidInputException thrown = await Assert.ThrowsAsync<InvalidInputException>(() =>
            _folder.ReadAsync("d.jsonl", "{\n{\n", policy: BadSamplePolicy.Skip));
        Assert.Equal("no valid row", thrown.Errors.Single().Actual);
    }

    [Fact]
    public async Task AMissingFileIsNamed()
    {
        InvalidInputException thrown = await Assert.ThrowsAsync<InvalidInputException>(() =>
            DatasetReaders.CheckAsync("/none/d.csv", new(), BadSamplePolicy.Stop, CancellationToken.None));
        Assert.Contains("/none/d.csv", thrown.Message, StringComparison.Ordinal);
    }
}
