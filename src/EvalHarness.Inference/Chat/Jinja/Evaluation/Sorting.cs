using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Sorts stably: what is equal keeps its order. Faults of the comparison come through as they are.</summary>
internal static class Sorting
{
    /// <summary>The items in order.</summary>
    public static T[] Sort<T>(IReadOnlyList<T> items, Func<T, T, int> compare, Meter meter)
    {
        meter.ReserveList(2L * items.Count);
        T[] sorted = [.. items];
        T[] spare = new T[sorted.Length];
        for (int width = 1; width < sorted.Length; width *= 2)
        {
            meter.Step(sorted.Length);
            for (int start = 0; start < sorted.Length; start += 2 * width)
            {
                int middle = Math.Min(start + width, sorted.Length);
                Merge(sorted, spare, start, middle, Math.Min(middle + width, sorted.Length), compare);
            }

            (sorted, spare) = (spare, sorted);
        }

        return sorted;
    }

    private static void Merge<T>(T[] from, T[] to, int start, int middle, int end, Func<T, T, int> compare)
    {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++)
        {
            bool takesLeft = left < middle && (right >= end || compare(from[left], from[right]) <= 0);
            to[at] = takesLeft ? from[left++] : from[right++];
        }
    }
}
