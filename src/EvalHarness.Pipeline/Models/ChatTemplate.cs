using System.Text;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models;

/// <summary>How a conversation becomes the text that a model was trained on.</summary>
/// <param name="Name">What the configuration calls it.</param>
/// <param name="Opening">Put once before the first message.</param>
/// <param name="Before">Put before each message; <c>{role}</c> is replaced.</param>
/// <param name="After">Put after each message.</param>
/// <param name="Turn">Put at the end, where the assistant's turn begins.</param>
/// <param name="Stop">Ends the assistant's turn; empty when only the end-of-sequence token does.</param>
internal sealed record ChatTemplate(
    string Name, string Opening, string Before, string After, string Turn, string Stop)
{
    /// <summary>The messages' texts, one after another: for models trained on plain text.</summary>
    public static ChatTemplate Plain { get; } = new("plain", "", "", "", "", "");

    /// <summary>ChatML, as used by Qwen, SmolLM and many others.</summary>
    public static ChatTemplate ChatMl { get; } = new(
        "chatml", "", "<|im_start|>{role}\n", "<|im_end|>\n", "<|im_start|>assistant\n", "<|im_end|>");

    /// <summary>Llama 3's header format.</summary>
    public static ChatTemplate Llama3 { get; } = new(
        "llama3",
        "",
        "<|start_header_id|>{role}<|end_header_id|>\n\n",
        "<|eot_id|>",
        "<|start_header_id|>assistant<|end_header_id|>\n\n",
        "<|eot_id|>");

    /// <summary>Zephyr's and TinyLlama's role tags.</summary>
    public static ChatTemplate Zephyr { get; } = new(
        "zephyr", "", "<|{role}|>\n", "</s>\n", "<|assistant|>\n", "</s>");

    /// <summary>Every template that a configuration may name.</summary>
    public static IReadOnlyList<ChatTemplate> All { get; } = [Plain, ChatMl, Llama3, Zephyr];

    /// <summary>
    /// Recognises the template that a weights file carries by the markers it writes; <c>null</c> when it is a format
    /// that this program does not know. A file without one holds a model of plain text.
    /// </summary>
    public static ChatTemplate? Recognise(string? jinja) => jinja switch
    {
        null or "" => Plain,
        _ when jinja.Contains("<|im_start|>", StringComparison.Ordinal) => ChatMl,
        _ when jinja.Contains("<|start_header_id|>", StringComparison.Ordinal) => Llama3,
        _ when jinja.Contains("<|assistant|>", StringComparison.Ordinal)
            && jinja.Contains("eos_token", StringComparison.Ordinal) => Zephyr,
        _ => null,
    };

    /// <summary>The text up to where the assistant begins.</summary>
    public string Render(IEnumerable<ChatMessage> messages)
    {
        StringBuilder text = new(Opening);
        foreach (ChatMessage message in messages)
        {
            text.Append(Before.Replace("{role}", message.Role.Value, StringComparison.Ordinal))
                .Append(message.Text)
                .Append(After);
        }

        return text.Append(Turn).ToString();
    }
}
