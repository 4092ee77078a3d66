using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Judging;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>The harness's judges as functions of a Kernel.</summary>
public static class JudgeFunctions
{
    /// <summary>
    /// A judge as a function that takes the texts of its prompt and gives a <see cref="Verdict"/>, of a master a
    /// <see cref="MasterReview"/>. Its model is the chat service of the Kernel with the key of the model's name.
    /// </summary>
    /// <remarks>
    /// It fails closed: an answer that cannot be relied on has no score and says why. The function throws only for a
    /// missing text, a missing model and when it is cancelled.
    /// </remarks>
    /// <param name="definition">The judge.</param>
    /// <param name="seed">Seed of nonces and of sampling.</param>
    /// <param name="name">Name of the function: letters, digits and underscores.</param>
    public static KernelFunction Create(JudgeDefinition definition, long seed, string name)
    {
        ArgumentNullException.ThrowIfNull(definition);
        JudgeArguments reader = new(definition);
        JudgeResolver judge = new(definition, seed);
        Delegate ask = definition.IsMaster
            ? (Kernel kernel, KernelArguments arguments, CancellationToken stop) => judge.MasterIn(kernel).ReviewAsync(
                reader.Read(arguments), JudgeArguments.ReadPanel(arguments), stop)
            : (Kernel kernel, KernelArguments arguments, CancellationToken stop) =>
                judge.JudgeIn(kernel).JudgeAsync(reader.Read(arguments), stop);
        return KernelFunctionFactory.CreateFromMethod(
            ask,
            new KernelFunctionFromMethodOptions
            {
                FunctionName = name,
                Description = definition.Prompt?.Prompt.Description ?? $"Judges a text as {definition.Name}.",
                Parameters = reader.Parameters,
                ReturnParameter = new KernelReturnParameterMetadata
                {
                    Description = FormattableString.Invariant(
                        $"The verdict: a score from {definition.Menu.Scores[0]} to {definition.Menu.Scores[^1]}, ")
                        + "or the reason why there is none.",
                    ParameterType = definition.IsMaster ? typeof(MasterReview) : typeof(Verdict),
                },
            });
    }

    /// <summary>Judges as a plugin of one function each.</summary>
    /// <param name="judges">The judges, each with its own name.</param>
    /// <param name="seed">Seed of nonces and of sampling.</param>
    /// <param name="name">Name of the plugin.</param>
    public static KernelPlugin CreatePlugin(
        IReadOnlyList<JudgeDefinition> judges, long seed, string name = RunKernel.PluginName)
    {
        ArgumentNullException.ThrowIfNull(judges);
        return KernelPluginFactory.CreateFromFunctions(
            name,
            "Judges of the evaluation harness.",
            judges.Zip(NamesOf(judges)).Select(judge => Create(judge.First, seed, judge.Second)));
    }

    /// <summary>Every judge of a configuration as a plugin, to be asked by a Kernel of one's own.</summary>
    /// <param name="path">Path of the configuration file.</param>
    /// <param name="name">Name of the plugin.</param>
    /// <param name="cancellationToken">Cancels between judges.</param>
    /// <exception cref="InvalidInputException">The configuration or a file of a judge is wrong.</exception>
    public static async Task<KernelPlugin> LoadPluginAsync(
        string path, string name = RunKernel.PluginName, CancellationToken cancellationToken = default)
    {
        ResolvedConfiguration configuration = ConfigurationFile.Load(path);
        List<JudgeDefinition> judges = [];
        foreach (string judge in configuration.Values.Judges.Keys)
        {
            judges.Add(await JudgeDefinitionReader.ReadAsync(configuration, judge, cancellationToken));
        }

        return CreatePlugin(judges, (configuration.Values.Judging ?? new() { Layers = [] }).Seed, name);
    }

    /// <summary>Names of the judges' functions, in their order; no two are alike.</summary>
    /// <param name="judges">The judges.</param>
    internal static IReadOnlyList<string> NamesOf(IEnumerable<JudgeDefinition> judges)
    {
        // A plugin takes names that differ in case alone for one.
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        return [.. judges.Select(judge => NameOf(judge.Name, taken))];
    }

    // Names of functions have letters, digits and underscores only.
    private static string NameOf(string judge, HashSet<string> taken)
    {
        string plain = string.Concat(judge.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
        string name = plain;
        for (int i = 2; !taken.Add(name); i++)
        {
            name = FormattableString.Invariant($"{plain}_{i}");
        }

        return name;
    }
}
