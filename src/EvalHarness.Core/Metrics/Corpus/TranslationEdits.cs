namespace EvalHarness.Metrics.Corpus;

/// <summary>
/// Edits of TER (Snover et al., "A Study of Translation Edit Rate with Targeted Human Annotation", 2006): words
/// inserted, deleted and substituted, and stretches of words moved, found greedily within Tercom's limits as sacreBLEU
/// has them.
/// </summary>
internal sealed class TranslationEdits
{
    private const int LongestShift = 10;
    private const int FarthestShift = 50;
    private const int MostCandidates = 1000;

    private readonly int[] _reference;
    private int[] _words;
    private int _candidates;

    private TranslationEdits(int[] words, int[] reference) => (_words, _reference) = (words, reference);

    /// <summary>Edits from a prediction to a reference, both as numbers of words.</summary>
    public static int Count(int[] prediction, int[] reference) => reference.Length == 0
        ? prediction.Length
        : new TranslationEdits(prediction, reference).Count();

    private int Count()
    {
        EditMatrix matrix = new(_words, _reference);
        int shifts = 0;
        while (FindShift(matrix) is { } shift && _candidates < MostCandidates && shift.Gain > 0)
        {
            _words = shift.Words;
            matrix.Put(_words);
            shifts++;
        }

        return shifts + matrix.Distance;
    }

    // The shift with the largest gain, then the longest, the earliest, and the one to the earliest place.
    private Shift? FindShift(EditMatrix matrix)
    {
        Shift? best = null;
        int before = matrix.Distance;
        WordAlignment alignment = new(matrix.Trace());
        for (int start = 0; start < _words.Length; start++)
        {
            int last = Math.Min(_reference.Length - 1, start + FarthestShift);
            for (int expected = Math.Max(0, start - FarthestShift); expected <= last; expected++)
            {
                for (int length = 1; length <= LongestShift && Matches(start, expected, length); length++)
                {
                    best = Consider(matrix, alignment, before, (start, expected, length), best);
                    if (_candidates >= MostCandidates)
                    {
                        matrix.Put(_words);
                        return best;
                    }
                }
            }
        }

        matrix.Put(_words);
        return best;
    }

    // Shorter stretches matched already.
    private bool Matches(int start, int expected, int length) =>
        start + length <= _words.Length && expected + length <= _reference.Length
        && _words[start + length - 1] == _reference[expected + length - 1];

    private Shift? Consider(
        EditMatrix matrix,
        WordAlignment alignment,
        int before,
        (int Start, int Expected, int Length) stretch,
        Shift? best)
    {
        (int start, int expected, int length) = stretch;
        int place = alignment.PlaceOf(expected);
        if (!alignment.HasWrongGiven(start, length) || !alignment.HasWrongExpected(expected, length)
            || (place >= start && place < start + length))
        {
            return best;
        }

        int previous = -1;
        for (int offset = -1; offset < length && expected + offset < alignment.Length; offset++)
        {
            int target = expected + offset < 0 ? 0 : alignment.PlaceOf(expected + offset) + 1;
            if (target == previous)
            {
                continue;
            }

            previous = target;
            int[] words = Move(start, length, target);
            matrix.Put(words);
            Shift shift = new(before - matrix.Distance, length, start, target, words);
            _candidates++;
            best = best is null || shift.IsBetterThan(best) ? shift : best;
        }

        return best;
    }

    private int[] Move(int start, int length, int target)
    {
        int[] words = _words;
        return target < start
                ? [.. words[..target], .. words[start..(start + length)], .. words[target..start],
                    .. words[(start + length)..]]
            : target > start + length
                ? [.. words[..start], .. words[(start + length)..target], .. words[start..(start + length)],
                    .. words[target..]]
            : [.. words[..start], .. words[(start + length)..Math.Min(length + target, words.Length)],
                .. words[start..(start + length)], .. words[Math.Min(length + target, words.Length)..]];
    }

    private sealed record Shift(int Gain, int Length, int Start, int Target, int[] Words)
    {
        public bool IsBetterThan(Shift other) =>
            (Gain, Length, -Start, -Target).CompareTo((other.Gain, other.Length, -other.Start, -other.Target)) > 0;
    }
}
