using System.Text;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

public sealed class EmbeddingReaderTests
{
    [Fact]
    public void VectorsAreThoseOfTheirIndex()
    {
        GeneratedEmbeddings<Embedding<float>> found = Read("""
            {"object":"list","model":"e","usage":{"prompt_tokens":7,"total_tokens":7},"data":[
              {"object":"embedding","index":1,"embedding":[0.5,-2e-3]},
              {"object":"embedding","index":0,"embedding":[1,0]}]}
            """);
        Assert.Equal([1f, 0f], found[0].Vector.ToArray());
        Assert.Equal([0.5f, -2e-3f], found[1].Vector.ToArray());
        Assert.Equal(7, found.Usage?.InputTokenCount);
    }

    [Theory]
    [InlineData("""{"data":[]}""", "0 embeddings for 2 texts")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]}]}""", "1 embeddings for 2 texts")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[2]}]}""", "two embeddings with")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":2,"embedding":[2]}]}""", "index 2; expected 0 to 1")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":-1,"embedding":[2]}]}""", "index -1; expected 0 to 1")]
    [InlineData("""{"data":[{"index":"0","embedding":[1]},{"index":1,"embedding":[2]}]}""", "index \"0\"")]
    [InlineData("""{"data":[{"embedding":[1]},{"embedding":[2]}]}""", "without an \"index\"")]
    [InlineData("""{"data":[{"index":0},{"index":1}]}""", "has no \"embedding\"")]
    [InlineData("""{"data":[1,2]}""", "is not an object")]
    [InlineData("""{"data":[{"index":0,"embedding":"AACAPw=="},{"index":1,"embedding":"AACAPw=="}]}""", "base64")]
    [InlineData("""{"data":[{"index":0,"embedding":null},{"index":1,"embedding":[1]}]}""", "not a list of numbers")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,NaN]},{"index":1,"embedding":[1,1]}]}""", "null, NaN or")]
    [InlineData("""{"data":[{"index":0,"embedding":[-Infinity]},{"index":1,"embedding":[1]}]}""", "not a finite")]
    [InlineData("""{"data":[{"index":0,"embedding":[1e400]},{"index":1,"embedding":[1]}]}""", "holds 1e400")]
    [InlineData("""{"data":[{"index":0,"embedding":["1"]},{"index":1,"embedding":[1]}]}""", "not a finite number")]
    [InlineData("""{"data":[{"index":0,"embedding":[[1],[2]]},{"index":1,"embedding":[[1]]}]}""", "--pooling")]
    [InlineData("""{"choices":[{"message":{"content":"hello"}}]}""", "no \"data\"")]
    [InlineData("[]", "no \"data\"")]
    [InlineData("""{"error":{"message":"no such model"}}""", "no such model")]
    [InlineData("<html><body>Sign in</body></html>", "a page of markup, not with a list of embeddings")]
    [InlineData("""{"data":[{"index":0,"embedding":[1""", "not JSON")]
    [InlineData("\u0000", "not JSON")]
    public void WhateverIsNotOneVectorForEveryTextIsAnError(string body, string words)
    {
        EndpointException refused = Assert.Throws<EndpointException>(() => Read(body));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheOnlyTextNeedsNoIndex() => Assert.Single(
        EmbeddingReader.Read("""{"data":[{"embedding":[1]}]}"""u8.ToArray(), texts: 1));

    [Theory]
    [InlineData("different lengths", "has 1 dimensions, and that of text 1 has 2")]
    [InlineData("zeros", "is all zeros")]
    [InlineData("empty", "is empty")]
    [InlineData("infinite", "holds NaN or an infinite number")]
    [InlineData("too few", "1 embeddings for 2 texts")]
    public void VectorsThatCannotBeComparedAreAnError(string kind, string words)
    {
        Embedding<float>[] found =
        [
            new(new[] { 1f, 2f }),
            .. kind == "too few" ? Array.Empty<Embedding<float>>() : [new(kind switch
            {
                "different lengths" => [1f],
                "zeros" => [0f, -0f],
                "empty" => Array.Empty<float>(),
                _ => [1f, float.NegativeInfinity],
            })],
        ];
        Assert.Contains(words, EmbeddingAnswers.FindFault(found, texts: 2), StringComparison.Ordinal);
        Assert.Null(EmbeddingAnswers.FindFault([found[0], new(new[] { 0f, 1f })], texts: 2));
    }

    [Fact]
    public async Task ServersWithoutUsefulEmbeddingsAreFoundByTheProbe()
    {
        await using FakeEndpoint alike = new((body, _) => EmbeddingServer.Reply(body, _ => [1, 2]));
        await using FakeEndpoint chat = new((_, _) => FakeReply.Answer("hello"));
        await using FakeEndpoint other = new((_, _) => new FakeReply { Status = 404, Body = "Not Found" });
        await using FakeEndpoint good = new((body, _) => EmbeddingServer.Reply(body, text => [text.Length, 1]));
        Assert.Contains("the same embedding", await ProbeAsync(alike), StringComparison.Ordinal);
        Assert.Contains("no \"data\"", await ProbeAsync(chat), StringComparison.Ordinal);
        Assert.Contains("404: Not Found", await ProbeAsync(other), StringComparison.Ordinal);
        Assert.Null(await ProbeAsync(good));
    }

    private static async Task<string?> ProbeAsync(FakeEndpoint endpoint)
    {
        using OpenAIChatClientAdapter client = new(endpoint.Address, "m", apiKey: null);
        return await EmbeddingProbe.FindProblemAsync(
            client.Embeddings, TimeSpan.FromSeconds(60), CancellationToken.None);
    }

    private static GeneratedEmbeddings<Embedding<float>> Read(string body) =>
        EmbeddingReader.Read(Encoding.UTF8.GetBytes(body), texts: 2);
}
