using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary><c>a[start:stop:step]</c> of texts and lists.</summary>
internal static class Slices
{
    /// <summary>The part of a value; refuses what cannot be sliced.</summary>
    public static JinjaValue Of(JinjaValue target, JinjaValue? start, JinjaValue? stop, JinjaValue? step, Meter meter)
    {
        switch (target)
        {
            case UndefinedValue missing:
                throw meter.Fault(missing.Reason);
            case ListValue { Kind: not ListKind.View } list:
                IReadOnlyList<JinjaValue> items = list.Items;
                (int first, int count, int stride) = Resolve(items.Count, start, stop, step, meter);
                meter.ReserveList(count);
                meter.Step(count / 8);
                JinjaValue[] part = new JinjaValue[count];
                for (int i = 0; i < count; i++)
                {
                    part[i] = items[first + (i * stride)];
                }

                return new ListValue(part, list.Kind);
            case TextValue text:
                return Text(text, start, stop, step, meter);
            default:
                throw meter.Fault($"'{target.TypeName}' object cannot be sliced");
        }
    }

    private static TextValue Text(TextValue text, JinjaValue? start, JinjaValue? stop, JinjaValue? step, Meter meter)
    {
        int[]? offsets = CodePoints.Offsets(text.Value, meter);
        int length = offsets is null ? text.Length : offsets.Length - 1;
        (int first, int count, int stride) = Resolve(length, start, stop, step, meter);
        if (stride == 1)
        {
            int from = offsets?[first] ?? first;
            return text.Part(from, (offsets?[first + count] ?? (first + count)) - from, meter);
        }

        TextBuilder builder = new(meter);
        meter.Step(count);
        for (int i = 0, at = first; i < count; i++, at += stride)
        {
            int from = offsets?[at] ?? at;
            builder.Append(text, from, (offsets?[at + 1] ?? (at + 1)) - from);
        }

        return builder.ToText();
    }

    private static (int First, int Count, int Stride) Resolve(
        int length, JinjaValue? start, JinjaValue? stop, JinjaValue? step, Meter meter)
    {
        int stride = Number(step, meter) ?? 1;
        if (stride == 0)
        {
            throw meter.Fault("slice step cannot be zero");
        }

        long lowest = stride > 0 ? 0 : -1;
        long highest = stride > 0 ? length : length - 1;
        long from = Place(Number(start, meter), length, stride > 0 ? lowest : highest, lowest, highest);
        long to = Place(Number(stop, meter), length, stride > 0 ? highest : lowest, lowest, highest);
        long count = stride > 0 ? (to - from + stride - 1) / stride : (from - to - stride - 1) / -(long)stride;
        return count <= 0 ? (0, 0, 1) : ((int)from, (int)count, count == 1 ? 1 : stride);
    }

    private static long Place(int? index, int length, long fallback, long lowest, long highest) =>
        index is { } place ? Math.Clamp(place < 0 ? (long)place + length : place, lowest, highest) : fallback;

    private static int? Number(JinjaValue? value, Meter meter) => value is null or NoneValue ? null
        : Numbers.TryIndex(value, out int index) ? index
        : throw meter.Fault("Slices need integers or none.");
}
