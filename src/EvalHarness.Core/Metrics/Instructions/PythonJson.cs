using System.Text;
using System.Text.Json;

namespace EvalHarness.Metrics.Instructions;

/// <summary>
/// JSON as Python's <c>json.loads</c> accepts it: with <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>.
/// </summary>
internal static class PythonJson
{
    private const int DeepestNesting = 900;

    private static readonly string[] s_names = ["NaN", "-Infinity", "Infinity"];

    /// <summary>Whether a text is one JSON value.</summary>
    public static bool IsValid(string text)
    {
        try
        {
            JsonElement.Parse(WithPlainNumbers(text), new JsonDocumentOptions { MaxDepth = DeepestNesting });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // The names become zeros where no text stands.
    private static string WithPlainNumbers(string text)
    {
        StringBuilder plain = new(text.Length);
        bool isInText = false;
        for (int i = 0; i < text.Length; i++)
        {
            string? name = isInText ? null : Array.Find(
                s_names, known => string.CompareOrdinal(text, i, known, 0, known.Length) == 0);
            if (name is not null)
            {
                plain.Append('0');
                i += name.Length - 1;
                continue;
            }

            plain.Append(text[i]);
            if (isInText && text[i] == '\\' && i + 1 < text.Length)
            {
                plain.Append(text[++i]);
            }
            else if (text[i] == '"')
            {
                isInText = !isInText;
            }
        }

        return plain.ToString();
    }
}
