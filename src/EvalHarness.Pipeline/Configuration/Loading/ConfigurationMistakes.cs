using System.Globalization;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Collects everything that is wrong with a configuration, so that it is reported at once.</summary>
/// <param name="file">Name of the file, as the user knows it.</param>
internal sealed class ConfigurationMistakes(string file)
{
    private readonly List<(int Line, int Column, InputError Mistake)> _mistakes = [];

    /// <summary>Nothing was wrong so far.</summary>
    public bool IsEmpty => _mistakes.Count == 0;

    /// <summary>Notes a mistake at a value.</summary>
    public void Add(ConfigurationNode node, string actual, string? expected, string? fix = null) =>
        _mistakes.Add((node.Line, node.Column, new(Place(node), actual, expected, fix)));

    /// <summary>Notes that a value is not what it should be.</summary>
    public void Add(ConfigurationNode node, string expected) => Add(node, node.Shown, expected);

    /// <summary>Notes a name that refers to nothing.</summary>
    public void AddUnknown(ConfigurationNode node, string kind, IEnumerable<string> known)
    {
        string[] names = [.. known];
        Add(node, node.Shown, $"the name of a {kind}", NearestName.Suggest(node.Text ?? "", names));
    }

    /// <summary>Ends the reading when there was a mistake; lists them in the order of their places.</summary>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
        {
            throw new InvalidInputException(
                [.. _mistakes.OrderBy(entry => (entry.Line, entry.Column)).Select(entry => entry.Mistake)]);
        }
    }

    private string Place(ConfigurationNode node) => string.Create(
        CultureInfo.InvariantCulture, $"{file}: {node.Path} (line {node.Line}, column {node.Column})");
}
