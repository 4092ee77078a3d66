using EvalHarness.Fidelity;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Sampling;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Fidelity;

public sealed class OutputReadingTests : IDisposable
{
    private static readonly ChatMessage[] s_prompt = [new(ChatRole.User, "hello and the other")];

    private readonly TemporaryFolder _folder = new();
    private readonly GgufChatClient _baseline;
    private readonly GgufChatClient _candidate;

    public OutputReadingTests()
    {
        _baseline = Load("base.gguf", new TinyGguf());
        _candidate = Load("candidate.gguf", new TinyGguf { MatrixType = TensorType.Q4_0 });
    }

    public void Dispose()
    {
        _baseline.Dispose();
        _candidate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AModelFollowsItsOwnOutputToTheEnd()
    {
        ModelOutput output = await WriteAsync(_baseline);
        OutputFidelity found = await ReadAsync(_baseline, output);
        Assert.Equal((0, found.Positions), (found.MeanDivergence, found.Agreed));
    }

    [Fact]
    public async Task GreedyOutputsPartWhereTheReadingSays()
    {
        ModelOutput written = await WriteAsync(_baseline);
        ModelOutput other = await WriteAsync(_candidate);
        OutputFidelity found = await ReadAsync(_candidate, written);
        int[] mine = _baseline.Engine.EncodeContinuation(written.Text);
        int[] theirs = _baseline.Engine.EncodeContinuation(other.Text);
        Assert.Equal(mine.AsSpan().CommonPrefixLength(theirs), found.Agreed);
        Assert.InRange(found.Agreed, 0, found.Positions - 1);
    }

    [Theory]
    [InlineData("stop", 1)]
    [InlineData("length", 0)]
    public async Task TheDivergenceIsTheMeanOverTheOutputAndItsEndWhereItEndedByItself(string reason, int more)
    {
        ModelOutput output = new() { SampleId = "a", Text = " in her all the", FinishReason = reason };
        OutputFidelity found = await ReadAsync(_candidate, output);
        int[] written = _baseline.Engine.EncodeContinuation(output.Text);
        int[] asked = _baseline.Encode(s_prompt);
        Assert.Equal(written.Length + more, found.Positions);
        int[] read = [.. asked, .. written];
        float[][] before = await RowsAsync(_baseline.Engine, read, asked.Length - 1);
        float[][] after = await RowsAsync(_candidate.Engine, read, asked.Length - 1);
        Assert.Equal(
            before.Zip(after, (p, q) => LogitComparison.From(p, q, 0).Divergence).Take(found.Positions).Average(),
            found.MeanDivergence,
            1e-12);
    }

    [Fact]
    public async Task AnEmptyOutputThatWasCutOffHasNothingToRead()
    {
        ModelOutput output = new() { SampleId = "a", FinishReason = "length" };
        Assert.Null(await new OutputReading(Logits(_baseline), Logits(_candidate)).ReadAsync(s_prompt, output, default));
        Assert.Equal(1, (await ReadAsync(_candidate, output with { FinishReason = "stop" })).Positions);
    }

    [Fact]
    public async Task ATextLongerThanTheContextIsUnscoredWithTheReason()
    {
        OutputReader reader = OutputReader.From(new(_baseline, default), new(_candidate, default));
        ModelOutput output = new() { SampleId = "a", Text = string.Concat(Enumerable.Repeat(" hello", 400)) };
        (IReadOnlyList<Score> before, IReadOnlyList<Score> after) =
            await reader.ReadAsync(s_prompt, "a", output, default);
        Assert.All(before.Concat(after), score => Assert.Null(score.Value));
        Assert.Contains("context", after[0].Reason, StringComparison.Ordinal);
        (_, after) = await reader.ReadAsync(s_prompt, "a", output with { Text = " hello" }, default);
        Assert.NotNull(after[0].Value);
    }

    private static ILogitsModel Logits(GgufChatClient client) => client.GetRequiredService<ILogitsModel>();

    private async Task<OutputFidelity> ReadAsync(GgufChatClient candidate, ModelOutput output) =>
        (await new OutputReading(Logits(_baseline), Logits(candidate)).ReadAsync(s_prompt, output, default))!.Value;

    private static async Task<ModelOutput> WriteAsync(GgufChatClient model)
    {
        ChatResponse response = await model.GetResponseAsync(s_prompt, new ChatOptions { MaxOutputTokens = 24 });
        return new ModelOutput { SampleId = "a", Text = response.Text, FinishReason = response.FinishReason?.Value };
    }

    private static async Task<float[][]> RowsAsync(InferenceEngine engine, int[] tokens, int first)
    {
        List<float[]> rows = [];
        await engine.ReadLogitsAsync(tokens, first, (_, logits) => rows.Add(logits.ToArray()));
        return [.. rows];
    }

    private GgufChatClient Load(string name, TinyGguf model) =>
        GgufModels.Load(model.WriteTo(_folder.File(name)), new EngineOptions { Threads = 1 });
}
