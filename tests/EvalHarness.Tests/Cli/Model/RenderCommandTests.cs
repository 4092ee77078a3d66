using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Model;

public sealed class RenderCommandTests : IDisposable
{
    private const string Template =
        "{{ bos_token }}{% for m in messages %}{{ m.role }}: {{ m.content }}\n"
        + "{% if m.role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% endfor %}"
        + "{% if tools %}{{ tools|length }}{% endif %}{% if add_generation_prompt %}assistant:{% endif %}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ATemplatesFileRendersOneConversationAsText()
    {
        (ExitCode code, string output, _) = await RenderAsync(
            """[{"role": "user", "content": "Hi"}]""", "messages.json");
        Assert.Equal((ExitCode.Passed, "user: Hi\nassistant:" + Environment.NewLine), (code, output));
        (_, output, _) = await RenderAsync(
            """{"messages": [{"role": "user", "content": "Hi"}], "variables": {"bos_token": "<s>"}}""",
            "messages.json", "--no-generation-prompt");
        Assert.Equal("<s>user: Hi\n" + Environment.NewLine, output);
    }

    [Fact]
    public async Task LinesAreListedInOrderWithTheirErrorsInPlace()
    {
        string lines = """
            {"id": "a", "messages": [{"role": "user", "content": "Hi"}], "tools": [{"name": "f"}]}
            {"id": 7, "messages": [{"role": "system", "content": "Hi"}]}

            [{"role": "user", "content": "Ho"}]
            {"id": "d", "messages": [{"role": "user", "content": "x"}], "continue_final_message": true}
            {"id": "e"}
            {"id": "f", "messages": []}
            {"id": "g", "messages": [{"role": "user", "content": "x"}], "now": "yesterday"}
            """;
        (ExitCode code, string output, string error) = await RenderAsync(lines, "messages.jsonl", "--json");
        Assert.True(code == ExitCode.Passed, error);
        string[] found = [.. JsonDocument.Parse(output).RootElement.EnumerateArray().Select(entry =>
            $"{entry.GetProperty("id")}|"
            + (entry.TryGetProperty("text", out JsonElement text) ? text : entry.GetProperty("error")))];
        Assert.Equal(
            [
                "a|user: Hi\n1assistant:", "7|System role not supported", "3|user: Ho\nassistant:", "d|user: x",
                "e|The conversation has no \"messages\".", "f|The conversation has no messages.",
                "g|\"now\" must be a time such as \"2025-03-07T08:05:09\".",
            ],
            found);
    }

    [Fact]
    public async Task AConversationThatIsRefusedIsBadInput()
    {
        (ExitCode code, string output, string error) =
            await RenderAsync("""[{"role": "system", "content": "Hi"}]""", "messages.json");
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Equal("error: System role not supported", error.TrimEnd());
    }

    [Theory]
    [InlineData("[{", "messages.json:2: malformed JSON")]
    [InlineData("{} {}", "messages.json:1: malformed JSON")]
    public async Task MalformedJsonNamesItsLine(string messages, string expected)
    {
        (ExitCode code, _, string error) = await RenderAsync(messages, "messages.json");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMalformedTemplateNamesItsLineAndColumn()
    {
        (ExitCode code, _, string error) = await RenderAsync("[]", "m.json", template: "a\n{% nosuchtag %}");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("chat.jinja:2:4: The tag 'nosuchtag' is unknown", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelWithoutATemplateIsRefusedAndATemplateOfItsOwnGivesIds()
    {
        string model = new TinyGguf { ChatTemplate = null }.WriteTo(_folder.File("tiny.gguf"));
        string messages = Write("m.json", """[{"role": "user", "content": "the"}]""");
        (ExitCode code, _, string error) = await RunAsync("render", model, "--messages", messages);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("no chat template", error, StringComparison.Ordinal);
        (code, string output, error) = await RunAsync(
            "render", model, "--template", Write("chat.jinja", Template), "--messages", messages, "--json");
        Assert.True(code == ExitCode.Passed, error);
        JsonElement entry = JsonDocument.Parse(output).RootElement[0];
        string begin = TinyVocabulary.Bpe.Tokens[entry.GetProperty("ids")[0].GetInt32()];
        Assert.Equal(begin + "user: the\nassistant:", entry.GetProperty("text").GetString());
    }

    private Task<(ExitCode Code, string Output, string Error)> RenderAsync(
        string messages, string file, string option = "--quiet", string template = Template) => RunAsync(
        "render", "--template", Write("chat.jinja", template), "--messages", Write(file, messages), option);

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(words, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
