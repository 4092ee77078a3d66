using System.Text;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

public sealed class ChatResponseReaderTests
{
    private const string Plain = """{"message":{"content":"Oslo"},"finish_reason":"stop"}""";

    [Theory]
    [InlineData("\uFEFF{\"choices\":[" + Plain + "]}")]
    [InlineData("\n \n{\"choices\":[" + Plain + "]}\n")]
    [InlineData("{\"created\":\"yesterday\",\"more\":{\"a\":[null]},\"choices\":[" + Plain + "]}")]
    [InlineData("""{"score":NaN,"low":-Infinity,"high":Infinity,"choices":[""" + Plain + "]}")]
    [InlineData("""{"choices":[{"index":1,"message":{"content":"Bergen"}},{"index":0,"message":{"content":"Oslo"},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"text","text":"Os"},{"type":"text","text":"lo"}]},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Bergen?"}]},{"type":"text","text":"Oslo"}]},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"reasoning","summary":"Bergen?"},{"type":"output_text","text":"Oslo"},{"type":"image","url":"x"}]},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"Oslo","reasoning_content":"Bergen?"},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"Oslo","reasoning":"Bergen?"},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"Oslo"},"finish_reason":"stop","logprobs":{"content":[{"token":"Oslo","logprob":NaN}]}}]}""")]
    public void WhatSurroundsAnAnswerDoesNotChangeIt(string body)
    {
        ChatResponse response = Read(body);
        Assert.Equal("Oslo", response.Text);
        Assert.Equal("stop", response.FinishReason?.Value);
    }

    [Theory]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("7", null)]
    [InlineData("\"eos\"", "eos")]
    [InlineData("\"content_filter\"", "content_filter")]
    public void AnUnknownEndIsKeptAndNoEndIsNone(string written, string? read) =>
        Assert.Equal(read, Read($$$"""{"choices":[{"message":{"content":"a"},"finish_reason":{{{written}}}}]}""").FinishReason?.Value);

    [Theory]
    [InlineData("null", null, null)]
    [InlineData("""{"prompt_tokens":7.0,"completion_tokens":null}""", 7L, null)]
    [InlineData("""{"prompt_tokens":"7","completion_tokens":"x"}""", 7L, null)]
    [InlineData("""{"prompt_tokens":-1,"completion_tokens":3}""", null, 3L)]
    [InlineData("[]", null, null)]
    public void CountsOfTokensAreReadAsFarAsTheyAreNumbers(string usage, long? input, long? output)
    {
        ChatResponse response = Read($$"""{"usage":{{usage}},"choices":[{{Plain}}]}""");
        Assert.Equal((input, output), (response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount));
    }

    [Fact]
    public void ReasoningIsKeptBesideTheTextAndIsNoPartOfIt()
    {
        ChatResponse response = Read("""{"choices":[{"message":{"content":null,"reasoning_content":"Hm."},"finish_reason":"length"}]}""");
        Assert.Equal("", response.Text);
        Assert.Equal("Hm.", response.Messages[0].Contents.OfType<TextReasoningContent>().Single().Text);
        Assert.Equal("length", response.FinishReason?.Value);
    }

    [Theory]
    [InlineData("stop", "1")]
    [InlineData("length", "0")]
    [InlineData("stop", "null")]
    public void AModelThatEndsAtOnceHasSaidNothing(string reason, string tokens) => Assert.Equal("", Read(
        $$$"""{"choices":[{"message":{"content":""},"finish_reason":"{{{reason}}}"}],"usage":{"completion_tokens":{{{tokens}}}}}""").Text);

    [Theory]
    [InlineData("\"content\":\"\"", "counted 9 tokens", "enable_thinking")]
    [InlineData("\"content\":null,\"tool_calls\":[{\"function\":{\"name\":\"add\"}}]", "\"add\"", "tool_choice")]
    [InlineData("\"content\":null,\"reasoning\":\"Hm.\",\"tool_calls\":[{\"id\":\"1\",\"function\":{}}]", "a function", "tool_choice")]
    [InlineData("\"content\":\"\",\"function_call\":{\"name\":\"add\"}", "\"add\"", "tool_choice")]
    public void ATextThatTheServerKeptIsAnErrorThatNamesTheParameterToChange(
        string message, string what, string parameter)
    {
        EndpointException error = Assert.Throws<EndpointException>(() => Read(
            $$$"""{"choices":[{"message":{{{{message}}}},"finish_reason":"stop"}],"usage":{"completion_tokens":9}}"""));
        Assert.False(error.IsTransient);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(parameter, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"assistant"}""")]
    [InlineData("""{"content":null}""")]
    public void AMessageWithoutContentIsNoEmptyAnswer(string message) => Assert.Contains(
        "\"content\"",
        Assert.Throws<EndpointException>(() => Read($$$"""{"choices":[{"message":{{{message}}},"finish_reason":"stop"}]}""")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Oslo<|im_end|>")]
    [InlineData("Oslo</s>\\n")]
    [InlineData("Oslo\\u0000")]
    [InlineData("Oslo<|eot_id|><|end_of_text|>")]
    public void EndMarkersAtTheEndAreNoPartOfTheAnswer(string content) => Assert.Equal(
        "Oslo", Read($$$"""{"choices":[{"message":{"content":"{{{content}}}"},"finish_reason":"stop"}]}""").Text);

    [Fact]
    public void ARefusalIsItsTextAndItsEnd()
    {
        ChatResponse response = Read("""{"choices":[{"message":{"content":null,"refusal":"I will not."},"finish_reason":"stop"}]}""");
        Assert.Equal(("I will not.", "refusal"), (response.Text, response.FinishReason?.Value));
    }

    [Theory]
    [InlineData("a\\ud83d", "a\uFFFD")]
    [InlineData("\\ude00a", "\uFFFDa")]
    [InlineData("\\ud83d\\ude00", "\U0001F600")]
    [InlineData("\\\\ud83d NaN", "\\ud83d NaN")]
    [InlineData("\\u00e9", "\u00e9")]
    public void AHalfOfASurrogatePairIsTheReplacementCharacter(string escaped, string read) =>
        Assert.Equal(read, Read($$$"""{"choices":[{"message":{"content":"{{{escaped}}}"},"finish_reason":"stop"}]}""").Text);

    [Theory]
    [InlineData("<html>Sign in</html>", "page of markup")]
    [InlineData("""{"choices":[{"message":@@""", "is not JSON")]
    [InlineData("not at all", "is not JSON")]
    [InlineData("""{"choices":[]}""", "without a choice")]
    [InlineData("""{"choices":"none"}""", "without a choice")]
    [InlineData("""{"choices":[{"text":"a"}]}""", "no message")]
    [InlineData("""{"error":{"message":"overloaded"}}""", "overloaded")]
    [InlineData("""{"error":"No such page"}""", "No such page")]
    [InlineData("[]", "without a choice")]
    [InlineData("null", "without a choice")]
    public void WhatIsNoAnswerIsATransientErrorInPlainWords(string body, string words)
    {
        EndpointException error = Assert.Throws<EndpointException>(() => Read(body));
        Assert.True(error.IsTransient);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BytesThatAreNoUtf8AreNoAnswer() => Assert.Throws<EndpointException>(() =>
        ChatResponseReader.Read(Encoding.Latin1.GetBytes("{\"choices\":[{\"message\":{\"content\":\"\u00e9\"}}]}")));

    private static ChatResponse Read(string body) => ChatResponseReader.Read(Encoding.UTF8.GetBytes(body));
}
