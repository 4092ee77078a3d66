using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>Reads <c>generation_kwargs</c>.</summary>
internal static class GenerationReader
{
    private const int UsualTokens = 256;

    /// <summary>The stop texts, and the other arguments as they are written.</summary>
    /// <param name="root">The task file.</param>
    /// <param name="type">What the task asks.</param>
    /// <param name="delimiter">The stop text where none is named.</param>
    public static (IReadOnlyList<string> Until, IReadOnlyDictionary<string, object?> Others) Read(
        SettingReader root, TaskOutputType type, string delimiter)
    {
        if (root.Mapping("generation_kwargs") is not { } settings)
        {
            return type.Generates()
                ? ([delimiter], new Dictionary<string, object?>
                {
                    ["do_sample"] = false,
                    ["temperature"] = 0.0,
                    ["max_gen_toks"] = (long)UsualTokens,
                })
                : ([], new Dictionary<string, object?>());
        }

        Dictionary<string, object?> rest = new(settings.Rest("until"), StringComparer.Ordinal);
        if (rest.TryGetValue("temperature", out object? temperature))
        {
            rest["temperature"] = temperature switch
            {
                long whole => (double)whole,
                double real => real,
                _ => Refuse(settings),
            };
        }

        return (settings.Has("until") ? settings.Texts("until") ?? [] : [delimiter], rest);
    }

    private static object? Refuse(SettingReader settings)
    {
        YamlValue value = settings.Value("temperature")!;
        settings.Mistakes.Add(value, $"temperature: {value.Describe()}", "a number");
        return null;
    }
}
