using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// A Kernel's services with the judges' models of a run before them, each keyed by its name in the configuration.
/// </summary>
/// <param name="inner">The Kernel's own services.</param>
internal sealed class RunKernelServices(IServiceProvider inner) : IKeyedServiceProvider
{
    private volatile Func<string, IChatClient?> _models = static _ => null;

    /// <summary>Gives a judge's model by its name; <c>null</c> while it is not loaded.</summary>
    public Func<string, IChatClient?> Models
    {
        get => _models;
        set => _models = value;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType) => inner.GetService(serviceType);

    /// <inheritdoc/>
    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        ModelOf(serviceType, serviceKey) ?? (inner as IKeyedServiceProvider)?.GetKeyedService(serviceType, serviceKey);

    /// <inheritdoc/>
    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        GetKeyedService(serviceType, serviceKey)
        ?? throw new InvalidOperationException($"The Kernel has no {serviceType.Name} with the key \"{serviceKey}\".");

    private IChatClient? ModelOf(Type serviceType, object? serviceKey) =>
        serviceType == typeof(IChatClient) && serviceKey is string name ? _models(name) : null;
}
