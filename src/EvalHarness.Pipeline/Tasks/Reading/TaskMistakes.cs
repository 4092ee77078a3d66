using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>Collects what is wrong with a task file and those it includes.</summary>
internal sealed class TaskMistakes
{
    private readonly List<InputError> _mistakes = [];

    /// <summary>Notes a mistake at a value.</summary>
    public void Add(YamlValue at, string actual, string? expected, string? fix = null) =>
        _mistakes.Add(new(at.Place, actual, expected, fix));

    /// <summary>Notes a mistake at a place.</summary>
    public void Add(string place, string actual, string? expected, string? fix = null) =>
        _mistakes.Add(new(place, actual, expected, fix));

    /// <summary>Ends the reading when there was a mistake.</summary>
    /// <exception cref="InvalidInputException">All mistakes.</exception>
    public void ThrowIfAny()
    {
        if (_mistakes.Count > 0)
        {
            throw new InvalidInputException([.. _mistakes]);
        }
    }
}
