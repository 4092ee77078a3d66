using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Judging;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// The Kernel of a run. The judges' models are its chat clients, keyed by name, with their chains; each judge is a
/// function of its plugin <c>judges</c>; every call to a judge goes through it, so that its filters see the call and
/// may change it. Models of the provider <c>semantic-kernel</c> are its services and functions. For one run at a time.
/// </summary>
/// <remarks>
/// The functions render with the harness's own templates, so that every text reaches a judge letter for letter. What
/// comes back through filters is checked before it counts: it is a verdict on the judge's own menu, or there is none.
/// </remarks>
public sealed class RunKernel : IJudgeHost, IAsyncDisposable
{
    /// <summary>The plugin that holds the judges.</summary>
    public const string PluginName = "judges";

    private readonly RunKernelServices _services;
    private readonly IServiceProvider? _owned;

    private RunKernel(Kernel kernel, string? version, bool isOwned)
    {
        if (kernel.Plugins.Contains(PluginName))
        {
            throw new InvalidInputException(
                "Kernel", $"a plugin \"{PluginName}\"", "no plugin of that name, which is reserved for judges",
                "Rename the plugin.");
        }

        _services = new RunKernelServices(kernel.Services);
        _owned = isOwned ? kernel.Services : null;
        Version = version;
        Kernel = new Kernel(_services, [.. kernel.Plugins]) { Culture = kernel.Culture };

        // A Kernel's filters may have been added to it after it was built.
        Copy(kernel.FunctionInvocationFilters, Kernel.FunctionInvocationFilters);
        Copy(kernel.PromptRenderFilters, Kernel.PromptRenderFilters);
        Copy(kernel.AutoFunctionInvocationFilters, Kernel.AutoFunctionInvocationFilters);
        foreach ((string key, object? value) in kernel.Data)
        {
            Kernel.Data[key] = value;
        }
    }

    /// <summary>The Kernel.</summary>
    public Kernel Kernel { get; }

    /// <inheritdoc/>
    public string? Version { get; }

    /// <summary>A run's Kernel that is built here.</summary>
    /// <param name="configure">Adds connectors, filters and plugins; <c>null</c> for none.</param>
    /// <param name="version">
    /// Changes when what was configured does: other verdicts and answers are then another series. <c>null</c> when
    /// nothing that is configured changes verdicts or answers.
    /// </param>
    public static RunKernel Create(Action<IKernelBuilder>? configure = null, string? version = null)
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        configure?.Invoke(builder);
        return new RunKernel(builder.Build(), version, isOwned: true);
    }

    /// <summary>A run's Kernel with the services, plugins and filters of another.</summary>
    /// <param name="kernel">The Kernel; neither changed nor owned.</param>
    /// <param name="version">As in <see cref="Create"/>.</param>
    /// <exception cref="InvalidInputException">The Kernel has a plugin of the judges' name.</exception>
    public static RunKernel From(Kernel kernel, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return new RunKernel(kernel, version, isOwned: false);
    }

    /// <summary>The Kernel that a configuration asks for.</summary>
    /// <remarks>An assembly under <c>"kernel"</c> is loaded, and its code is run.</remarks>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="InvalidInputException">The assembly cannot be loaded, or fails.</exception>
    public static RunKernel FromConfiguration(ResolvedConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.Values.Kernel is not { } path)
        {
            return Create();
        }

        KernelAssembly assembly = KernelAssembly.Load(path, $"{configuration.FileName}: $.kernel");
        try
        {
            return Create(assembly.Configure, assembly.Sha256);
        }
        catch (Exception failure) when (failure is not InvalidInputException)
        {
            throw new InvalidInputException(
                assembly.Place,
                $"{Path.GetFileName(path)}, which failed to configure the Kernel: "
                    + configuration.Redact(failure.Message),
                "a Configure(IKernelBuilder) that does not throw");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IHostedJudge> Host(
        IReadOnlyList<JudgeDefinition> judges, Func<string, IChatClient?> models, long seed)
    {
        ArgumentNullException.ThrowIfNull(judges);
        ArgumentNullException.ThrowIfNull(models);
        _services.Models = models;
        if (Kernel.Plugins.TryGetPlugin(PluginName, out KernelPlugin? earlier))
        {
            Kernel.Plugins.Remove(earlier);
        }

        // Functions of a plugin bear its name, which filters see.
        KernelPlugin plugin = JudgeFunctions.CreatePlugin(judges, seed);
        Kernel.Plugins.Add(plugin);
        return judges.Zip(JudgeFunctions.NamesOf(judges)).ToDictionary(
            judge => judge.First.Name,
            IHostedJudge (judge) => new HostedJudge(Kernel, judge.First, plugin[judge.Second]),
            StringComparer.Ordinal);
    }

    /// <summary>Disposes the services that were built here.</summary>
    public async ValueTask DisposeAsync()
    {
        switch (_owned)
        {
            case IAsyncDisposable services:
                await services.DisposeAsync();
                break;
            case IDisposable services:
                services.Dispose();
                break;
        }
    }

    private static void Copy<T>(IList<T> from, IList<T> to)
    {
        to.Clear();
        foreach (T filter in from)
        {
            to.Add(filter);
        }
    }
}
