using System.Text;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>What iterates, and how long it is.</summary>
internal static class Sequences
{
    /// <summary>The items of a list, keys of a dict or characters of a text; refuses what does not iterate.</summary>
    public static IReadOnlyList<JinjaValue> Items(JinjaValue value, Meter meter)
    {
        switch (value)
        {
            case ListValue list:
                return list.Items;
            case GeneratorValue generator:
                return generator.Take(meter);
            case DictValue dict:
                meter.ReserveList(dict.Entries.Count);
                return [.. dict.Entries.Select(entry => entry.Key)];
            case TextValue text:
                return Characters(text, meter);
            case UndefinedValue:
                meter.Use(value);
                return [];
            default:
                throw meter.Fault($"'{value.TypeName}' object is not iterable");
        }
    }

    /// <summary>The number of items, or of code points; refuses what has no length.</summary>
    public static int Length(JinjaValue value, Meter meter)
    {
        switch (value)
        {
            case TextValue text:
                meter.Step(text.Length / 64);
                return text.Length - CodePoints.Pairs(text.Value, 0, text.Length);
            case ListValue list:
                return list.Items.Count;
            case DictValue dict:
                return dict.Entries.Count;
            case UndefinedValue:
                meter.Use(value);
                return 0;
            default:
                throw meter.Fault($"object of type '{value.TypeName}' has no len()");
        }
    }

    private static List<JinjaValue> Characters(TextValue text, Meter meter)
    {
        meter.ReserveList(text.Length);
        meter.Reserve(96L * text.Length);
        List<JinjaValue> characters = new(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int length = Rune.TryGetRuneAt(text.Value, at, out Rune rune) ? rune.Utf16SequenceLength : 1;
            meter.Step();
            characters.Add(text.Part(at, length, meter));
            at += length;
        }

        return characters;
    }
}
