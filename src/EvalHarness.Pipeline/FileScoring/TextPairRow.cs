using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>A prediction with its references, as read from one line; its memory is reused from line to line.</summary>
internal sealed class TextPairRow
{
    private readonly List<(int Start, int Length)> _references = [];
    private byte[] _id = new byte[64];
    private char[] _prediction = new char[4096];
    private char[] _text = new char[4096];
    private int _idLength;
    private int _predictionLength;
    private int _textLength;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The id as JSON text, or empty when the row has none.</summary>
    public ReadOnlySpan<byte> Id => _id.AsSpan(0, _idLength);

    /// <summary>What is scored.</summary>
    public ReadOnlySpan<char> Prediction => _prediction.AsSpan(0, _predictionLength);

    /// <summary>How many references the row has; at least 1.</summary>
    public int ReferenceCount => _references.Count;

    /// <summary>A reference.</summary>
    public ReadOnlySpan<char> Reference(int index) =>
        _text.AsSpan(_references[index].Start, _references[index].Length);

    /// <summary>Reads <c>{"id", "prediction", "reference" | "references"}</c>; other fields are passed over.</summary>
    /// <param name="line">One line of a JSONL file.</param>
    /// <param name="place">Where it stands, for messages; called only then.</param>
    /// <exception cref="InvalidInputException">The line is no such object.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Parse(ReadOnlySpan<byte> line, Func<string> place)
    {
        (_idLength, _predictionLength, _textLength) = (0, -1, 0);
        _references.Clear();
        _seen.Clear();
        try
        {
            Utf8JsonReader reader = new(line);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Mistake(place, $"a JSON {Kind(reader.TokenType)}", "a JSON object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string field = reader.GetString()!;
                if (!_seen.Add(field))
                {
                    throw Mistake(place, $"duplicate key \"{field}\"", "each key once");
                }

                ReadField(ref reader, place);
            }

            // Whatever follows the object is refused by the reader here.
            reader.Read();
        }
        catch (JsonException problem)
        {
            string found = $"malformed JSON at byte {problem.BytePositionInLine + 1}";
            throw Mistake(place, found, "one JSON object per line",
                "Check quotes, commas and escapes at this position.");
        }
        catch (InvalidOperationException)
        {
            throw Mistake(place, "text that is not valid Unicode", "UTF-8, with surrogate escapes in pairs");
        }

        if (_seen.Contains("reference") && _seen.Contains("references"))
        {
            throw Mistake(place, "both \"reference\" and \"references\"", "one of them");
        }

        if (_predictionLength < 0 || _references.Count == 0)
        {
            string missing = _predictionLength < 0 ? "prediction" : "reference";
            throw Mistake(place, $"no \"{missing}\"", "\"prediction\" and \"reference\" or \"references\"");
        }
    }

    /// <summary>Refuses an id that an earlier row had.</summary>
    /// <param name="ids">The ids so far.</param>
    /// <param name="line">Line of this row.</param>
    /// <param name="place">Where it stands, for messages; called only then.</param>
    public void RequireOwnId(IdTable ids, int line, Func<string> place)
    {
        if (!Id.IsEmpty && ids.Add(Id, line) is { } first)
        {
            throw Mistake(
                place, $"duplicate id {Encoding.UTF8.GetString(Id)}, first used on line {first}", "a unique id");
        }
    }

    private void ReadField(ref Utf8JsonReader reader, Func<string> place)
    {
        if (reader.ValueTextEquals("prediction"u8))
        {
            reader.Read();
            Expect(reader.TokenType, JsonTokenType.String, place, "prediction");
            _predictionLength = CopyText(ref reader, ref _prediction, 0);
        }
        else if (reader.ValueTextEquals("reference"u8))
        {
            reader.Read();
            AddReference(ref reader, place, "reference");
        }
        else if (reader.ValueTextEquals("references"u8))
        {
            reader.Read();
            Expect(reader.TokenType, JsonTokenType.StartArray, place, "references");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                AddReference(ref reader, place, "references");
            }
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            reader.Read();
            CopyId(ref reader, place);
        }
        else
        {
            reader.Skip();
        }
    }

    private void AddReference(ref Utf8JsonReader reader, Func<string> place, string field)
    {
        Expect(reader.TokenType, JsonTokenType.String, place, field);
        int length = CopyText(ref reader, ref _text, _textLength);
        _references.Add((_textLength, length));
        _textLength += length;
    }

    private void CopyId(ref Utf8JsonReader reader, Func<string> place)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            throw Mistake(place, $"a JSON {Kind(reader.TokenType)} as \"id\"", "a text or a number");
        }

        if (reader.TokenType == JsonTokenType.String && string.IsNullOrWhiteSpace(reader.GetString()))
        {
            throw Mistake(place, "an empty \"id\"", "a text or a number", "Or remove \"id\".");
        }

        int quotes = reader.TokenType == JsonTokenType.String ? 2 : 0;
        _idLength = reader.ValueSpan.Length + quotes;
        if (_id.Length < _idLength)
        {
            _id = new byte[_idLength * 2];
        }

        _id[0] = _id[_idLength - 1] = (byte)'"';
        reader.ValueSpan.CopyTo(_id.AsSpan(quotes / 2));
    }

    // UTF-8 never has fewer bytes than the same text has UTF-16 units, and escapes only shrink.
    private static int CopyText(ref Utf8JsonReader reader, ref char[] buffer, int start)
    {
        int needed = start + reader.ValueSpan.Length;
        if (buffer.Length < needed)
        {
            Array.Resize(ref buffer, Math.Max(needed, buffer.Length * 2));
        }

        return reader.CopyString(buffer.AsSpan(start));
    }

    private static void Expect(JsonTokenType found, JsonTokenType expected, Func<string> place, string field)
    {
        if (found != expected)
        {
            throw Mistake(place, $"a JSON {Kind(found)} in \"{field}\"", $"a JSON {Kind(expected)}");
        }
    }

    private static InvalidInputException Mistake(
        Func<string> place, string found, string expected, string? fix = null) =>
        new(place(), found, expected, fix);

    private static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.String => "text",
        JsonTokenType.Number => "number",
        JsonTokenType.StartArray => "array",
        JsonTokenType.StartObject => "object",
        JsonTokenType.True or JsonTokenType.False => "boolean",
        _ => "null",
    };
}
