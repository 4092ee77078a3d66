using System.Globalization;
using System.Text;
using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Chat;

/// <summary>Real templates and small ones, rendered by transformers 5.24.0 and Jinja2 3.1.6.</summary>
public sealed class UpstreamTemplatesTests
{
    private const string Folder = "chat-templates";

    [SharedFixtureFact]
    public void RealTemplatesRenderWhatTransformersRenders()
    {
        List<string> wrong = [];
        int count = 0;
        foreach (JsonElement line in Lines("cases.jsonl"))
        {
            count++;
            string source = File.ReadAllText(
                SharedFixtures.Combine(Folder, "templates", line.GetProperty("template").GetString() + ".jinja"));
            Check(line, () => ChatTemplate.FromSource(source).Render(ConversationOf(line)).Text, wrong);
        }

        Assert.Equal((1840, ""), (count, string.Join('\n', wrong.Take(20))));
    }

    [SharedFixtureFact]
    public void TheLanguageMeansWhatItMeansInJinja()
    {
        List<string> wrong = [];
        int count = 0;
        foreach (JsonElement line in Lines("language.jsonl"))
        {
            count++;
            Check(line, () => RenderVariables(line.GetProperty("template").GetString()!, line), wrong);
        }

        Assert.Equal((171, ""), (count, string.Join('\n', wrong.Take(20))));
    }

    [SharedFixtureFact]
    public void HostileTemplatesAreRefused()
    {
        List<string> wrong = [];
        int count = 0;
        foreach (JsonElement line in Lines("hostile.jsonl"))
        {
            count++;
            StringBuilder source = new();
            foreach (JsonElement piece in line.GetProperty("build").EnumerateArray())
            {
                source.Insert(source.Length, piece[0].GetString()!, piece[1].GetInt32());
            }

            int? length = LengthOf(source.ToString(), line);
            JsonElement expected = line.GetProperty("expected");
            bool isRight = expected.ValueKind == JsonValueKind.String ? length is null
                : expected.TryGetProperty("length", out JsonElement exact) ? length == exact.GetInt32()
                : length is null || length == expected.GetProperty("refused_or_length").GetInt32();
            wrong.AddRange(isRight ? [] : [$"{line.GetProperty("id")}: {length}"]);
        }

        Assert.Equal((70, ""), (count, string.Join('\n', wrong)));
    }

    [SharedFixtureFact]
    public void RandomChangesOfRealTemplatesNeverCrashNorHang()
    {
        string[] sources = [.. Directory.EnumerateFiles(SharedFixtures.Combine(Folder, "templates"))
            .Order(StringComparer.Ordinal).Select(path => File.ReadAllText(path))];
        MutatedTemplates.Render(sources, count: 10_000, seed: 7);
    }

    private static IEnumerable<JsonElement> Lines(string name) => File.ReadLines(SharedFixtures.Combine(Folder, name))
        .Select(line => JsonDocument.Parse(line).RootElement);

    private static DateTime NowOf(JsonElement line) => DateTime.Parse(
        line.TryGetProperty("now", out JsonElement now) ? now.GetString()! : "2025-03-07T08:05:09",
        CultureInfo.InvariantCulture);

    private static ChatConversation ConversationOf(JsonElement line)
    {
        Dictionary<string, JsonElement> variables =
            line.GetProperty("kwargs").EnumerateObject().ToDictionary(item => item.Name, item => item.Value);
        return new(line.GetProperty("messages"))
        {
            Tools = Take("tools"),
            Documents = Take("documents"),
            AddGenerationPrompt = Take("add_generation_prompt") is { ValueKind: JsonValueKind.True },
            ContinueFinalMessage = Take("continue_final_message") is { ValueKind: JsonValueKind.True },
            Variables = variables,
            Now = NowOf(line),
        };

        JsonElement? Take(string name) => variables.Remove(name, out JsonElement value) ? value : null;
    }

    private static string RenderVariables(string source, JsonElement line) => ChatTemplate.FromSource(source)
        .RenderVariables(
            line.GetProperty("variables").EnumerateObject().ToDictionary(item => item.Name, item => item.Value),
            NowOf(line)).Text;

    private static int? LengthOf(string source, JsonElement line)
    {
        Dictionary<string, JsonElement> variables =
            line.GetProperty("variables").EnumerateObject().ToDictionary(item => item.Name, item => item.Value);
        if (line.TryGetProperty("variables_repeat", out JsonElement repeat))
        {
            var messages = variables["messages"].EnumerateArray().Select(message => new
            {
                role = message.GetProperty("role").GetString(),
                content = new StringBuilder()
                    .Insert(0, message.GetProperty("content").GetString()!, repeat.GetProperty("content").GetInt32())
                    .ToString(),
            });
            variables["messages"] = JsonSerializer.SerializeToElement(
                Enumerable.Repeat(messages, repeat.GetProperty("messages").GetInt32()).SelectMany(pair => pair));
        }

        try
        {
            return ChatTemplate.FromSource(source).RenderVariables(variables, NowOf(line)).Text.Length;
        }
        catch (TemplateException)
        {
            return null;
        }
    }

    private static void Check(JsonElement line, Func<string> render, List<string> wrong)
    {
        string? expected = line.TryGetProperty("expected", out JsonElement text) ? text.GetString() : null;
        try
        {
            string rendered = render();
            wrong.AddRange(rendered == expected ? [] : [$"{line.GetProperty("id")}: {expected} <> {rendered}"]);
        }
        catch (TemplateException refusal)
        {
            bool isRaised = expected is null
                && line.GetProperty("expected_error").GetProperty("kind").GetString() == "raise_exception";
            bool isRight = expected is null && refusal.IsRaised == isRaised && (!isRaised
                || refusal.Message == line.GetProperty("expected_error").GetProperty("message").GetString());
            wrong.AddRange(isRight ? [] : [$"{line.GetProperty("id")}: {refusal.Message}"]);
        }
    }
}
