namespace EvalHarness.Metrics.Text;

/// <summary>Gives each distinct word a small number.</summary>
internal sealed class WordNumbers
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Distinct words so far; numbers run from 0 to below this.</summary>
    public int Count => _numbers.Count;

    /// <summary>Numbers of words, new ones for words not seen before.</summary>
    public int[] Add(string[] words)
    {
        int[] numbers = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!_numbers.TryGetValue(words[i], out numbers[i]))
            {
                _numbers.Add(words[i], numbers[i] = _numbers.Count);
            }
        }

        return numbers;
    }
}
