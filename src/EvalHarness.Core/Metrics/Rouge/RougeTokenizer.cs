using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// Splits a text as Google's rouge_score does: lower case, words are runs of <c>[a-z0-9]</c>, everything else
/// separates; with the stemmer, words longer than three characters are reduced to their stem.
/// </summary>
internal sealed class RougeTokenizer(bool useStemmer)
{
    private const char KelvinSign = '\u212A';
    private const char CapitalDottedI = '\u0130';
    private const uint HashSeed = 2166136261;
    private const uint HashPrime = 16777619;

    private static readonly byte[] s_lowerCase = CreateLowerCase();

    private byte[] _word = new byte[64];

    /// <summary>Reads a text into <paramref name="target"/>, numbering words by <paramref name="words"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Tokenize(ReadOnlySpan<char> text, TokenInterner words, TokenizedText target)
    {
        target.Clear();
        byte[] lowerCase = s_lowerCase;
        byte[] word = _word;
        int length = 0;
        uint hash = HashSeed;
        foreach (char c in text)
        {
            byte lower = c < 128 ? lowerCase[c] : FoldToAscii(c);
            if (lower != 0)
            {
                if (length == word.Length)
                {
                    Array.Resize(ref _word, length * 2);
                    word = _word;
                }

                word[length++] = lower;
                hash = (hash ^ lower) * HashPrime;
                if (c != CapitalDottedI)
                {
                    continue;
                }
            }

            if (length > 0)
            {
                target.Add(Number(words, length, hash));
                length = 0;
                hash = HashSeed;
            }

            if (c == '\n')
            {
                target.EndLine();
            }
        }

        if (length > 0)
        {
            target.Add(Number(words, length, hash));
        }

        target.EndLine();
    }

    private int Number(TokenInterner words, int length, uint hash)
    {
        if (useStemmer && length > 3)
        {
            length = PorterStemmer.Stem(_word.AsSpan(0, length));
            hash = HashSeed;
            foreach (byte letter in _word.AsSpan(0, length))
            {
                hash = (hash ^ letter) * HashPrime;
            }
        }

        return words.Intern(_word.AsSpan(0, length), hash);
    }

    // Two characters outside ASCII have an ASCII letter in their lower case: the Kelvin sign becomes "k", and the
    // dotted capital I becomes "i" and a combining dot, which separates.
    private static byte FoldToAscii(char c) => c switch
    {
        KelvinSign => (byte)'k',
        CapitalDottedI => (byte)'i',
        _ => 0,
    };

    private static byte[] CreateLowerCase()
    {
        byte[] table = new byte[128];
        for (int c = 0; c < table.Length; c++)
        {
            table[c] = char.IsAsciiLetterOrDigit((char)c) ? (byte)char.ToLowerInvariant((char)c) : (byte)0;
        }

        return table;
    }
}
