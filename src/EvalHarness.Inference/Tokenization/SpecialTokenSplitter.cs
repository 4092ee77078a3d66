using System.Buffers;

namespace EvalHarness.Inference.Tokenization;

/// <summary>Cuts special tokens out of a text, those with the longest text first.</summary>
internal sealed class SpecialTokenSplitter
{
    private readonly (string Text, int Id)[] _always;
    private readonly (string Text, int Id)[] _onRequest;
    private readonly SearchValues<string> _anyAlways;
    private readonly SearchValues<string> _anyOnRequest;

    /// <summary>User-defined tokens are always cut out, control tokens and the unknown token on request.</summary>
    public SpecialTokenSplitter(TokenVocabulary vocabulary)
    {
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
    public List<TextFragment> Split(string text, bool parseSpecial)
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
                fragments = CutOut(text, fragments, special, id);
            }
        }

        return fragments;
    }

    private static List<TextFragment> CutOut(string text, List<TextFragment> fragments, string special, int id)
    {
        List<TextFragment> cut = [];
        foreach (TextFragment fragment in fragments)
        {
            int start = fragment.Start;
            int end = fragment.Start + fragment.Length;
            while (fragment.TokenId is null
                && text.IndexOf(special, start, end - start, StringComparison.Ordinal) is var at && at >= 0)
            {
                if (at > start)
                {
                    cut.Add(new(start, at - start, TokenId: null));
                }

                cut.Add(new(at, special.Length, id));
                start = at + special.Length;
            }

            if (start < end)
            {
                cut.Add(fragment with { Start = start, Length = end - start });
            }
        }

        return cut;
    }

    private static SearchValues<string> Search((string Text, int Id)[] tokens) =>
        SearchValues.Create([.. tokens.Select(token => token.Text)], StringComparison.Ordinal);
}
