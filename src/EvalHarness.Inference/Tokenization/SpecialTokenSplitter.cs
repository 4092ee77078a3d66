using System.Buffers;

namespace EvalHarness.Inference.Tokenization;

/// <summary>Cuts special tokens out of a text, those with the longest text first.</summary>
internal sealed class SpecialTokenSplitter
{
    private readonly TokenKind[] _kinds;
    private readonly (string Text, int Id)[] _always;
    private readonly (string Text, int Id)[] _onRequest;
    private readonly SearchValues<string> _anyAlways;
    private readonly SearchValues<string> _anyOnRequest;

    /// <summary>User-defined tokens are always cut out, control tokens and the unknown token on request.</summary>
    public SpecialTokenSplitter(TokenVocabulary vocabulary)
    {
        _kinds = vocabulary.Kinds;
        _onRequest = [.. Enumerable.Range(0, vocabulary.Texts.Length)
            .Where(id => vocabulary.Kinds[id] is TokenKind.UserDefined or TokenKind.Control or TokenKind.Unknown)
            .Where(id => vocabulary.Texts[id].Length > 0)
            .Select(id => (vocabulary.Texts[id], id))
            .OrderByDescending(token => token.Item1.Length)];
        _always = [.. _onRequest.Where(token => vocabulary.Kinds[token.Id] == TokenKind.UserDefined)];
        _anyAlways = Search(_always);
        _anyOnRequest = Search(_onRequest);
    }

    /// <summary>The parts of a text, in order, none of them empty.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parseSpecial">Cut out control tokens and the unknown token as well.</param>
    /// <param name="asText">Parts of the text, in order, in which only user-defined tokens are cut out.</param>
    public List<TextFragment> Split(string text, bool parseSpecial, IReadOnlyList<Range> asText)
    {
        List<TextFragment> fragments = [];
        if (text.Length > 0)
        {
            fragments.Add(new(0, text.Length, TokenId: null));
        }

        if (!text.AsSpan().ContainsAny(parseSpecial ? _anyOnRequest : _anyAlways))
        {
            return fragments;
        }

        foreach ((string special, int id) in parseSpecial ? _onRequest : _always)
        {
            if (text.Contains(special, StringComparison.Ordinal))
            {
                IReadOnlyList<Range> kept = _kinds[id] == TokenKind.UserDefined ? [] : asText;
                fragments = CutOut(text, fragments, special, id, kept);
            }
        }

        return fragments;
    }

    private static List<TextFragment> CutOut(
        string text, List<TextFragment> fragments, string special, int id, IReadOnlyList<Range> asText)
    {
        List<TextFragment> cut = [];
        foreach (TextFragment fragment in fragments)
        {
            int start = fragment.Start;
            int end = fragment.Start + fragment.Length;
            int next = start;
            while (fragment.TokenId is null
                && text.IndexOf(special, next, end - next, StringComparison.Ordinal) is var at && at >= 0)
            {
                next = at + special.Length;
                if (Touches(asText, at, next))
                {
                    next = at + 1;
                    continue;
                }

                if (at > start)
                {
                    cut.Add(new(start, at - start, TokenId: null));
                }

                cut.Add(new(at, special.Length, id));
                start = next;
            }

            if (start < end)
            {
                cut.Add(fragment with { Start = start, Length = end - start });
            }
        }

        return cut;
    }

    /// <summary>Whether one of the ranges, which are in order, has a character from start to end.</summary>
    private static bool Touches(IReadOnlyList<Range> ranges, int start, int end)
    {
        int low = 0;
        int high = ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = ranges[middle].End.Value <= start ? (middle + 1, high) : (low, middle);
        }

        return low < ranges.Count && ranges[low].Start.Value < end;
    }

    private static SearchValues<string> Search((string Text, int Id)[] tokens) =>
        SearchValues.Create([.. tokens.Select(token => token.Text)], StringComparison.Ordinal);
}
