using System.Diagnostics;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.LlamaCpp;

public sealed class LlamaCppProviderTests : IDisposable
{
    private const long LargestGrowth = 60 << 20;

    private static readonly string s_bundled = RepositoryRoot.Combine("models", "baseline.gguf");

    private readonly TemporaryFolder _folder = new();
    private readonly LlamaCppProvider _provider = new();
    private readonly ModelConfiguration _plain = new() { Provider = "llama.cpp", Path = s_bundled };

    public void Dispose() => _folder.Dispose();

    [LlamaFact]
    public async Task WhatChangesTheAnswersChangesTheIdentity()
    {
        QuantizeConfiguration recipe = new() { Method = "rtn", Type = "q8_0" };
        ModelConfiguration[] models =
        [
            _plain,
            _plain with { KvCache = "f32" },
            _plain with { Context = 256 },
            _plain with { Sequences = 8 },
            _plain with { Quantize = recipe },
            _plain with { Adapter = RepositoryRoot.Combine("models", "baseline-q4_0-lora.gguf") },
        ];
        List<string> hashes =
            [(await new GgufProvider().IdentifyAsync(Source(_plain), CancellationToken.None)).Sha256];
        foreach (ModelConfiguration model in models)
        {
            hashes.Add((await _provider.IdentifyAsync(Source(model), CancellationToken.None)).Sha256);
        }

        Assert.Equal(models.Length + 1, hashes.Distinct().Count());
        Assert.Equal(
            hashes[1],
            (await _provider.IdentifyAsync(Source(_plain with { KvCache = "f16" }), CancellationToken.None)).Sha256);
    }

    [LlamaFact]
    public async Task TheIdentitySaysWhatRunsTheModelAndThatRowsMayVary()
    {
        ModelIdentity model = await _provider.IdentifyAsync(Source(_plain), CancellationToken.None);
        Assert.True(model is { VariesByProcessor: true, GivesLogits: true, GivesLogLikelihoods: true });
        Assert.Contains($"LLamaSharp {LlamaLibrary.Version}", model.Description, StringComparison.Ordinal);
        Assert.Equal(s_bundled, model.WeightsPath);
    }

    [LlamaFact]
    public async Task ConversationsAreWrittenByTheModelsTemplateAndAnsweredWithTheirUsage()
    {
        ModelSource source = Source(_plain with { Sequences = 1, KvCache = "f32" });
        ModelIdentity identity = await _provider.IdentifyAsync(source, CancellationToken.None);
        using LoadedModel model = await _provider.LoadAsync(source, identity, CancellationToken.None);
        using GgufChatClient embedded = GgufModels.Load(s_bundled);
        ChatMessage[] messages = [new(ChatRole.User, "Report: a bus left the road. Question: what left the road?\n")];
        ChatOptions options = new() { MaxOutputTokens = 8 };
        ChatResponse theirs = await model.Client.GetResponseAsync(messages, options);
        ChatResponse mine = await embedded.GetResponseAsync(messages, options);
        Assert.Equal(mine.Text, theirs.Text);
        Assert.Equal(mine.Usage!.InputTokenCount, theirs.Usage!.InputTokenCount);
        Assert.Equal(mine.FinishReason, theirs.FinishReason);
        Assert.Equal(
            "llama.cpp", model.Client.GetService<ChatClientMetadata>()!.ProviderName);
        LogLikelihood likelihood = await model.LogLikelihoods!.ScoreTextAsync("A bus left the road.", default);
        LogLikelihood expected = await embedded.ScoreTextAsync("A bus left the road.", default);
        Assert.Equal(expected.Tokens, likelihood.Tokens);
        Assert.Equal(expected.Sum, likelihood.Sum, 5e-2);
    }

    [LlamaFact]
    public async Task ATypeOfTheEmbeddedEngineAloneIsRefusedWhereTheRecipeStands()
    {
        ModelConfiguration model = _plain with { Quantize = new() { Method = "rtn", Type = "uint3_b64" } };
        InvalidInputException refusal = await Assert.ThrowsAsync<InvalidInputException>(
            () => _provider.IdentifyAsync(Source(model), CancellationToken.None));
        InputError error = Assert.Single(refusal.Errors);
        Assert.Equal("test.quantize", error.Location);
        Assert.Contains("\"gguf\"", error.Fix, StringComparison.Ordinal);
    }

    [LlamaFact]
    public async Task ManyModelsOneAfterTheOtherDoNotFillTheMemory()
    {
        ModelSource source = Source(_plain);
        ModelIdentity identity = await _provider.IdentifyAsync(source, CancellationToken.None);
        await LoadAsync(source, identity, 4);

        // The tests beside this one take memory too: the least of several readings is this one's.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > LargestGrowth; attempt++)
        {
            long before = Memory();
            await LoadAsync(source, identity, 8);
            least = Math.Min(least, Memory() - before);
        }

        Assert.InRange(least, long.MinValue, LargestGrowth);
    }

    private async Task LoadAsync(ModelSource source, ModelIdentity identity, int times)
    {
        for (int i = 0; i < times; i++)
        {
            using LoadedModel model = await _provider.LoadAsync(source, identity, CancellationToken.None);
            await model.Client.GetResponseAsync("A bus", new ChatOptions { MaxOutputTokens = 1 });
        }
    }

    private static long Memory()
    {
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private ModelSource Source(ModelConfiguration model) => new("m", model, "test", _folder.File("cache"));
}
