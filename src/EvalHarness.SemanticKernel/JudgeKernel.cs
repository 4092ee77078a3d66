using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// One Kernel for the judges of a run. Their models are its chat clients, by name; each judge is a function of its
/// plugin <c>judges</c>; every question goes through the Kernel, whose filters see and may change it. Thread-safe.
/// </summary>
/// <remarks>
/// The functions render with the harness's own templates, so that every text reaches a judge letter for letter. What
/// comes back through filters is checked before it counts: it is a verdict on the judge's own menu, or there is none.
/// </remarks>
public sealed class JudgeKernel
{
    /// <summary>The plugin that holds the judges.</summary>
    public const string PluginName = "judges";

    private readonly Dictionary<string, HostedJudge> _judges = new(StringComparer.Ordinal);

    private JudgeKernel(Kernel kernel) => Kernel = kernel;

    /// <summary>The Kernel.</summary>
    public Kernel Kernel { get; }

    /// <summary>Builds the Kernel of a run.</summary>
    /// <param name="judges">The judges, each of another name.</param>
    /// <param name="models">Their models by name, with the chains around them; not owned.</param>
    /// <param name="seed">Seed of nonces and of sampling.</param>
    /// <param name="configure">
    /// Adds connectors, filters and plugins. A chat client that it registers by a model's name takes that model's place.
    /// </param>
    /// <exception cref="InvalidInputException">A judge's model is not among the Kernel's chat clients.</exception>
    public static JudgeKernel Create(
        IReadOnlyList<JudgeDefinition> judges,
        IReadOnlyDictionary<string, IChatClient> models,
        long seed,
        Action<IKernelBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(judges);
        ArgumentNullException.ThrowIfNull(models);
        IKernelBuilder builder = Kernel.CreateBuilder();
        foreach ((string name, IChatClient client) in models)
        {
            builder.Services.AddKeyedSingleton(name, client);
        }

        configure?.Invoke(builder);
        return Create(builder.Build(), judges, seed);
    }

    /// <summary>Adds the judges to a Kernel whose chat clients bear the names of their models.</summary>
    /// <param name="kernel">The Kernel; it is not changed, but its services and filters are used.</param>
    /// <param name="judges">The judges, each of another name.</param>
    /// <param name="seed">Seed of nonces and of sampling.</param>
    /// <exception cref="InvalidInputException">A judge's model is not among the Kernel's chat clients.</exception>
    public static JudgeKernel Create(Kernel kernel, IReadOnlyList<JudgeDefinition> judges, long seed)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(judges);
        JudgeKernel host = new(kernel.Clone());
        HashSet<string> names = [];
        KernelFunction[] functions =
        [
            .. judges.Select(judge => JudgeFunctions.Create(
                judge, ModelOf(host.Kernel, judge), seed, NameOf(judge.Name, names))),
        ];
        KernelPlugin plugin =
            host.Kernel.Plugins.AddFromFunctions(PluginName, "Judges of the evaluation harness.", functions);
        foreach ((JudgeDefinition judge, KernelFunction function) in judges.Zip(functions))
        {
            // The plugin's own, which bears the plugin's name.
            host._judges.Add(judge.Name, new HostedJudge(host.Kernel, judge, plugin[function.Name]));
        }

        return host;
    }

    /// <summary>Asks a judge through the Kernel.</summary>
    /// <param name="judge">Its name.</param>
    /// <param name="request">The output and what to judge it by.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public Task<Verdict> JudgeAsync(string judge, JudgingRequest request, CancellationToken cancellationToken) =>
        _judges[judge].JudgeAsync(request, cancellationToken);

    /// <summary>Asks a master for its review through the Kernel.</summary>
    /// <param name="judge">Its name.</param>
    /// <param name="request">The output and what to judge it by.</param>
    /// <param name="panel">The verdicts that it reviews.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public Task<MasterReview> ReviewAsync(
        string judge, JudgingRequest request, IReadOnlyList<Verdict> panel, CancellationToken cancellationToken) =>
        _judges[judge].ReviewAsync(request, panel, cancellationToken);

    private static IChatClient ModelOf(Kernel kernel, JudgeDefinition judge) =>
        kernel.Services.GetKeyedService<IChatClient>(judge.Configuration.Model)
        ?? KernelChatClient.Of(kernel, judge.Configuration.Model);

    // Names of functions have letters, digits and underscores only; two judges never share one.
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
