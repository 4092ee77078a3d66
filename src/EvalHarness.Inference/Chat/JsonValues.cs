using System.Globalization;
using System.Numerics;
using System.Text.Json;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat;

/// <summary>JSON as values of the template language.</summary>
internal static class JsonValues
{
    /// <summary>The value of an element; objects keep the order of their keys.</summary>
    /// <param name="element">The element.</param>
    /// <param name="isFromMessage">Its texts are to be marked as coming from a message.</param>
    /// <param name="meter">Counts.</param>
    public static JinjaValue Read(JsonElement element, bool isFromMessage, Meter meter)
    {
        meter.EnterValue();
        JinjaValue value = element.ValueKind switch
        {
            JsonValueKind.Object => ReadObject(element, isFromMessage, meter),
            JsonValueKind.Array => ReadArray(element, isFromMessage, meter),
            JsonValueKind.String => ReadText(element.GetString()!, isFromMessage, meter),
            JsonValueKind.Number => ReadNumber(element.GetRawText(), meter),
            JsonValueKind.True => BooleanValue.From(true),
            JsonValueKind.False => BooleanValue.From(false),
            _ => NoneValue.Instance,
        };
        meter.LeaveValue();
        return value;
    }

    private static DictValue ReadObject(JsonElement element, bool isFromMessage, Meter meter)
    {
        DictValue dict = new();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            dict.Set(
                ReadText(property.Name, isFromMessage, meter), Read(property.Value, isFromMessage, meter), meter);
        }

        return dict;
    }

    private static ListValue ReadArray(JsonElement element, bool isFromMessage, Meter meter)
    {
        meter.ReserveList(element.GetArrayLength());
        return new([.. element.EnumerateArray().Select(item => Read(item, isFromMessage, meter))]);
    }

    private static TextValue ReadText(string text, bool isFromMessage, Meter meter)
    {
        meter.ReserveText(text.Length);
        return isFromMessage ? TextValue.FromMessage(text) : new TextValue(text);
    }

    private static JinjaValue ReadNumber(string text, Meter meter) =>
        text.AsSpan().ContainsAny(".eE") ? new FloatValue(double.Parse(text, CultureInfo.InvariantCulture))
        : text.Length > 1_300 ? throw meter.Fault("A number has more than 1300 digits, the limit.")
        : Numbers.Checked(BigInteger.Parse(text, CultureInfo.InvariantCulture), meter);
}
