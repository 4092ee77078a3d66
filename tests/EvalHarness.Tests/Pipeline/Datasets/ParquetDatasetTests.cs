using EvalHarness.Pipeline.Datasets;
using Parquet;
using Parquet.Serialization;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class ParquetDatasetTests : IDisposable
{
    private readonly DatasetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ColumnsOfEveryShapeAreReadAsJsonWouldHoldThem()
    {
        string path = _folder.Write("d.parquet", await WriteAsync(
        [
            new()
            {
                Id = 1, Input = "hé🙂", Score = 1.5, IsHard = true, Targets = ["a", "b"],
                Messages = [new() { Role = "user", Content = "hi" }, new() { Role = "assistant", Content = "yes" }],
                Answers = new() { Text = ["x"], Numbers = [1, 2] },
            },
            new() { Id = 2, Targets = ["c"], Messages = [], Answers = new() { Text = [], Numbers = [] } },
            new() { Id = 3, Input = "", Targets = ["d"], Messages = null, Answers = null, Score = 2 },
        ]));
        List<Sample> samples = await ReadAsync(path, new());
        Assert.Equal(["1", "2", "3"], samples.Select(sample => sample.Id));
        Assert.Equal(["hé🙂", "", ""], samples.Select(sample => sample.Input));
        Assert.Equal(["a", "b"], samples[0].Targets);
        Assert.Equal(("1.5", "true"), (samples[0].Fields["Score"], samples[0].Fields["IsHard"]));
        Assert.False(samples[1].Fields.ContainsKey("Score"));
        Assert.Equal("2.0", samples[2].Fields["Score"]);
        samples = await DatasetReaders.Open(
            path, new() { Input = "messages[-1].content", Target = "Answers.Numbers" }, BadSamplePolicy.Skip)
            .ReadAsync(CancellationToken.None).ToListAsync();
        Sample only = Assert.Single(samples);
        Assert.Equal(("yes", "1 2"), (only.Input, string.Join(' ', only.Targets)));
    }

    [Fact]
    public async Task RowGroupsFollowOneAnother()
    {
        Row[] rows = Rows(1000);
        string path = _folder.Write("d.parquet", await WriteAsync(rows, rowGroupSize: 64));
        List<Sample> samples = await ReadAsync(path, new());
        Assert.Equal(1000, samples.Count);
        Assert.All(samples.Index(), pair => Assert.Equal($"q{pair.Index}", pair.Item.Input));
        DatasetSummary summary =
            await DatasetReaders.CheckAsync(path, new(), BadSamplePolicy.Stop, CancellationToken.None);
        Assert.Equal(1000, summary.Samples);
    }

    [Fact]
    public async Task ADamagedFileEndsInAMistakeWhateverIsDamaged()
    {
        byte[] whole = await WriteAsync(Rows(50));
        EvalHarness.Statistics.SeededRandom random = new(11);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] bytes = [.. whole];
            int damage = 1 + random.Next(4);
            for (int i = 0; i < damage; i++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (trial % 5 == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }

            string path = _folder.Write("d.parquet", bytes);
            try
            {
                await DatasetReaders.CheckAsync(path, new(), BadSamplePolicy.Stop, CancellationToken.None);
            }
            catch (InvalidInputException mistake)
            {
                Assert.All(mistake.Errors, error => Assert.StartsWith(path, error.Location, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("", "too short")]
    [InlineData("PAR1 but not at the end", "does not begin and end")]
    [InlineData("PAR1\u007f\u007f\u007f\u007fPAR1", "more than the file has")]
    public async Task WhatIsNoParquetIsRefusedBeforeAnythingIsAllocated(string content, string found) =>
        Assert.Contains(
            found, Assert.Single(await _folder.MistakesAsync("d.parquet", content)), StringComparison.Ordinal);

    [Theory]
    [InlineData("hé", "hé", null)]
    [InlineData("caf\u00e9", "b", "Input")]
    [InlineData("b", "caf\u00e9", "Targets")]
    public async Task ARowWhoseTextsAreNotUtf8IsAMistake(string input, string target, string? damaged)
    {
        byte[] file = await WriteAsync([.. Rows(3), new() { Id = 3, Input = input, Targets = [target] }]);
        if (damaged is not null)
        {
            // Its first byte becomes the é of Latin-1, which begins no character of UTF-8 here.
            for (int at; (at = file.AsSpan().IndexOf("\u00e9"u8)) >= 0;)
            {
                file[at] = 0xE9;
            }
        }

        string path = _folder.Write("d.parquet", file);
        if (damaged is null)
        {
            Assert.Equal(4, (await ReadAsync(path, new())).Count);
            return;
        }

        InvalidInputException refused =
            await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(path, new()));
        InputError mistake = Assert.Single(refused.Errors);
        Assert.Equal($"{path}:4", mistake.Location);
        Assert.Contains("not UTF-8", mistake.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATextMayHoldAListOrAnObjectAsJson()
    {
        string path = _folder.Write("d.parquet", await WriteAsync(
            [new() { Id = 1, Input = """{"turns": ["a", "b"]}""", Targets = ["c"] }]));
        Sample sample = Assert.Single(await ReadAsync(path, new() { Input = "input.turns[1]" }));
        Assert.Equal(("b", """{"turns": ["a", "b"]}"""), (sample.Input, sample.Fields["input"]));
        sample = Assert.Single(await ReadAsync(
            _folder.Write("d.jsonl", """{"id": "1", "input": "{\"turns\": [\"a\", \"b\"]}"}"""u8.ToArray()),
            new() { Input = "input.turns[0]" }));
        Assert.Equal("a", sample.Input);
    }

    [Fact]
    public async Task ASeparatorOrAnEncodingIsRefused()
    {
        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(
            () => ReadAsync(_folder.Write("d.parquet", []), new() { Separator = ';' }));
        Assert.Contains("Parquet with a separator", refused.Errors[0].Actual, StringComparison.Ordinal);
    }

    private static Row[] Rows(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Row { Id = i, Input = $"q{i}", Targets = [$"{i}", "b"] })];

    private static async Task<byte[]> WriteAsync(IReadOnlyList<Row> rows, int? rowGroupSize = null)
    {
        using MemoryStream memory = new();
        await ParquetSerializer.SerializeAsync(
            rows, memory, new ParquetOptions { RowGroupSize = rowGroupSize ?? 1_000_000 });
        return memory.ToArray();
    }

    private static async Task<List<Sample>> ReadAsync(string path, DatasetMapping mapping) =>
        await DatasetReaders.Open(path, mapping, BadSamplePolicy.Stop).ReadAsync(CancellationToken.None).ToListAsync();

    private sealed class Row
    {
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public int Id { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("input")]
        public string? Input { get; set; }

        public double? Score { get; set; }

        public bool? IsHard { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("targets")]
        public List<string>? Targets { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("messages")]
        public List<Message>? Messages { get; set; }

        public Answer? Answers { get; set; }
    }

    private sealed class Message
    {
        [System.Text.Json.Serialization.JsonPropertyName("role")]
        public string? Role { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("content")]
        public string? Content { get; set; }
    }

    private sealed class Answer
    {
        public List<string>? Text { get; set; }

        public List<int>? Numbers { get; set; }
    }
}
