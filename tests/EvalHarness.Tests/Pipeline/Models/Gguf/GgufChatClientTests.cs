using EvalHarness.Inference.Engine;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Gguf;

public sealed class GgufChatClientTests : IDisposable
{
    private static readonly ChatMessage[] s_prompt = [new(ChatRole.User, "the cat sat")];

    private readonly TemporaryFolder _folder = new();
    private readonly GgufChatClient _client;

    public GgufChatClientTests() =>
        _client = GgufModels.Load(new TinyGguf().WriteTo(_folder.File("tiny.gguf")));

    [Fact]
    public async Task TheStreamedTextIsTheWholeText()
    {
        ChatOptions options = new() { MaxOutputTokens = 12 };
        ChatResponse whole = await _client.GetResponseAsync(s_prompt, options);
        string streamed = "";
        await foreach (ChatResponseUpdate update in _client.GetStreamingResponseAsync(s_prompt, options))
        {
            streamed += update.Text;
        }

        Assert.Equal(whole.Text, streamed);
        Assert.Equal(ChatFinishReason.Length, whole.FinishReason);
        Assert.Equal(12, whole.Usage!.OutputTokenCount);
        Assert.True(whole.Usage.InputTokenCount > 0);
    }

    [Fact]
    public async Task AStopTextEndsTheAnswerAndIsNotPartOfIt()
    {
        string whole = (await _client.GetResponseAsync(s_prompt, new() { MaxOutputTokens = 20 })).Text;
        string stop = whole[(whole.Length / 2)..(whole.Length / 2 + 2)];
        ChatResponse stopped = await _client.GetResponseAsync(
            s_prompt, new() { MaxOutputTokens = 20, StopSequences = [stop] });
        Assert.Equal(ChatFinishReason.Stop, stopped.FinishReason);
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], stopped.Text);
    }

    [Fact]
    public async Task EqualSeedsDrawEqualTexts()
    {
        ChatOptions options = new() { MaxOutputTokens = 16, Temperature = 1.5f, Seed = 7 };
        string first = (await _client.GetResponseAsync(s_prompt, options)).Text;
        Assert.Equal(first, (await _client.GetResponseAsync(s_prompt, options)).Text);
        options.Seed = 8;
        Assert.NotEqual(first, (await _client.GetResponseAsync(s_prompt, options)).Text);
    }

    [Fact]
    public async Task ContinuationsAreScoredInTheirOrderAndAsWrittenText()
    {
        ILogLikelihoodModel model = _client.GetService<ILogLikelihoodModel>()!;
        IReadOnlyList<LogLikelihood> both =
            await model.ScoreContinuationsAsync(s_prompt, [" a", " cat"], CancellationToken.None);
        IReadOnlyList<LogLikelihood> swapped =
            await model.ScoreContinuationsAsync(s_prompt, [" cat", " a"], CancellationToken.None);
        Assert.Equal(both, swapped.Reverse());
        Assert.All(both, score => Assert.True(score is { Sum: < 0, Tokens: > 0 }));
    }

    [Fact]
    public async Task LogProbabilitiesComeWithTheLastUpdate()
    {
        ChatOptions options = new()
        {
            MaxOutputTokens = 3,
            AdditionalProperties = new() { [LogProbabilityOption.Name] = 2 },
        };
        ChatResponse response = await _client.GetResponseAsync(s_prompt, options);
        object? found = response.AdditionalProperties?[LogProbabilityOption.Result];
        Assert.Equal(3, Assert.IsAssignableFrom<IReadOnlyList<TokenLogProbability>>(found).Count);
    }

    [Fact]
    public async Task CancellingThrows()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _client.GetResponseAsync(s_prompt, cancellationToken: cancelled.Token));
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }
}
