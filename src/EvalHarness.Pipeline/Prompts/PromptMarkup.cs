using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Prompts;

/// <summary>
/// The markup between template and messages: <c>&lt;message role="…"&gt;…&lt;/message&gt;</c> around escaped text.
/// </summary>
/// <remarks>
/// Variables are escaped before they meet the template, so that no variable can open or close a message, whichever
/// braces the template uses.
/// </remarks>
internal static partial class PromptMarkup
{
    private const string CloseTag = "</message>";

    /// <summary>Makes a text harmless within markup.</summary>
    public static string Escape(string text) => text.AsSpan().IndexOfAny("&<>\"'") < 0
        ? text
        : text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal);

    /// <summary>Reads messages; markup without a message tag is one user message, kept as it is.</summary>
    /// <exception cref="InvalidInputException">The template's tags do not form messages.</exception>
    public static IReadOnlyList<ChatMessage> Parse(string place, string markup)
    {
        if (!AnyTag().IsMatch(markup))
        {
            return [new(ChatRole.User, WebUtility.HtmlDecode(markup))];
        }

        List<ChatMessage> messages = [];
        int end = 0;
        for (Match open = OpenTag().Match(markup); open.Success; open = OpenTag().Match(markup, end))
        {
            CheckOutside(place, markup[end..open.Index]);
            int start = open.Index + open.Length;
            int close = markup.IndexOf(CloseTag, start, StringComparison.Ordinal);
            if (close < 0)
            {
                throw new InvalidInputException(place, $"{open.Value} without a closing tag", CloseTag + " after it");
            }

            string content = markup[start..close];
            if (AnyTag().Match(content) is { Success: true } inner)
            {
                throw new InvalidInputException(place, $"{inner.Value} inside a message",
                    "messages that are not nested");
            }

            messages.Add(new(ReadRole(place, open.Groups["role"].Value), WebUtility.HtmlDecode(content).Trim()));
            end = close + CloseTag.Length;
        }

        CheckOutside(place, markup[end..]);
        return messages;
    }

    private static void CheckOutside(string place, string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            string shown = text.Trim();
            throw new InvalidInputException(
                place, $"\"{(shown.Length > 60 ? shown[..60] + "…" : shown)}\" outside of the message tags",
                "<message role=\"system|user|assistant\">…</message> around all text, or no message tag at all");
        }
    }

    private static ChatRole ReadRole(string place, string role) => role switch
    {
        "system" => ChatRole.System,
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        _ => throw new InvalidInputException(
            place, $"role \"{role}\"", "system, user or assistant",
            NearestName.Suggest(role, ["system", "user", "assistant"])),
    };

    [GeneratedRegex(@"</?message\b")]
    private static partial Regex AnyTag();

    [GeneratedRegex("""<message\s+role\s*=\s*(["'])(?<role>[^"'<>]*)\1\s*>""")]
    private static partial Regex OpenTag();
}
