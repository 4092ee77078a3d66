using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class ConversationTests : IDisposable
{
    private static readonly DatasetMapping s_mapping = new() { Messages = "messages" };

    private readonly DatasetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ASampleKeepsItsTurnsAndShowsThemAsOneText()
    {
        List<Sample> samples = await _folder.ReadAsync("d.jsonl", """
            {"id": "a", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": ""}, {"role": "user", "content": "the <s>"}]}
            """, s_mapping);
        Sample sample = Assert.Single(samples);
        Assert.Equal(
            [new("system", "Be brief."), new("user", "Hi"), new("assistant", ""), new("user", "the <s>")],
            sample.Messages);
        Assert.Equal("[system]\nBe brief.\n\n[user]\nHi\n\n[assistant]\n\n\n[user]\nthe <s>", sample.Input);
        Assert.Equal(sample.Input, sample.Fields["messages"]);
    }

    [Fact]
    public async Task AFieldOfADelimitedFileHoldsTheListAsJson()
    {
        List<Sample> samples = await _folder.ReadAsync(
            "d.csv", "id,messages\na,\"[{\"\"role\"\": \"\"user\"\", \"\"content\"\": \"\"Hi\"\"}]\"\n", s_mapping);
        Assert.Equal([new("user", "Hi")], Assert.Single(samples).Messages);
    }

    [Theory]
    [InlineData("""{"id": "a"}""", "no field \"messages\"")]
    [InlineData("""{"messages": "Hi"}""", "a text in the field \"messages\"")]
    [InlineData("""{"messages": {"role": "user"}}""", "an object in the field \"messages\"")]
    [InlineData("""{"messages": []}""", "no message in the field \"messages\"")]
    [InlineData("""{"messages": ["Hi"]}""", "a text as message 1 of \"messages\"")]
    [InlineData("""{"messages": [{"content": "Hi"}]}""", "no role in message 1")]
    [InlineData("""{"messages": [{"role": "usr", "content": "Hi"}]}""", "the role \"usr\" in message 1")]
    [InlineData("""{"messages": [{"role": "user", "content": null}]}""", "null in message 1")]
    [InlineData("""{"messages": [{"role": "user"}]}""", "no content in message 1")]
    [InlineData("""{"messages": [{"role": "user", "content": ["Hi"]}]}""", "a list in message 1")]
    [InlineData("""{"messages": [{"role": "user", "content": "a", "name": "b"}]}""", "\"name\" in message 1")]
    [InlineData(
        """{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}""",
        "ends with the role \"assistant\"")]
    public async Task AMalformedConversationNamesItsLine(string row, string expected)
    {
        string good = """{"id": "good", "messages": [{"role": "user", "content": "Hi"}]}""";
        string error = Assert.Single(await _folder.MistakesAsync("d.jsonl", good + "\n" + row, s_mapping));
        Assert.StartsWith("2: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
