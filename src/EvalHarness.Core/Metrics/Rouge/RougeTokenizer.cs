using System.Numerics;
using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// Splits a text as Google's rouge_score does: lower case, words are runs of <c>[a-z0-9]</c>, everything else
/// separates; with the stemmer, words longer than three characters are reduced to their stem.
/// </summary>
internal sealed class RougeTokenizer(bool useStemmer) : IRougeTokenizer
{
    // Stemming a word costs far more than finding it again.
    private readonly StemCache? _stems = useStemmer ? new StemCache() : null;

    // One character outside ASCII becomes two of which the first is an ASCII letter: "i" and a combining dot.
    private const char CapitalDottedI = '\u0130';
    private const string LowerDottedI = "i\u0307";

    // The interner reads eight bytes at a word's start.
    private const int Padding = 8;

    private byte[] _lower = new byte[4096];

    /// <summary>Reads a text into <paramref name="target"/>, numbering words by <paramref name="words"/>.</summary>
    public void Tokenize(ReadOnlySpan<char> text, TokenInterner words, TokenizedText target)
    {
        if (text.Contains(CapitalDottedI))
        {
            text = text.ToString().Replace(CapitalDottedI.ToString(), LowerDottedI, StringComparison.Ordinal);
        }

        // The last block is filled up, and one more blank ends the last word.
        int needed = text.Length + CharacterBlock.Length + 1 + Padding;
        if (_lower.Length < needed)
        {
            _lower = new byte[Math.Max(needed, _lower.Length * 2)];
        }

        target.Clear();
        Split(text, words, target);
        target.EndLine();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Split(ReadOnlySpan<char> text, TokenInterner words, TokenizedText target)
    {
        ulong lastWasWord = 0;
        int wordStart = 0;
        for (int block = 0; block <= text.Length; block += CharacterBlock.Length)
        {
            CharacterBlock characters = CharacterBlock.Read(text[block..], _lower.AsSpan(block));
            ulong inWord = characters.Words;
            ulong lines = characters.Lines;

            // A set bit where a word starts or has just ended.
            ulong edges = inWord ^ ((inWord << 1) | lastWasWord);
            lastWasWord = inWord >> (CharacterBlock.Length - 1);
            for (ulong events = edges | lines; events != 0; events &= events - 1)
            {
                int bit = BitOperations.TrailingZeroCount(events);
                if ((inWord >> bit & 1) != 0)
                {
                    wordStart = block + bit;
                    continue;
                }

                if ((edges >> bit & 1) != 0)
                {
                    target.Add(Number(words, wordStart, block + bit - wordStart));
                }

                if ((lines >> bit & 1) != 0)
                {
                    target.EndLine();
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Number(TokenInterner words, int start, int length)
    {
        if (_stems is null || length <= 3)
        {
            return words.Intern(_lower, start, length);
        }

        (int stemStart, int stemLength) = _stems.Find(_lower, start, length);
        return words.Intern(_stems.Bytes, stemStart, stemLength);
    }
}
