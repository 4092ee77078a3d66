using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>A word that shrinks from the right, with Porter's questions about it.</summary>
internal ref struct StemBuffer(Span<byte> letters)
{
    private readonly Span<byte> _letters = letters;

    /// <summary>Letters left.</summary>
    public int Length { get; private set; } = letters.Length;

    /// <summary>The last letter left.</summary>
    public readonly byte Last => _letters[Length - 1];

    /// <summary>The word ends in two equal consonants.</summary>
    public readonly bool EndsInDoubleConsonant =>
        Length >= 2 && _letters[Length - 1] == _letters[Length - 2] && IsConsonant(Length - 1);

    /// <summary>The word ends in <paramref name="suffix"/>.</summary>
    public readonly bool EndsWith(ReadOnlySpan<byte> suffix) => _letters[..Length].EndsWith(suffix);

    /// <summary>Drops letters from the end and appends others; the word never grows past its first length.</summary>
    public void Replace(int dropped, ReadOnlySpan<byte> appended)
    {
        Length -= dropped;
        appended.CopyTo(_letters[Length..]);
        Length += appended.Length;
    }

    /// <summary>A consonant: no vowel, and <c>y</c> only at the start or behind a vowel.</summary>
    public readonly bool IsConsonant(int index)
    {
        bool flip = false;
        while (_letters[index] == (byte)'y')
        {
            if (index == 0)
            {
                return !flip;
            }

            flip = !flip;
            index--;
        }

        bool vowel = _letters[index] is (byte)'a' or (byte)'e' or (byte)'i' or (byte)'o' or (byte)'u';
        return vowel == flip;
    }

    /// <summary>Porter's m of the first <paramref name="length"/> letters: changes from vowel to consonant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly int Measure(int length)
    {
        int measure = 0;
        bool afterVowel = false;
        for (int i = 0; i < length; i++)
        {
            bool consonant = IsConsonant(i);
            if (consonant && afterVowel)
            {
                measure++;
            }

            afterVowel = !consonant;
        }

        return measure;
    }

    /// <summary>The first <paramref name="length"/> letters hold a vowel.</summary>
    public readonly bool ContainsVowel(int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (!IsConsonant(i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Consonant, vowel, consonant other than w, x, y at the end; or just vowel and consonant.</summary>
    public readonly bool EndsInShortSyllable(int length) =>
        (length >= 3 && IsConsonant(length - 3) && !IsConsonant(length - 2) && IsConsonant(length - 1)
            && _letters[length - 1] is not ((byte)'w' or (byte)'x' or (byte)'y'))
        || (length == 2 && !IsConsonant(0) && IsConsonant(1));
}
