using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Chain;

public sealed class CachingClientTests
{
    private static readonly ChatMessage s_prompt = new(ChatRole.User, "?");

    [Fact]
    public async Task TheSameQuestionIsAskedOnce()
    {
        await using FakeEndpoint endpoint = new((_, attempt) => FakeReply.Answer($"answer {attempt}"));
        using TemporaryFolder folder = new();
        ChatResponse first = await AskAsync(endpoint, folder);
        ChatResponse second = await AskAsync(endpoint, folder);
        Assert.Single(endpoint.Requests);
        Assert.Equal("answer 0", second.Text);
        Assert.Equal(first.FinishReason, second.FinishReason);
        Assert.Equal(first.Usage?.TotalTokenCount, second.Usage?.TotalTokenCount);
        Assert.Equal(true, second.AdditionalProperties?[CachingClient.Cached]);
    }

    [Fact]
    public async Task WhateverChangesTheAnswerChangesTheEntry()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("answer"));
        using TemporaryFolder folder = new();
        await AskAsync(endpoint, folder);
        await AskAsync(endpoint, folder, model: "other");
        await AskAsync(endpoint, folder, new ChatOptions { Temperature = 1 });
        await AskAsync(endpoint, folder, new ChatOptions { Seed = 2 });
        await AskAsync(endpoint, folder, new ChatOptions { StopSequences = ["x"] });
        await AskAsync(endpoint, folder, new ChatOptions
        {
            AdditionalProperties = new() { [CachingClient.RepeatOption] = 1 },
        });
        Assert.Equal(6, endpoint.Requests.Count);
        Assert.Equal(6, Directory.GetFiles(folder.Path, "*.json", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task ADamagedEntryIsAskedAgain()
    {
        await using FakeEndpoint endpoint = new((_, attempt) => FakeReply.Answer($"answer {attempt}"));
        using TemporaryFolder folder = new();
        await AskAsync(endpoint, folder);
        string entry = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Single();
        string whole = await File.ReadAllTextAsync(entry);
        string[] damages = ["", "{}", "null", whole[..(whole.Length / 2)], whole.Replace("answer", "wrong!")];
        foreach ((int index, string damage) in damages.Index())
        {
            await File.WriteAllTextAsync(entry, damage);
            Assert.Equal($"answer {index + 1}", (await AskAsync(endpoint, folder)).Text);
        }
    }

    private static async Task<ChatResponse> AskAsync(
        FakeEndpoint endpoint, TemporaryFolder folder, ChatOptions? options = null, string model = "model")
    {
        using IChatClient client = ModelChain.Around(
            new OpenAIChatClientAdapter(endpoint.Address, "m", null),
            new ChainOptions { ModelSha256 = model, CacheFolder = folder.Path });
        return await client.GetResponseAsync(s_prompt, options);
    }
}
