using System.IO.Compression;
using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Recorded;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Recorded;

/// <summary>
/// Reading logs of Inspect. Shapes: EvalLog and EvalSample of src/inspect_ai/log/_log.py, ModelOutput of
/// model/_model_output.py and the entries of log/_recorders/eval.py in inspect_ai 0.3.260.
/// </summary>
public sealed class InspectLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ASampleHasItsOutputItsScoresAndItsTokens()
    {
        RecordedRow row = Assert.Single(await ReadAsync(RecordedEvaluation.Epoch(7, "four", "4", "C", epoch: 2)));
        Assert.Equal("7", row.Sample.Id);
        Assert.Equal(1, row.FirstRepeat);
        ModelOutput output = Assert.Single(row.Outputs);
        Assert.Equal("four", output.Text);
        Assert.Equal("stop", output.FinishReason);
        Assert.Equal(new OutputUsage(9, 2), output.Usage);
        Assert.Equal(1, row.Scores["match"]);
        Assert.Equal("easy", row.Sample.Fields["level"]);
        Assert.Equal("What is 7?", Assert.Single(row.Sample.Messages).Content);
    }

    // value_to_float of scorer/_metric.py, but that what it cannot read is no number rather than 0.
    [Theory]
    [InlineData("\"C\"", 1.0)]
    [InlineData("\"I\"", 0.0)]
    [InlineData("\"P\"", 0.5)]
    [InlineData("\"N\"", 0.0)]
    [InlineData("0.25", 0.25)]
    [InlineData("true", 1.0)]
    [InlineData("\"Yes\"", 1.0)]
    [InlineData("\"0.5\"", 0.5)]
    [InlineData("\"good\"", null)]
    [InlineData("[1, 0]", null)]
    [InlineData("NaN", null)]
    public async Task AScoreIsANumberAsInspectCountsIt(string value, double? expected)
    {
        string log = RecordedEvaluation.Log("success", [RecordedEvaluation.Epoch(1, "x", "x", "VALUE")]).ToJsonString();
        string path = _folder.Write("log.json", log.Replace("\"VALUE\"", value, StringComparison.Ordinal));
        RecordedRow row = Assert.Single(await ReadAsync(path));
        Assert.Equal(expected, row.Scores.TryGetValue("match", out double found) ? found : null);
    }

    [Fact]
    public async Task AScoreOfSeveralValuesIsAMetricForEach()
    {
        RecordedRow row = Assert.Single(await ReadAsync(RecordedEvaluation.Epoch(
            1, "x", "x", new JsonObject { ["accuracy"] = 1, ["style"] = "I", ["note"] = null })));
        Assert.Equal(["match.accuracy", "match.style"], row.Scores.Keys.Order());
    }

    [Fact]
    public async Task ASampleThatFailedIsAnErrorRatherThanAnEmptyAnswer()
    {
        JsonObject sample = RecordedEvaluation.Epoch(1, "", "x", "I");
        sample["error"] = new JsonObject { ["message"] = "timeout" };
        Assert.Equal("timeout", Assert.Single(await ReadAsync(sample)).Outputs[0].Error!.Message);
    }

    [Fact]
    public async Task ReasoningAndTextsKeptApartAreFound()
    {
        JsonObject sample = RecordedEvaluation.Epoch(1, "", "x", "C");
        sample["attachments"] = new JsonObject { ["abc"] = "the long answer" };
        sample["output"]!["completion"] = "";
        sample["output"]!["choices"]![0]!["stop_reason"] = "max_tokens";
        sample["output"]!["choices"]![0]!["message"]!["content"] = new JsonArray(
            new JsonObject { ["type"] = "reasoning", ["reasoning"] = "hm" },
            new JsonObject { ["type"] = "text", ["text"] = "attachment://abc" });
        ModelOutput output = Assert.Single(await ReadAsync(sample)).Outputs[0];
        Assert.Equal(("the long answer", "hm", "length"), (output.Text, output.Reasoning, output.FinishReason));
    }

    [Fact]
    public async Task ExamplesInTheInputAreAskedAndTheModelsOwnTurnsAreNot()
    {
        JsonObject sample = RecordedEvaluation.Epoch(1, "x", "x", "C");
        sample["messages"] = JsonNode.Parse("""
            [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "1+1?", "source": "input"},
             {"role": "assistant", "content": "2", "source": "input"},
             {"role": "user", "content": "2+2?", "source": "input"},
             {"role": "assistant", "content": "4", "source": "generate"}, {"role": "user", "content": "Sure?"}]
            """);
        Assert.Equal(
            ["Be brief.", "1+1?", "2", "2+2?"],
            Assert.Single(await ReadAsync(sample)).Sample.Messages.Select(message => message.Content));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(93)]
    public async Task AnArchiveIsReadHoweverItIsCompressed(int method)
    {
        string path = WriteArchive(method, ["10", "9", "a/b"]);
        List<RecordedRow> rows = await ReadAsync(path);
        Assert.Equal(["9", "10", "a/b"], rows.Select(row => row.Sample.Id));
        Assert.Equal(new RecordedHeader("sums"), await new RecordedFile(path).ReadHeaderAsync(CancellationToken.None));
    }

    [Fact]
    public async Task AnArchiveOfThePlatformsOwnWriterIsRead()
    {
        using (ZipArchive archive = ZipFile.Open(_folder.File("log.eval"), ZipArchiveMode.Create))
        {
            foreach ((string name, string text) in Entries(["1"]))
            {
                using StreamWriter entry = new(archive.CreateEntry(name).Open());
                entry.Write(text);
            }
        }

        Assert.Equal("1", Assert.Single(await ReadAsync(_folder.File("log.eval"))).Sample.Id);
    }

    [Fact]
    public async Task ALogWhoseRunDidNotEndSaysSo()
    {
        string path = _folder.Write("log.json", RecordedEvaluation.Log("cancelled", []).ToJsonString());
        RecordedHeader header = await new RecordedFile(path).ReadHeaderAsync(CancellationToken.None);
        Assert.Equal("its status is \"cancelled\"", header.Fault);
    }

    [Theory]
    [InlineData("version", "3", "a log of version 3")]
    [InlineData("eval", "{}", "no \"task\"")]
    [InlineData("samples", "null", "no \"samples\"")]
    public async Task AnotherLogIsRefused(string key, string value, string found)
    {
        JsonObject log = RecordedEvaluation.Log("success", [RecordedEvaluation.Epoch(1, "x", "x", "C")]);
        log[key] = JsonNode.Parse(value);
        await RefusesAsync(_folder.Write("log.json", log.ToJsonString()), found);
    }

    [Theory]
    [InlineData("id", null, "no \"id\"")]
    [InlineData("epoch", "0", "\"epoch\" that is no whole number above 0")]
    [InlineData("target", "3", "\"target\": a number")]
    [InlineData("output", null, "no \"output\"")]
    public async Task ASampleThatLacksAFieldIsRefusedByItsPlace(string key, string? value, string found)
    {
        JsonObject sample = RecordedEvaluation.Epoch(1, "x", "x", "C");
        sample[key] = value is null ? null : JsonNode.Parse(value);
        string log = RecordedEvaluation.Log("success", [sample]).ToJsonString();
        await RefusesAsync(_folder.Write("log.json", log), $"log.json: $.samples[0]: {found}");
    }

    [Fact]
    public Task ADocumentThatWasCutOffIsRefusedByItsLine() =>
        RefusesAsync(_folder.Write("log.json", "{\"version\": 2,\n\"eval\": {"), "log.json:2: invalid JSON");

    [Fact]
    public async Task AnArchiveThatExpandsBeyondMeasureIsNotExpanded()
    {
        string path = _folder.File("bomb.eval");
        File.WriteAllBytes(path, ZipBytes.Create(8, Entries(["1"]), declared: uint.MaxValue - 1));
        await RefusesAsync(path, "4294967294 bytes");
    }

    [Theory]
    [InlineData(8, 10u)]
    [InlineData(93, 10u)]
    [InlineData(8, 60_000_000u)]
    public async Task AFileOfAnotherSizeThanDeclaredIsRefused(int method, uint declared)
    {
        string path = _folder.File("lie.eval");
        File.WriteAllBytes(path, ZipBytes.Create(method, Entries(["1"]), declared));
        await RefusesAsync(path, "of another size than the directory says");
    }

    [Fact]
    public async Task AnAnswerThatWasChangedInTheArchiveIsRefused()
    {
        byte[] archive = ZipBytes.Create(0, Entries(["1"]));
        int answer = archive.AsSpan().IndexOf("\"completion\":\"x\""u8) + "\"completion\":\""u8.Length;
        Assert.Equal((byte)'x', archive[answer]);
        archive[answer] = (byte)'y';
        File.WriteAllBytes(_folder.File("changed.eval"), archive);
        await RefusesAsync(_folder.File("changed.eval"), "of another content than the directory says");
    }

    [Theory]
    [InlineData("samples/1_epoch_1/sample.json", "kept in parts")]
    public async Task ALogOfSamplesInPartsIsRefused(string name, string found)
    {
        string path = _folder.File("parts.eval");
        File.WriteAllBytes(path, ZipBytes.Create(8, [.. Entries([]), (name, "{}")]));
        await RefusesAsync(path, found);
    }

    // Whatever is cut off or changed ends in a refusal, or is not seen; nothing else.
    [Fact]
    public async Task DamagedArchivesAreRefusedAndNothingElseHappens()
    {
        byte[] whole = ZipBytes.Create(93, Entries(["1", "2"]));
        string path = _folder.File("damaged.eval");
        Random random = new(1);
        int refused = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = i % 2 == 0 ? whole[..random.Next(4, whole.Length)] : [.. whole];
            if (i % 2 == 1)
            {
                damaged[random.Next(4, whole.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(path, damaged);
            try
            {
                await ReadAsync(path);
            }
            catch (InvalidInputException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 250, 400);
    }

    private static (string Name, string Text)[] Entries(string[] ids) =>
    [
        ("_journal/start.json", RecordedEvaluation.Header("started").ToJsonString()),
        .. ids.Select(id => (
            $"samples/{id}_epoch_1.json", RecordedEvaluation.Epoch(id, "x", "x", "C").ToJsonString())),
        ("summaries.json", "[]"),
        ("header.json", RecordedEvaluation.Header().ToJsonString()),
    ];

    private string WriteArchive(int method, string[] ids)
    {
        File.WriteAllBytes(_folder.File("log.eval"), ZipBytes.Create(method, Entries(ids)));
        return _folder.File("log.eval");
    }

    private static async Task RefusesAsync(string path, string found)
    {
        InvalidInputException refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(path));
        Assert.Contains(found, refusal.Message, StringComparison.Ordinal);
    }

    private Task<List<RecordedRow>> ReadAsync(JsonObject sample) =>
        ReadAsync(_folder.Write("log.json", RecordedEvaluation.Log("success", [sample]).ToJsonString()));

    private static async Task<List<RecordedRow>> ReadAsync(string path) =>
        await new RecordedFile(path).ReadAsync(CancellationToken.None).ToListAsync();
}
