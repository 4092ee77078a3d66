using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace EvalHarness.Judging;

/// <summary>Keys of output texts: equal keys mean equal texts, white space apart.</summary>
public static class OutputKey
{
    /// <summary>SHA-256 of a text's words, in hexadecimal digits; runs of white space count as one space.</summary>
    public static string From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            int length = 0;
            foreach (Range word in Words(text))
            {
                if (length > 0)
                {
                    bytes[length++] = (byte)' ';
                }

                length += Encoding.UTF8.GetBytes(text.AsSpan(word), bytes.AsSpan(length));
            }

            return Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static IEnumerable<Range> Words(string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isWord = i < text.Length && !char.IsWhiteSpace(text[i]);
            if (isWord && start < 0)
            {
                start = i;
            }
            else if (!isWord && start >= 0)
            {
                yield return start..i;
                start = -1;
            }
        }
    }
}
