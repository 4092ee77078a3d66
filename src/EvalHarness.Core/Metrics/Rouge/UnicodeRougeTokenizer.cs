using System.Globalization;
using System.Text;
using EvalHarness.Metrics.Text;
using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// Splits a text of any language: form C, lower case, words are runs of letters, digits and marks of scripts with
/// spaces; in scripts without (Chinese, Japanese, Thai, …) and in Hangul every user-perceived character is a word. The
/// stemmer is Porter's, for English, so it changes ASCII words only.
/// </summary>
internal sealed class UnicodeRougeTokenizer(bool useStemmer) : IRougeTokenizer
{
    // The interner takes ASCII and reads eight bytes at a word's start.
    private const int Padding = 8;

    private readonly StemCache? _stems = useStemmer ? new StemCache() : null;
    private byte[] _word = new byte[64];
    private int _length;
    private bool _isAscii;

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<char> text, TokenInterner words, TokenizedText target)
    {
        target.Clear();
        Start();
        string lower = CanonicalForm.Compose(text.ToString()).ToLowerInvariant();
        for (int at = 0; at < lower.Length;)
        {
            _ = Rune.DecodeFromUtf16(lower.AsSpan(at), out Rune rune, out int length);
            if (Script.IsSpacedWord(rune))
            {
                Add(rune);
                at += length;
                continue;
            }

            End(words, target);
            if (Script.IsWord(rune))
            {
                length = StringInfo.GetNextTextElementLength(lower.AsSpan(at));
                foreach (Rune part in lower.AsSpan(at, length).EnumerateRunes())
                {
                    Add(part);
                }

                End(words, target);
            }
            else if (rune.Value == '\n')
            {
                target.EndLine();
            }

            at += length;
        }

        End(words, target);
        target.EndLine();
    }

    private void Start() => (_length, _isAscii) = (0, true);

    // An ASCII byte stands for itself; anything else is written as its code between underscores, which no word has.
    private void Add(Rune rune)
    {
        if (rune.IsAscii)
        {
            Put((byte)rune.Value);
            return;
        }

        _isAscii = false;
        foreach (char digit in string.Create(CultureInfo.InvariantCulture, $"_{rune.Value:x}_"))
        {
            Put((byte)digit);
        }
    }

    private void Put(byte value)
    {
        if (_length + 1 + Padding > _word.Length)
        {
            Array.Resize(ref _word, _word.Length * 2);
        }

        _word[_length++] = value;
    }

    private void End(TokenInterner words, TokenizedText target)
    {
        if (_length == 0)
        {
            return;
        }

        if (_stems is null || !_isAscii || _length <= 3)
        {
            target.Add(words.Intern(_word, 0, _length));
        }
        else
        {
            (int start, int length) = _stems.Find(_word, 0, _length);
            target.Add(words.Intern(_stems.Bytes, start, length));
        }

        Start();
    }
}
