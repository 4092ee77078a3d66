using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Chain;

public sealed class ChainedEmbeddingsTests
{
    [Fact]
    public async Task TextsAreAskedForInBatchesWithTheKeyAndNeverTwice()
    {
        await using FakeEndpoint endpoint = new((body, _) => EmbeddingServer.Reply(body, Vector, countsTokens: true));
        using IChatClient model = Ask(endpoint, new() { ModelSha256 = "m" });
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => new string('x', i + 1)), "x", "x"];
        GeneratedEmbeddings<Embedding<float>> found = await EmbedAsync(model, texts);
        Assert.Equal(texts.Select(text => (float)text.Length), found.Select(embedding => embedding.Vector.Span[0]));
        Assert.Equal(40, found.Usage?.InputTokenCount);
        Assert.Equal([8, 32], endpoint.Requests.Select(Count).Order());
        JsonNode request = JsonNode.Parse(endpoint.Requests.First().Body)!;
        Assert.Equal("e", (string?)request["model"]);
        Assert.Equal("float", (string?)request["encoding_format"]);
        Assert.All(endpoint.Requests, sent =>
        {
            Assert.StartsWith("POST /v1/embeddings ", sent.Head, StringComparison.Ordinal);
            Assert.Contains("Authorization: Bearer sk-1", sent.Head, StringComparison.Ordinal);
        });

        Assert.Null((await EmbedAsync(model, "x", "xx")).Usage);
        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Fact]
    public async Task ATextThatIsTooLongDoesNotCostTheOthers()
    {
        await using FakeEndpoint endpoint = new((body, _) => EmbeddingServer.Reply(
            body, text => text == "too long" ? null : Vector(text)));
        using IChatClient model = Ask(endpoint, new() { ModelSha256 = "m" });
        EndpointException refused = await Assert.ThrowsAsync<EndpointException>(
            () => EmbedAsync(model, "a", "too long", "bb", "ccc"));
        Assert.Contains("400: input is longer than 512 tokens", refused.Message, StringComparison.Ordinal);
        Assert.Equal([1f, 2f], (await EmbedAsync(model, "a", "bb")).Select(embedding => embedding.Vector.Span[0]));
    }

    [Fact]
    public async Task AServerOfSmallBatchesIsAskedInSmallerOnes()
    {
        await using FakeEndpoint endpoint = new((body, _) => EmbeddingServer.TextsOf(body).Length > 8
            ? new FakeReply { Status = 422, Body = """{"error":"batch size 32 > maximum allowed batch size 8"}""" }
            : EmbeddingServer.Reply(body, Vector));
        using IChatClient model = Ask(endpoint, new() { ModelSha256 = "m" });
        string[] texts = [.. Enumerable.Range(1, 32).Select(i => new string('x', i))];
        GeneratedEmbeddings<Embedding<float>> found = await EmbedAsync(model, texts);
        Assert.Equal(texts.Select(text => (float)text.Length), found.Select(embedding => embedding.Vector.Span[0]));
    }

    [Fact]
    public async Task ABatchIsRepeatedAndWhatCannotBeComparedIsNot()
    {
        await using FakeEndpoint busy = new((body, attempt) =>
            attempt == 0 ? FakeReply.Fault("500") : EmbeddingServer.Reply(body, Vector));
        using IChatClient first = Ask(busy, Hurried());
        Assert.Single(await EmbedAsync(first, "a"));
        Assert.Equal(2, busy.Requests.Count);

        await using FakeEndpoint zeros = new((body, _) => EmbeddingServer.Reply(body, _ => [0, 0]));
        using IChatClient second = Ask(zeros, Hurried());
        await Assert.ThrowsAsync<EndpointException>(() => EmbedAsync(second, "a"));
        Assert.Single(zeros.Requests);
    }

    [Fact]
    public async Task WhatWasReadCountsAgainstTheBudget()
    {
        await using FakeEndpoint endpoint = new((body, _) => EmbeddingServer.Reply(body, Vector, countsTokens: true));
        CallBudget budget = new(calls: 1, tokens: null, usd: null, 1, 1);
        using IChatClient model = Ask(endpoint, new() { ModelSha256 = "m", Budget = budget });
        await EmbedAsync(model, "a", "bb");
        Assert.Equal((1, 2), (budget.Calls, budget.Tokens));
        await Assert.ThrowsAsync<BudgetExhaustedException>(() => EmbedAsync(model, "ccc"));
    }

    [Fact]
    public async Task EmbeddingsAreKeptTextByTextAndDamagedOnesAreAskedForAgain()
    {
        await using FakeEndpoint endpoint = new((body, _) => EmbeddingServer.Reply(body, Vector));
        using TemporaryFolder folder = new();
        ChainOptions options = new() { ModelSha256 = "m", CacheFolder = folder.Path };
        using (IChatClient model = Ask(endpoint, options))
        {
            await EmbedAsync(model, "a", "bb");
        }

        using (IChatClient model = Ask(endpoint, options))
        {
            GeneratedEmbeddings<Embedding<float>> kept = await EmbedAsync(model, "bb");
            Assert.Equal(Vector("bb")!, kept[0].Vector.ToArray());
            Assert.Single(endpoint.Requests);
        }

        foreach (string entry in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            byte[] bytes = await File.ReadAllBytesAsync(entry);
            bytes[0] ^= 1;
            await File.WriteAllBytesAsync(entry, bytes);
        }

        using IChatClient again = Ask(endpoint, options);
        Assert.Equal(Vector("bb")!, (await EmbedAsync(again, "bb"))[0].Vector.ToArray());
        using IChatClient other = Ask(endpoint, options with { ModelSha256 = "other" });
        await EmbedAsync(other, "bb");
        Assert.Equal(3, endpoint.Requests.Count);
    }

    [Fact]
    public void TheOldestGoWhenTheMemoryIsFull()
    {
        // Two characters and two floats are 12 bytes.
        EmbeddingMemory memory = new(mostBytes: 24);
        Array.ForEach(["aa", "bb", "aa", "cc"], text => memory.Add(text, new(new[] { 1f, 2f })));
        Assert.Null(memory.Find("aa"));
        Assert.NotNull(memory.Find("bb"));
        Assert.NotNull(memory.Find("cc"));
        memory.Add("a text without room", new(new[] { 1f }));
        Assert.Null(memory.Find("a text without room"));
    }

    private static float[]? Vector(string text) => [text.Length, 1];

    private static ChainOptions Hurried() =>
        new() { ModelSha256 = "m", Attempts = 2, FirstDelay = TimeSpan.FromMilliseconds(1) };

    private static int Count(FakeRequest request) => EmbeddingServer.TextsOf(request.Body).Length;

    private static IChatClient Ask(FakeEndpoint endpoint, ChainOptions options) =>
        ModelChain.Around(new OpenAIChatClientAdapter(endpoint.Address, "e", "sk-1"), options);

    private static Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(IChatClient model, params string[] texts) =>
        model.GetService<IEmbeddingGenerator<string, Embedding<float>>>()!.GenerateAsync(texts);
}
