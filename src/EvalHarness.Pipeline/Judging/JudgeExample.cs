using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EvalHarness.Pipeline.Judging;

/// <summary>A judged output that a judge is shown before the one that it judges.</summary>
/// <param name="Id">Its id; the sample of that id must not be judged by a judge that has seen it.</param>
/// <param name="Group">Its cluster of dependent samples; <c>null</c> without one.</param>
/// <param name="Fields">The prompt's variables.</param>
/// <param name="Verdict">The wanted grade, as the menu writes it.</param>
/// <param name="Reasoning">The wanted reasons; empty when none are given.</param>
public sealed record JudgeExample(
    string Id, string? Group, IReadOnlyDictionary<string, string> Fields, string Verdict, string Reasoning)
{
    private static readonly JsonWriterOptions s_readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The answer that a judge should have given.</summary>
    /// <param name="withReasoning">Reasons come before the verdict.</param>
    /// <param name="nonce">Nonce of the call; <c>null</c> for a prompt that asks for none.</param>
    internal string Answer(bool withReasoning, string? nonce)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, s_readable))
        {
            writer.WriteStartObject();
            if (withReasoning)
            {
                writer.WriteString("reasoning", Reasoning);
            }

            // Grades that are numbers are written as numbers.
            if (long.TryParse(Verdict, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            {
                writer.WriteNumber("verdict", number);
            }
            else
            {
                writer.WriteString("verdict", Verdict);
            }

            if (nonce is not null)
            {
                writer.WriteString("nonce", nonce);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
