using System.Globalization;
using System.Text;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// The texts by which endpoints name tokens: decoded ones, or those of the vocabulary. Bytes that are no whole
/// characters are named <c>bytes:\xe2\x80</c> or, the same for many tokens, by U+FFFD; a control token by its own text
/// or by none. <c>token_id:5</c> names a token by its id everywhere.
/// </summary>
internal sealed class TokenTexts
{
    private const string BytesPrefix = "bytes:";
    private const string IdPrefix = "token_id:";
    private const char Replacement = '\uFFFD';
    private const int Ambiguous = -1;

    private readonly TokenListing _tokens;
    private readonly string[] _texts;
    private readonly Dictionary<string, int> _ids = [];

    private TokenTexts(TokenListing tokens, string[] texts)
    {
        (_tokens, _texts) = (tokens, texts);
        for (int id = 0; id < texts.Length; id++)
        {
            // A byte that is a whole character is written as that character's own token where there is one.
            bool isLesser = tokens.Kinds[id] == TokenKind.Byte;
            if (!_ids.TryAdd(texts[id], id) && !isLesser)
            {
                bool isAlone = _ids[texts[id]] is >= 0 and int other && tokens.Kinds[other] == TokenKind.Byte;
                _ids[texts[id]] = isAlone ? id : Ambiguous;
            }
        }
    }

    /// <summary>The texts that tokens write.</summary>
    public static TokenTexts Decoded(TokenListing tokens)
    {
        bool isByteLevel = !tokens.Kinds.Contains(TokenKind.Byte);
        string[] texts = new string[tokens.Texts.Length];
        for (int id = 0; id < texts.Length; id++)
        {
            texts[id] = IsSilent(tokens.Kinds[id])
                ? tokens.Texts[id]
                : TextOf(TokenSpelling.Read(tokens.Texts[id], tokens.Kinds[id], isByteLevel));
        }

        return new(tokens, texts);
    }

    /// <summary>The texts as the vocabulary writes them.</summary>
    public static TokenTexts Raw(TokenListing tokens) => new(tokens, tokens.Texts);

    /// <summary>A token's text, for messages.</summary>
    public string this[int id] => _texts[id];

    /// <summary>An endpoint's text is one of this token.</summary>
    public bool Matches(int id, string said) =>
        ParseId(said) is { } named ? named == id
        : Normalize(said) is var text && (text == _texts[id]
            || (text.Length == 0 && IsSilent(_tokens.Kinds[id]))
            || (text.Contains(Replacement, StringComparison.Ordinal) && text == Lossy(_texts[id])));

    /// <summary>The token that an endpoint's text names; <c>null</c> when it names none, or several.</summary>
    public int? Find(string said)
    {
        int? id = ParseId(said) ?? (_ids.TryGetValue(Normalize(said), out int known) ? known : null);
        return id >= 0 && id < _texts.Length ? id : null;
    }

    private static bool IsSilent(TokenKind kind) =>
        kind is TokenKind.Control or TokenKind.Unknown or TokenKind.Unused;

    private static int? ParseId(string said) =>
        said.StartsWith(IdPrefix, StringComparison.Ordinal)
        && int.TryParse(said.AsSpan(IdPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? id
            : null;

    private static string Normalize(string said) =>
        said.StartsWith(BytesPrefix, StringComparison.Ordinal) && ParseBytes(said) is { } bytes
            ? TextOf(bytes)
            : Collapse(said);

    private static string TextOf(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        return bytes.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text))
            ? Collapse(text)
            : BytesPrefix + string.Concat(bytes.Select(b => $"\\x{b:x2}"));
    }

    // How often the character stands for broken ones differs from decoder to decoder.
    private static string Collapse(string text)
    {
        string twice = $"{Replacement}{Replacement}";
        while (text.Contains(twice, StringComparison.Ordinal))
        {
            text = text.Replace(twice, Replacement.ToString(), StringComparison.Ordinal);
        }

        return text;
    }

    private static string Lossy(string text) =>
        ParseBytes(text) is { } bytes ? Collapse(Encoding.UTF8.GetString(bytes)) : text;

    private static byte[]? ParseBytes(string text)
    {
        if (!text.StartsWith(BytesPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        List<byte> bytes = [];
        ReadOnlySpan<char> left = text.AsSpan(BytesPrefix.Length).TrimStart(' ');
        for (; !left.IsEmpty; left = left[4..])
        {
            if (left.Length < 4 || left[..2] is not "\\x" || !byte.TryParse(
                left[2..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                return null;
            }

            bytes.Add(value);
        }

        return [.. bytes];
    }
}
