using System.Text;

namespace EvalHarness.Inference.Tokenization;

/// <summary>
/// The alphabet in which byte-level BPE writes bytes: printable ones as themselves, the other 68 from U+0100 on.
/// </summary>
/// <remarks>Radford et al., Language Models are Unsupervised Multitask Learners, 2019.</remarks>
internal static class ByteAlphabet
{
    private static readonly char[] s_letters = CreateLetters();
    private static readonly Dictionary<char, byte> s_bytes =
        Enumerable.Range(0, 256).ToDictionary(b => s_letters[b], b => (byte)b);

    /// <summary>The letter of a byte.</summary>
    public static char Letter(byte value) => s_letters[value];

    /// <summary>Bytes as text.</summary>
    public static string Write(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length, bytes, static (target, bytes) =>
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            target[i] = s_letters[bytes[i]];
        }
    });

    /// <summary>The bytes of a text; a character outside the alphabet stands for its own UTF-8.</summary>
    public static byte[] Read(string text)
    {
        List<byte> bytes = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && s_bytes.TryGetValue((char)rune.Value, out byte known))
            {
                bytes.Add(known);
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
            }
        }

        return [.. bytes];
    }

    private static char[] CreateLetters()
    {
        char[] letters = new char[256];
        int next = 256;
        for (int b = 0; b < 256; b++)
        {
            bool isPrintable = b is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
            letters[b] = (char)(isPrintable ? b : next++);
        }

        return letters;
    }
}
