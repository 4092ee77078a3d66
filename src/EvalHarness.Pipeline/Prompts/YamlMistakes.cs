namespace EvalHarness.Pipeline.Prompts;

/// <summary>Collects the mistakes of one YAML file, in the order of their lines.</summary>
internal sealed class YamlMistakes(string path)
{
    private readonly List<(long Line, InputError Mistake)> _mistakes = [];

    /// <summary>Notes a mistake at a line, counted from 1.</summary>
    public void Add(long line, string actual, string? expected, string? fix = null) =>
        _mistakes.Add((line, new($"{path}:{line}", actual, expected, fix)));

    /// <summary>Ends the reading when there was a mistake.</summary>
    public void ThrowIfAny()
    {
        if (_mistakes.Count > 0)
        {
            throw new InvalidInputException([.. _mistakes.OrderBy(entry => entry.Line).Select(entry => entry.Mistake)]);
        }
    }
}
