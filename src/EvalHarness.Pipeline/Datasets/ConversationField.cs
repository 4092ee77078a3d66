using System.Globalization;
using System.Text.Json;
using EvalHarness.Pipeline.Datasets.Fields;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Reads a conversation: a list of messages, each an object with <c>role</c> and <c>content</c>.</summary>
internal static class ConversationField
{
    private const string Role = "role";
    private const string Content = "content";

    private static readonly string[] s_roles = ["system", "user", "assistant"];

    /// <summary>The messages, and what is wrong with them.</summary>
    /// <param name="name">The field.</param>
    /// <param name="list">Its value, a list.</param>
    /// <param name="note">Takes what was found, what was expected, and how to fix it.</param>
    /// <returns>Empty where something is wrong.</returns>
    public static IReadOnlyList<SampleMessage> Read(
        string name, JsonElement list, Action<string, string, string?> note)
    {
        List<SampleMessage> messages = [];
        bool isWhole = true;
        foreach (JsonElement item in list.EnumerateArray())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"message {messages.Count + 1} of \"{name}\"");
            if (ReadMessage(place, item, note) is not { } message)
            {
                return [];
            }

            messages.Add(message);
        }

        if (messages.Count == 0)
        {
            note($"no message in the field \"{name}\"", "at least one message", null);
        }
        else if (messages[^1].Role != "user")
        {
            note(
                $"a conversation in \"{name}\" that ends with the role \"{messages[^1].Role}\"",
                "a last message of the role user, which the model answers",
                messages[^1].Role == "assistant" ? "Move the expected answer to the field \"target\"." : null);
            isWhole = false;
        }

        return isWhole ? messages : [];
    }

    /// <summary>A conversation as one text, for readers and judges.</summary>
    public static string ToText(IEnumerable<SampleMessage> messages) =>
        string.Join("\n\n", messages.Select(message => $"[{message.Role}]\n{message.Content}"));

    private static SampleMessage? ReadMessage(string place, JsonElement item, Action<string, string, string?> note)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            note($"{JsonText.Describe(item)} as {place}", "an object with \"role\" and \"content\"", null);
            return null;
        }

        foreach (JsonProperty property in item.EnumerateObject())
        {
            if (property.Name is not (Role or Content) && property.Value.ValueKind != JsonValueKind.Null)
            {
                note(
                    $"\"{property.Name}\" in {place}", "only \"role\" and \"content\"",
                    NearestName.Suggest(property.Name, [Role, Content]));
                return null;
            }
        }

        if (!item.TryGetProperty(Role, out JsonElement role) || role.ValueKind != JsonValueKind.String)
        {
            note($"no role in {place}", "\"role\": system, user or assistant", null);
            return null;
        }

        if (!s_roles.Contains(role.GetString()))
        {
            note(
                $"the role \"{role.GetString()}\" in {place}", "system, user or assistant",
                NearestName.Suggest(role.GetString()!, s_roles));
            return null;
        }

        if (!item.TryGetProperty(Content, out JsonElement content) || content.ValueKind != JsonValueKind.String)
        {
            string found = content.ValueKind == JsonValueKind.Undefined ? "no content" : JsonText.Describe(content);
            note($"{found} in {place}", "\"content\": a text", null);
            return null;
        }

        return new(role.GetString()!, content.GetString()!);
    }
}
