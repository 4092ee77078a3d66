namespace EvalHarness.Metrics.Rouge;

/// <summary>Splits texts into the words that ROUGE counts. Keeps its memory, so it serves one thread.</summary>
internal interface IRougeTokenizer
{
    /// <summary>Reads a text into <paramref name="target"/>, numbering words by <paramref name="words"/>.</summary>
    void Tokenize(ReadOnlySpan<char> text, TokenInterner words, TokenizedText target);
}
