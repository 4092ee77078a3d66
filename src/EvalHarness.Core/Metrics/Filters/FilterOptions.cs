using System.Globalization;
using EvalHarness.Patterns;

namespace EvalHarness.Metrics.Filters;

/// <summary>Reads the options of one filter and collects what is wrong with them.</summary>
internal sealed class FilterOptions(FilterSettings settings, string place)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>What is wrong so far.</summary>
    public List<InputError> Mistakes { get; } = [];

    /// <summary>A text, or <paramref name="usual"/>.</summary>
    public string Text(string name, string usual) => Take(name, usual) switch
    {
        string text => text,
        var other => Wrong(name, other, "a text", usual),
    };

    /// <summary>A whole number, or <paramref name="usual"/>; required without one.</summary>
    public int Integer(string name, int? usual)
    {
        object? found = Take(name, usual);
        if (found is null && usual is null)
        {
            Mistakes.Add(new(place, $"no \"{name}\" for the filter {settings.Function}", "a whole number"));
            return 1;
        }

        return found switch
        {
            int number => number,
            long number and >= int.MinValue and <= int.MaxValue => (int)number,
            double number when number == Math.Truncate(number) && Math.Abs(number) < int.MaxValue => (int)number,
            var other => Wrong(name, other, "a whole number", usual ?? 1),
        };
    }

    /// <summary>Whether something holds; <c>false</c> unless said.</summary>
    public bool Flag(string name) => Take(name, false) switch
    {
        bool flag => flag,
        null => false,
        var other => Wrong(name, other, "true or false", false),
    };

    /// <summary>A pattern of Python's <c>re</c>.</summary>
    public PythonRegex Pattern(string name, string usual) => Compile(name, Text(name, usual));

    /// <summary>Patterns of Python's <c>re</c>; none unless given.</summary>
    public IReadOnlyList<PythonRegex> Patterns(string name) => Take(name, null) switch
    {
        null => [],
        IEnumerable<object?> list when list.All(item => item is string) =>
            [.. list.Cast<string>().Select(pattern => Compile(name, pattern))],
        var other => Wrong<IReadOnlyList<PythonRegex>>(name, other, "a list of patterns", []),
    };

    /// <summary>Steps that find an answer, a list of <see cref="AnswerExtraction.Steps"/>; required.</summary>
    public AnswerExtraction Extraction(string name)
    {
        string[] steps = Take(name, null) is IEnumerable<object?> list && list.All(item => item is string)
            ? [.. list.Cast<string>()] : [];
        if (steps.Length == 0)
        {
            Mistakes.Add(new(
                place, $"no \"{name}\" for the filter {settings.Function}",
                $"a list of {string.Join(", ", AnswerExtraction.Steps)}"));
        }

        InputError[] wrong = [.. steps.Select(AnswerExtraction.FindMistake).OfType<InputError>()];
        Mistakes.AddRange(wrong.Select(mistake => mistake with { Location = place }));
        return AnswerExtraction.Create(steps.Length == 0 || wrong.Length > 0 ? ["whole"] : steps);
    }

    /// <summary>What each answer stands for.</summary>
    public IReadOnlyDictionary<string, object?> Mapping(string name)
    {
        Dictionary<string, object?> mapping = new(StringComparer.Ordinal);
        switch (Take(name, null))
        {
            case null:
                break;
            case System.Collections.IDictionary pairs:
                foreach (System.Collections.DictionaryEntry pair in pairs)
                {
                    // An answer is a text, so that what stands at a number is never found.
                    if (pair.Key is string key)
                    {
                        mapping[key] = pair.Value;
                    }
                }

                break;
            case var other:
                Wrong(name, other, "a mapping", 0);
                break;
        }

        return mapping;
    }

    /// <summary>Whatever is given, or <paramref name="usual"/>.</summary>
    public object? Take(string name, object? usual)
    {
        _known.Add(name);
        return settings.Options.TryGetValue(name, out object? found) ? found : usual;
    }

    /// <summary>Notes every option that was not asked for.</summary>
    public void RefuseOthers()
    {
        foreach (string name in settings.Options.Keys.Where(name => !_known.Contains(name)))
        {
            Mistakes.Add(new(
                place, $"the option \"{name}\" of the filter {settings.Function}",
                _known.Count == 0 ? "no options" : $"{string.Join(", ", _known)}",
                NearestName.Suggest(name, [.. _known])));
        }
    }

    private PythonRegex Compile(string name, string pattern)
    {
        if (PythonRegex.TryCompile(pattern, out PythonRegex? regex, out string? mistake))
        {
            return regex;
        }

        Mistakes.Add(new(place, $"in \"{name}\": {mistake}", "a pattern of Python's re"));
        PythonRegex.TryCompile("", out PythonRegex? empty, out _);
        return empty!;
    }

    private T Wrong<T>(string name, object? found, string expected, T instead)
    {
        string shown = found switch
        {
            null => "null",
            string text => $"\"{text}\"",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            _ => "another structure",
        };
        Mistakes.Add(new(place, $"{shown} as \"{name}\" of the filter {settings.Function}", expected));
        return instead;
    }
}
