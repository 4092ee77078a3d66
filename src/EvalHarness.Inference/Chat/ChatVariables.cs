using System.Text.Json;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat;

/// <summary>The variables of one rendering, prepared as transformers does it around the template.</summary>
internal sealed class ChatVariables(ChatConversation conversation, Meter meter)
{
    private const string Tag = "CONTINUE_FINAL_MESSAGE_TAG ";

    /// <summary>Roles that templates know; any other one is text of the message.</summary>
    private static readonly HashSet<string> s_roles =
        ["system", "user", "assistant", "tool", "developer", "function", "ipython", "model", "documents"];

    private static readonly string[] s_reasoning = ["reasoning_content", "thinking", "reasoning"];

    /// <summary>The variables, by name.</summary>
    public IEnumerable<(string Name, JinjaValue Value)> Read()
    {
        if (conversation.Messages.ValueKind != JsonValueKind.Array || conversation.Messages.GetArrayLength() == 0)
        {
            throw Refusal("The conversation has no messages.");
        }

        if (conversation.AddGenerationPrompt && conversation.ContinueFinalMessage)
        {
            throw Refusal("The last message cannot be continued where the opening of an answer is added.");
        }

        List<JinjaValue> messages = [.. conversation.Messages.EnumerateArray().Select(ReadMessage)];
        if (conversation.ContinueFinalMessage)
        {
            messages[^1] = Tagged(messages[^1]);
        }

        yield return ("messages", new ListValue(messages));
        yield return ("tools", Optional(conversation.Tools));
        yield return ("documents", Optional(conversation.Documents));
        yield return ("add_generation_prompt", BooleanValue.From(conversation.AddGenerationPrompt));
        foreach ((string name, JsonElement value) in conversation.Variables)
        {
            yield return (name, JsonValues.Read(value, isFromMessage: false, meter));
        }
    }

    /// <summary>The rendering as it is to be sent: cut behind the message that is to be continued.</summary>
    public TextValue Cut(TextValue rendered)
    {
        if (!conversation.ContinueFinalMessage)
        {
            return rendered;
        }

        int at = rendered.Value.LastIndexOf(Tag.TrimEnd(), StringComparison.Ordinal);
        if (at < 0)
        {
            throw Refusal("The last message cannot be continued: the template does not write its content.");
        }

        bool isTrimmed = string.CompareOrdinal(rendered.Value, at, Tag, 0, Tag.Length) != 0;
        return rendered.Part(0, isTrimmed ? rendered.Value.AsSpan(0, at).TrimEnd().Length : at, meter);
    }

    private static TemplateException Refusal(string reason) => new(reason, 0, 0, isRaised: true);

    private JinjaValue Optional(JsonElement? value) => value is { } given
        ? JsonValues.Read(given, isFromMessage: true, meter)
        : NoneValue.Instance;

    private DictValue ReadMessage(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Refusal("A message must be an object with a role and a content.");
        }

        List<(string Name, JinjaValue Value)> entries = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            bool isKnownRole = property.NameEquals("role") && property.Value.ValueKind == JsonValueKind.String
                && s_roles.Contains(property.Value.GetString()!);
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                entries.Add((property.Name, JsonValues.Read(property.Value, !isKnownRole, meter)));
            }
        }

        AddReasoning(entries);
        DictValue message = new();
        foreach ((string name, JinjaValue value) in entries)
        {
            message.Set(new TextValue(name), value, meter);
        }

        return message;
    }

    /// <summary>Gives the reasoning under both names that templates read.</summary>
    private static void AddReasoning(List<(string Name, JinjaValue Value)> entries)
    {
        string? source = s_reasoning.FirstOrDefault(name => entries.Exists(entry => entry.Name == name));
        if (source is null)
        {
            return;
        }

        JinjaValue reasoning = entries.Find(entry => entry.Name == source).Value;
        if (!entries.Exists(entry => entry.Name == "thinking"))
        {
            entries.Insert(0, ("thinking", reasoning));
        }
        else
        {
            int at = entries.FindIndex(entry => entry.Name == "thinking");
            (string, JinjaValue) thinking = entries[at];
            entries.RemoveAt(at);
            entries.Insert(0, thinking);
        }

        if (!entries.Exists(entry => entry.Name == "reasoning_content"))
        {
            entries.Add(("reasoning_content", reasoning));
        }
    }

    private DictValue Tagged(JinjaValue message)
    {
        DictValue changed = new();
        foreach ((JinjaValue key, JinjaValue value) in ((DictValue)message).Entries)
        {
            changed.Set(key, key is TextValue { Value: "content" } ? TaggedContent(value) : value, meter);
        }

        return changed.Find("content") is null
            ? throw Refusal("The last message has no content to continue.")
            : changed;
    }

    private JinjaValue TaggedContent(JinjaValue content)
    {
        switch (content)
        {
            case TextValue text:
                return new TextBuilder(meter).Append(text).Append(Tag, isFromMessage: true).ToText();
            case ListValue list:
                List<JinjaValue> parts = [.. list.Items];
                int last = parts.FindLastIndex(part => (part as DictValue)?.Find("text") is TextValue);
                if (last >= 0)
                {
                    DictValue part = new();
                    foreach ((JinjaValue key, JinjaValue value) in ((DictValue)parts[last]).Entries)
                    {
                        part.Set(key, key is TextValue { Value: "text" } ? TaggedContent(value) : value, meter);
                    }

                    parts[last] = part;
                    return new ListValue(parts);
                }

                break;
        }

        throw Refusal("The last message has no text to continue.");
    }
}
