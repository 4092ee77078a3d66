namespace EvalHarness.Pipeline.Tasks;

/// <summary>Output types by their names in task files.</summary>
internal static class TaskOutputTypes
{
    private static readonly Dictionary<string, TaskOutputType> s_types = new(StringComparer.Ordinal)
    {
        ["generate_until"] = TaskOutputType.GenerateUntil,
        ["multiple_choice"] = TaskOutputType.MultipleChoice,
        ["loglikelihood"] = TaskOutputType.LogLikelihood,
        ["loglikelihood_rolling"] = TaskOutputType.LogLikelihoodRolling,
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => s_types.Keys;

    /// <summary>The type of a name; <c>null</c> where there is none.</summary>
    public static TaskOutputType? Find(string name) =>
        s_types.TryGetValue(name, out TaskOutputType type) ? type : null;

    /// <summary>The name of a type.</summary>
    public static string NameOf(this TaskOutputType type) => s_types.First(entry => entry.Value == type).Key;

    /// <summary>Models write text, rather than being read for likelihoods.</summary>
    public static bool Generates(this TaskOutputType type) => type == TaskOutputType.GenerateUntil;
}
