using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class ChatTemplateRunTests : IDisposable
{
    private const string Chat =
        "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}<|im_end|>{% endfor %}"
        + "{% if note is defined %}({{ note }}){% endif %}[assistant]";

    private readonly ScriptedEvaluation _evaluation = new(samples: 3);

    public ChatTemplateRunTests()
    {
        Write("base.gguf", Chat);
        Write("same.gguf", Chat);
        Write("bare.gguf", null);
        _evaluation.Configuration["models"] = JsonNode.Parse("""
            {
              "base": { "provider": "gguf", "path": "base.gguf" },
              "same": { "provider": "gguf", "path": "same.gguf" }
            }
            """);
        _evaluation.Configuration["candidates"] = JsonNode.Parse("""["same"]""");
        _evaluation.Configuration["generation"] = JsonNode.Parse("""{ "maxOutputTokens": 2 }""");
    }

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public async Task EveryReportShowsTheFirstPromptOfATask()
    {
        CommandResult run = await _evaluation.RunAsync("run", "--verbose", "--quiet");
        Assert.Contains("<s>[user]What is item 000?<|im_end|>[assistant]", run.Output, StringComparison.Ordinal);
        JsonNode report = await ReportAsync();
        JsonNode prompt = Assert.Single(report["rendered_prompts"]!.AsArray())!;
        Assert.Equal("<s>[user]What is item 000?<|im_end|>[assistant]", (string)prompt["text"]!);
        Assert.Equal(["base", "same"], prompt["models"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(("ask", "q000"), ((string)prompt["task"]!, (string)prompt["sample_id"]!));
        Assert.Equal(
            (string)report["manifest"]!["chat_templates_sha256"]!["base"]!, (string)prompt["template_sha256"]!);
        string html = await WriteAsync("html");
        Assert.Contains("&lt;s&gt;[user]What is item 000?&lt;|im_end|&gt;[assistant]", html, StringComparison.Ordinal);
        string markdown = await WriteAsync("markdown");
        Assert.Contains("<s>[user]What is item 000?<|im_end|>[assistant]", markdown, StringComparison.Ordinal);
        CommandResult brief = await _evaluation.RunAsync("show", await _evaluation.NewestRunAsync());
        Assert.DoesNotContain("[assistant]", brief.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALongPromptIsCutInTheReportsAndSaysSo()
    {
        Ask["chatTemplate"] = Write("long.jinja", "{{ 'x' * 5000 }}");
        await _evaluation.RunAsync("run");
        JsonNode prompt = (await ReportAsync())["rendered_prompts"]![0]!;
        Assert.Equal((5000, 4000), ((int)prompt["length"]!, ((string)prompt["text"]!).Length));
        Assert.Contains("000 more characters", await WriteAsync("html"), StringComparison.Ordinal);
        Assert.Contains("3\u202F000 more characters", await WriteAsync("markdown"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATaskMayNameATemplateAndItsVariables()
    {
        Ask["chatTemplate"] = Write("other.jinja", Chat + " now");
        Ask["templateVariables"] = JsonNode.Parse("""{ "note": "brief" }""");
        await _evaluation.RunAsync("run");
        Assert.Equal(
            "<s>[user]What is item 000?<|im_end|>(brief)[assistant] now",
            (string)(await ReportAsync())["rendered_prompts"]![0]!["text"]!);
    }

    [Theory]
    [InlineData("models", "base")]
    [InlineData("tasks", "ask")]
    public async Task WithoutChatThePromptIsPlainText(string section, string name)
    {
        _evaluation.Configuration[section]![name]!["chat"] = false;
        if (section == "models")
        {
            _evaluation.Configuration["models"]!["same"]!["chat"] = false;
        }

        await _evaluation.RunAsync("run");
        JsonNode prompt = (await ReportAsync())["rendered_prompts"]![0]!;
        Assert.Equal(("What is item 000?", null), ((string)prompt["text"]!, (string?)prompt["template_sha256"]));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    public async Task AModelWithoutATemplateIsRefusedWithWhatToDo(string command)
    {
        Model("same")["path"] = "bare.gguf";
        CommandResult refused = await _evaluation.RunAsync(command);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("$.models.same: no chat template", refused.Error, StringComparison.Ordinal);
        Assert.Contains("\"chatTemplate\"", refused.Error, StringComparison.Ordinal);
        Assert.Contains("\"chat\": false", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJudgeWithoutATemplateIsRefusedUnlessItReadsPlainText()
    {
        using JudgedEvaluation judged = new();
        new TinyGguf { ChatTemplate = null }.WriteTo(judged.Evaluation.Combine("judge.gguf"));
        JsonNode critic = JsonNode.Parse("""{ "provider": "gguf", "path": "judge.gguf" }""")!;
        judged.Evaluation.Configuration["models"]!["critic"] = critic;
        CommandResult refused = await judged.Evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("$.models.critic: no chat template", refused.Error, StringComparison.Ordinal);
        critic["chat"] = false;
        Assert.Equal(ExitCode.Passed, (await judged.Evaluation.RunAsync("validate")).Code);
    }

    [Fact]
    public async Task AMalformedTemplateIsRefusedWithItsPlace()
    {
        Ask["chatTemplate"] = Write("broken.jinja", "a\n{% nosuchtag %}");
        CommandResult refused = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("broken.jinja:2:4: The tag 'nosuchtag' is unknown", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATemplateThatRefusesASampleIsFoundBeforeTheRun()
    {
        Ask["chatTemplate"] = Write(
            "strict.jinja", "{% if '001' in messages[0].content %}{{ raise_exception('No ones.') }}{% endif %}a");
        CommandResult refused = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("sample \"q001\"", refused.Error, StringComparison.Ordinal);
        Assert.Contains("refuses the conversation: No ones.", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("q002", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "chat": false }""", "\"chat\": false")]
    [InlineData("""{ "chatTemplate": "t.jinja" }""", "--chat-template-file")]
    [InlineData("""{ "templateVariables": { "note": "a" } }""", "chat_template_kwargs")]
    public async Task AnEndpointCannotBeAskedByAnotherTemplate(string keys, string advice)
    {
        Write("t.jinja", Chat);
        _evaluation.Configuration["models"]!["same"] = JsonNode.Parse(
            """{ "provider": "openai", "endpoint": "http://127.0.0.1:9/v1", "model": "m" }""");
        foreach ((string key, JsonNode? value) in JsonNode.Parse(keys)!.AsObject())
        {
            Ask[key] = value!.DeepClone();
        }

        CommandResult refused = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("$.tasks.ask.", refused.Error, StringComparison.Ordinal);
        Assert.Contains("whose endpoint applies its own chat template", refused.Error, StringComparison.Ordinal);
        Assert.Contains(advice, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlainTextTakesNoTemplate()
    {
        Ask["chat"] = false;
        Ask["chatTemplate"] = Write("t.jinja", Chat);
        CommandResult refused = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("$.tasks.ask.chatTemplate", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACandidateWithAnotherTemplateIsRefusedOrLabelled()
    {
        Write("same.gguf", Chat + " ");
        CommandResult refused = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains(
            "same has another chat template than the baseline base, so they are asked different prompts in ask",
            refused.Error,
            StringComparison.Ordinal);
        await _evaluation.RunAsync("run", "--force");
        JsonNode report = await ReportAsync();
        Assert.EndsWith("not compared like with like)", (string)report["name"]!, StringComparison.Ordinal);
        Assert.Contains("another chat template", (string)report["warnings"]![0]!, StringComparison.Ordinal);
        Assert.Equal(2, report["rendered_prompts"]!.AsArray().Count);

        Ask["chatTemplate"] = Write("one.jinja", Chat);
        Assert.Equal(ExitCode.Passed, (await _evaluation.RunAsync("validate")).Code);
    }

    [Fact]
    public async Task ACandidateWithAnotherTokenizerIsRefused()
    {
        TinyVocabulary vocabulary = TinyVocabulary.CreateBpe("t h", "a n");
        new TinyGguf { ChatTemplate = Chat, Vocabulary = vocabulary }.WriteTo(_evaluation.Combine("same.gguf"));
        CommandResult refused = await _evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("same has another tokenizer than the baseline", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AContinuedRunKeepsItsClockAndRefusesAnotherTemplate()
    {
        Ask["chatTemplate"] = Write("dated.jinja", "{{ strftime_now('%Y-%m-%dT%H:%M:%S') }} {{ messages[0].content }}");
        await _evaluation.RunAsync("run");
        JsonNode first = await ReportAsync();
        string clock = (string)first["run"]!["clock"]!;
        Assert.StartsWith(clock, (string)first["rendered_prompts"]![0]!["text"]!, StringComparison.Ordinal);
        string id = await _evaluation.NewestRunAsync();
        CommandResult again = await _evaluation.RunAsync("run", "--json", "--run", id);
        JsonNode continued = JsonNode.Parse(again.Output)!;
        Assert.Equal(clock, (string)continued["run"]!["clock"]!);
        Assert.Equal(
            (string)first["rendered_prompts"]![0]!["text"]!, (string)continued["rendered_prompts"]![0]!["text"]!);

        Write("dated.jinja", "{{ messages[0].content }}");
        CommandResult refused = await _evaluation.RunAsync("run", "--run", id);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("prompt format of base for ask", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunsOfOtherTemplatesAreComparedOnlyByForce()
    {
        await _evaluation.RunAsync("run");
        string before = await _evaluation.NewestRunAsync();
        Ask["templateVariables"] = JsonNode.Parse("""{ "note": "brief" }""");
        await _evaluation.RunAsync("run");
        string after = await _evaluation.NewestRunAsync();
        CommandResult refused = await _evaluation.RunAsync("compare", before, after);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("prompt format of base for ask", refused.Error, StringComparison.Ordinal);
        CommandResult forced = await _evaluation.RunAsync("compare", before, after, "--force", "--json");
        Assert.Contains(
            "inputs differ: prompt format of base for ask",
            (string)JsonNode.Parse(forced.Output)!["name"]!,
            StringComparison.Ordinal);
    }

    private JsonNode Ask => _evaluation.Configuration["tasks"]!["ask"]!;

    private JsonNode Model(string name) => _evaluation.Configuration["models"]![name]!;

    private string Write(string name, string? template)
    {
        if (name.EndsWith(".gguf", StringComparison.Ordinal))
        {
            new TinyGguf { ChatTemplate = template, ContextLength = 8192 }.WriteTo(_evaluation.Combine(name));
        }
        else
        {
            File.WriteAllText(_evaluation.Combine(name), template);
        }

        return name;
    }

    private async Task<JsonNode> ReportAsync() => JsonNode.Parse(
        (await _evaluation.RunAsync("show", await _evaluation.NewestRunAsync(), "--json")).Output)!;

    private async Task<string> WriteAsync(string format)
    {
        string output = _evaluation.Combine("report." + format);
        await _evaluation.RunAsync(
            "report", await _evaluation.NewestRunAsync(), "--format", format, "--output", output);
        return await File.ReadAllTextAsync(output);
    }
}
