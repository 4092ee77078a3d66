using System.Text;
using System.Text.Json;

namespace EvalHarness.Judging;

/// <summary>Where in a judge's answer the grade stands: the place whose probabilities are weighed.</summary>
/// <param name="Before">The answer up to the colon of the verdict, the colon included.</param>
/// <param name="Lead">What stands between colon and grade: white space, and a quotation mark for a text.</param>
/// <param name="Grade">The grade as it is written.</param>
/// <param name="End">The character after the grade.</param>
public sealed record GradePlace(string Before, string Lead, string Grade, string End)
{
    /// <summary>
    /// The place in the last JSON object of an answer that <see cref="VerdictParser"/> could read; <c>null</c> without
    /// one.
    /// </summary>
    /// <param name="answer">A judge's text.</param>
    /// <param name="thinkingTags">Tags around its thoughts; <c>null</c> for the usual ones.</param>
    public static GradePlace? Find(string answer, IReadOnlyList<string>? thinkingTags = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (StartOf(answer, thinkingTags ?? ThinkingBlocks.DefaultTags) is not { } place)
        {
            return null;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(answer);
        int start = Encoding.UTF8.GetByteCount(answer.AsSpan(0, place));
        try
        {
            return Find(bytes, start);
        }
        catch (JsonException)
        {
            // The object is not strict JSON: which token is the grade cannot be told to the byte.
            return null;
        }
    }

    // Of the last object that is no part of a thinking block.
    private static int? StartOf(string answer, IReadOnlyList<string> thinkingTags)
    {
        AnswerParts parts = ThinkingBlocks.Split(answer, thinkingTags);
        if (parts.IsUnclosed && JsonObjects.Whole(answer) is null)
        {
            return null;
        }

        return JsonObjects.Find(answer) is [.., { } last] ? last.Start : null;
    }

    private static GradePlace? Find(byte[] bytes, int start)
    {
        Utf8JsonReader reader = new(bytes.AsSpan(start));
        bool isNext = false;
        while (reader.Read())
        {
            if (isNext)
            {
                return reader.TokenType is JsonTokenType.Number or JsonTokenType.String
                    ? At(bytes, start + (int)reader.TokenStartIndex, reader)
                    : null;
            }

            isNext = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1
                && reader.ValueTextEquals("verdict");
            if (reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.EndObject)
            {
                return null;
            }
        }

        return null;
    }

    private static GradePlace At(byte[] bytes, int value, Utf8JsonReader reader)
    {
        int colon = bytes.AsSpan(0, value).LastIndexOf((byte)':');
        int grade = value + (reader.TokenType == JsonTokenType.String ? 1 : 0);
        int end = grade + reader.ValueSpan.Length;
        return new GradePlace(
            Text(bytes.AsSpan(0, colon + 1)),
            Text(bytes.AsSpan((colon + 1)..grade)),
            Text(bytes.AsSpan(grade..end)),
            end < bytes.Length ? Text(bytes.AsSpan(end, 1)) : "");
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
