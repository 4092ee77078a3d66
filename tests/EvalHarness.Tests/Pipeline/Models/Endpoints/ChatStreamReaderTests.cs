using System.Text;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

public sealed class ChatStreamReaderTests
{
    private const string Os = """data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Os"},"finish_reason":null}]}""";
    private const string Lo = """data: {"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":null}]}""";
    private const string End = """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
    private const string Done = "data: [DONE]";

    [Theory]
    [InlineData("\n\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("\r\r")]
    [InlineData("\n: keep-alive\nevent: chunk\nid: 7\n\n\n")]
    public void LinesEndAsTheyLikeAndOtherFieldsArePassedOver(string between) =>
        Assert.Equal("Oslo", Read(string.Join(between, Os, Lo, End, Done) + between).Text);

    [Fact]
    public void AnEventOfSeveralLinesIsOne() => Assert.Equal(
        "a", Read("data: {\"choices\":[{\"delta\":\ndata:{\"content\":\"a\"},\ndata: \"finish_reason\":\"stop\"}]}\n\n").Text);

    [Fact]
    public void TheEndMayBeSaidEitherWay()
    {
        Assert.Equal("Oslo", Read($"{Os}\n\n{Lo}\n\n{End}").Text);
        Assert.Equal("Oslo", Read($"{Os}\n\n{Lo}\n\n{Done}").Text);
        Assert.Null(Read($"{Os}\n\n{Done}").FinishReason);
    }

    [Theory]
    [InlineData(Os + "\n\n" + Lo + "\n\n", "cut")]
    [InlineData(Os + "\n\ndata: {\"error\":{\"message\":\"out of memory\"}}\n\n" + Done, "out of memory")]
    [InlineData(Os + "\n\ndata: {\"choi", "not JSON")]
    [InlineData(Done, "without a choice")]
    [InlineData(": nothing\n\n", "cut")]
    public void AStreamThatIsNotWholeIsATransientError(string body, string words)
    {
        EndpointException error = Assert.Throws<EndpointException>(() => Read(body));
        Assert.True(error.IsTransient);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UsageAndReasoningComeAlong()
    {
        ChatResponse response = Read(
            "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"Hm.\"}}]}\n\n" + Os + "\n\n" + End
            + "\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2}}\n\n" + Done);
        Assert.Equal("Os", response.Text);
        Assert.Equal("Hm.", response.Messages[0].Contents.OfType<TextReasoningContent>().Single().Text);
        Assert.Equal((4L, 2L), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
    }

    [Fact]
    public async Task AConnectionThatStaysOpenAfterTheLastEventIsNotWaitedFor()
    {
        await using FakeEndpoint server = new((_, _) => new()
        {
            ContentType = "text/event-stream",
            Body = $"{Os}\n\n{Lo}\n\n{End}\n\n{Done}\n\n",
            Ending = FakeEnding.StaysOpen,
        });
        using OpenAIChatClientAdapter client = new(server.Address, "m", null, streams: true);
        Assert.Equal("Oslo", (await client.GetResponseAsync(new ChatMessage(ChatRole.User, "?"))).Text);
        Assert.Contains("\"stream\":true", server.Requests.Single().Body, StringComparison.Ordinal);
    }

    private static ChatResponse Read(string body) => ChatResponseReader.Read(Encoding.UTF8.GetBytes(body));
}
