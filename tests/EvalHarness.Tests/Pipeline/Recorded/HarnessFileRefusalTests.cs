using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Recorded;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Recorded;

/// <summary>Files of lm-evaluation-harness that are damaged, cut off or of something else.</summary>
public sealed class HarnessFileRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("doc_id", null, "no \"doc_id\"")]
    [InlineData("doc_id", "{}", "\"doc_id\": an object")]
    [InlineData("target", null, "no \"target\"")]
    [InlineData("doc", null, "no \"doc\"")]
    [InlineData("arguments", "{}", "\"arguments\" of 0 requests")]
    [InlineData("arguments", """{"gen_args_0": 3}""", "\"arguments\" without lists")]
    [InlineData("arguments", """{"gen_args_0": {"arg_0": 3}}""", "begin with no text")]
    [InlineData("arguments", """[["x", {}], ["x", {}]]""", "another kind")]
    [InlineData("resps", "[]", "0 lists of responses to 1 requests")]
    [InlineData("resps", "[[]]", "1 lists of responses")]
    [InlineData("resps", "[[null]]", "a response that is no text")]
    public async Task ALineThatLacksAFieldIsRefusedByItsNumber(string key, string? value, string found)
    {
        JsonObject line = RecordedEvaluation.Answer(1, "x", "x", 1);
        line.Remove(key);
        if (value is not null)
        {
            line[key] = JsonNode.Parse(value);
        }

        JsonObject whole = RecordedEvaluation.Answer(0, "x", "x", 1);
        await RefusesAsync($"{whole.ToJsonString()}\n{line.ToJsonString()}", 2, found);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("None")]
    public async Task ALogLikelihoodThatIsNoNumberIsRefused(string written)
    {
        JsonObject line = RecordedEvaluation.Choice(0, 0, -1, -2);
        line["resps"]![1]![0]![0] = written;
        await RefusesAsync(line.ToJsonString(), 1, $"the log-likelihood {written}");
    }

    [Fact]
    public Task AFileThatWasCutOffIsRefusedByItsLine() => RefusesAsync(
        RecordedEvaluation.Answer(0, "x", "x", 1).ToJsonString() + "\n{\"doc_id\": 1, \"doc\": {", 2, "invalid JSON");

    [Fact]
    public Task AListThatWasCutOffIsRefused() => RefusesAsync(
        "[" + RecordedEvaluation.Answer(0, "x", "x", 1).ToJsonString() + ",\n{\"doc_id\": 1", 2, "never closed");

    [Fact]
    public Task ALineThatIsTooLongIsRefused() => RefusesAsync(
        "{\"doc_id\": \"" + new string('x', RecordedFile.RowBytes) + "\"}", 1, "a row of more than");

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("id,answer\n1,x\n", "neither JSON nor a log")]
    public async Task AnotherFileIsRefused(string text, string found)
    {
        InvalidInputException refusal =
            await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(_folder.Write("other.jsonl", text)));
        Assert.Contains(found, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASampleThatOccursTwiceIsRefusedWithBothPlaces()
    {
        string line = RecordedEvaluation.Answer(3, "x", "x", 1).ToJsonString();
        RecordedFiles files = new(false, [_folder.Write("samples.jsonl", $"{line}\n{line}")]);
        InvalidInputException refusal = await Assert.ThrowsAsync<InvalidInputException>(
            () => RecordedOutputs.ReadAsync(files, CancellationToken.None));
        Assert.Contains("samples.jsonl:2: sample 3 again, first at ", refusal.Message, StringComparison.Ordinal);
    }

    private async Task RefusesAsync(string text, int line, string found)
    {
        string path = _folder.Write("bad.jsonl", text);
        InvalidInputException refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(path));
        Assert.Contains(FormattableString.Invariant($"bad.jsonl:{line}: "), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(found, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<List<RecordedRow>> ReadAsync(string path) =>
        await new RecordedFile(path).ReadAsync(CancellationToken.None).ToListAsync();
}
