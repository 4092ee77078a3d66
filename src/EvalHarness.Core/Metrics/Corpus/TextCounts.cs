using System.Text;
using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Corpus;

/// <summary>What perplexities are divided by, as lm-evaluation-harness counts it.</summary>
public static class TextCounts
{
    /// <summary>
    /// Words: one more than there are runs of white space, so that an empty text has one, and one more for a blank at
    /// an end.
    /// </summary>
    public static int Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int words = 1;
        for (int i = 0; i < text.Length; i++)
        {
            words += PythonText.IsSpace(text[i]) && (i == 0 || !PythonText.IsSpace(text[i - 1])) ? 1 : 0;
        }

        return words;
    }

    /// <summary>Bytes of the text in UTF-8.</summary>
    public static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
