using System.Text.Json;

namespace EvalHarness.Metrics.Retrieval;

/// <summary>
/// Listwise ranking: reads the order of candidates out of a model's text, whatever stands between them:
/// <c>2 &gt; 4 &gt; 1</c>, <c>[2] [4]</c>, <c>2, 4, 1</c>, a JSON array, one per line, numbered or with bullets.
/// </summary>
/// <remarks>
/// An id must be spelled as in the sample. A repeated id is dropped and counted, its first place stands. A word that
/// is no candidate is counted as unknown where it looks like one: the same pattern of letters and digits as some
/// candidate's id (<c>d99</c> beside <c>d1</c>); other words are prose and are passed over. Candidates that the text
/// leaves out are not retrieved: nothing is appended for the model.
/// </remarks>
public static class RankingParser
{
    /// <summary>Reads a ranking; a text without any candidate gives an empty one.</summary>
    /// <param name="text">A model's answer.</param>
    /// <param name="candidates">What the sample offers.</param>
    public static Ranking Parse(string text, IReadOnlyList<RankingCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(candidates);
        RankingReader reader = new(candidates);
        if (JsonArray(text) is { } items)
        {
            foreach (string item in items)
            {
                reader.TakeItem(item);
            }
        }
        else
        {
            reader.TakeProse(WithoutLineNumbers(text));
        }

        return reader.ToRanking();
    }

    // The outermost [...] counts when it is valid JSON made of texts, numbers or objects with an "id". "[2] [4]" is
    // not, and "[2]" alone means the same both ways.
    private static List<string>? JsonArray(string text)
    {
        int start = text.IndexOf('[');
        int end = text.LastIndexOf(']');
        if (start < 0 || end < start)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text.AsMemory(start, end - start + 1));
            List<string> items = [];
            foreach (JsonElement element in document.RootElement.EnumerateArray())
            {
                JsonElement value = element.ValueKind == JsonValueKind.Object
                    && element.TryGetProperty("id", out JsonElement id) ? id : element;
                if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
                {
                    return null;
                }

                items.Add(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
            }

            return items;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // "1. d3", "2. d1": where every line is numbered in order, the numbers are places and not candidates.
    private static string WithoutLineNumbers(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        string[] rest = new string[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            string number = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1}");
            string line = lines[i];
            if (line.Length < number.Length + 2 || !line.StartsWith(number, StringComparison.Ordinal)
                || line[number.Length] is not ('.' or ')') || !char.IsWhiteSpace(line[number.Length + 1]))
            {
                return text;
            }

            rest[i] = line[(number.Length + 2)..];
        }

        return string.Join('\n', rest);
    }
}
