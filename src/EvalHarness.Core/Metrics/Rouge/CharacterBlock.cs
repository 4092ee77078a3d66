using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Metrics.Rouge;

/// <summary>What 64 characters of a text are, a bit for each.</summary>
/// <param name="Words">Characters that are in <c>[a-z0-9]</c> once in lower case.</param>
/// <param name="Lines">Line feeds.</param>
internal readonly record struct CharacterBlock(ulong Words, ulong Lines)
{
    /// <summary>Characters per block.</summary>
    public const int Length = 64;

    private const char KelvinSign = '\u212A';

    /// <summary>Reads the block at the start of a text; behind the text's end there are blanks.</summary>
    /// <param name="text">Rest of the text, perhaps empty.</param>
    /// <param name="lower">(64) Receives word characters in lower case; other places hold anything.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static CharacterBlock Read(ReadOnlySpan<char> text, Span<byte> lower)
    {
        if (text.Length < Length)
        {
            Span<char> filled = stackalloc char[Length];
            text.CopyTo(filled);
            filled[text.Length..].Fill(' ');
            return ReadWhole(filled, lower);
        }

        return ReadWhole(text[..Length], lower);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static CharacterBlock ReadWhole(ReadOnlySpan<char> text, Span<byte> lower)
    {
        ref ushort source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref byte target = ref MemoryMarshal.GetReference(lower[..Length]);
        ulong words = 0;
        ulong lines = 0;
        for (int i = 0; i < Length; i += Vector128<byte>.Count)
        {
            Vector128<ushort> low = Vector128.LoadUnsafe(ref source, (nuint)i);
            Vector128<ushort> high = Vector128.LoadUnsafe(ref source, (nuint)(i + Vector128<ushort>.Count));
            if (((low | high) & Vector128.Create((ushort)0xFF80)) != Vector128<ushort>.Zero)
            {
                return ReadScalar(text, lower);
            }

            Vector128<byte> ascii = Vector128.Narrow(low, high);
            Vector128<byte> folded = ascii | Vector128.Create((byte)0x20);
            Vector128<byte> isLetter =
                Vector128.LessThanOrEqual(folded - Vector128.Create((byte)'a'), Vector128.Create((byte)25));
            Vector128<byte> isDigit =
                Vector128.LessThanOrEqual(ascii - Vector128.Create((byte)'0'), Vector128.Create((byte)9));
            Vector128<byte> isLineFeed = Vector128.Equals(ascii, Vector128.Create((byte)'\n'));

            // A digit has the bit of lower case already.
            folded.StoreUnsafe(ref target, (nuint)i);
            words |= (ulong)(isLetter | isDigit).ExtractMostSignificantBits() << i;
            lines |= (ulong)isLineFeed.ExtractMostSignificantBits() << i;
        }

        return new(words, lines);
    }

    private static CharacterBlock ReadScalar(ReadOnlySpan<char> text, Span<byte> lower)
    {
        ulong words = 0;
        ulong lines = 0;
        for (int i = 0; i < Length; i++)
        {
            // The Kelvin sign is the one character outside ASCII whose lower case is an ASCII letter.
            char c = text[i] == KelvinSign ? 'k' : text[i];
            lower[i] = (byte)(c | 0x20);
            words |= char.IsAsciiLetterOrDigit(c) ? 1UL << i : 0;
            lines |= c == '\n' ? 1UL << i : 0;
        }

        return new(words, lines);
    }
}
