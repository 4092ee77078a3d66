using System.Globalization;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Dates by the directives of C's <c>strftime</c>, with English names.</summary>
internal static class Clock
{
    /// <summary>A moment in a format; what is no directive stays as it is.</summary>
    public static TextValue Format(string format, DateTime now, Meter meter)
    {
        TextBuilder output = new(meter);
        for (int at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 >= format.Length)
            {
                output.Append(format[at], 1);
                continue;
            }

            bool isShort = format[at + 1] == '-' && at + 2 < format.Length;
            int place = at + (isShort ? 2 : 1);
            string? text = Directive(format[place], now);
            output.Append(text is null ? format.AsSpan(at, place + 1 - at) : isShort ? Short(text) : text);
            at = place;
        }

        return output.ToText();
    }

    private static string Short(string text)
    {
        string trimmed = text.TrimStart('0', ' ');
        return trimmed.Length == 0 ? "0" : trimmed;
    }

    private static string? Directive(char directive, DateTime now) => directive switch
    {
        'Y' => now.Year.ToString(CultureInfo.InvariantCulture),
        'y' => Write(now, "yy"),
        'C' => (now.Year / 100).ToString("00", CultureInfo.InvariantCulture),
        'm' => Write(now, "MM"),
        'd' => Write(now, "dd"),
        'e' => now.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'H' => Write(now, "HH"),
        'I' => Write(now, "hh"),
        'M' => Write(now, "mm"),
        'S' => Write(now, "ss"),
        'f' => Write(now, "ffffff"),
        'p' => Write(now, "tt"),
        'A' => Write(now, "dddd"),
        'a' => Write(now, "ddd"),
        'B' => Write(now, "MMMM"),
        'b' or 'h' => Write(now, "MMM"),
        'u' => (now.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'w' => ((int)now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'F' => Write(now, "yyyy-MM-dd"),
        'D' or 'x' => Write(now, "MM/dd/yy"),
        'T' or 'X' => Write(now, "HH:mm:ss"),
        'R' => Write(now, "HH:mm"),
        'c' => Write(now, "ddd MMM ") + Directive('e', now) + Write(now, " HH:mm:ss yyyy"),
        'Z' or 'z' => "",
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        _ => null,
    };

    private static string Write(DateTime now, string format) =>
        now.ToString(format, CultureInfo.InvariantCulture);
}
