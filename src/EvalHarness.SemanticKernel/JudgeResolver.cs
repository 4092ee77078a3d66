using System.Runtime.CompilerServices;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// A judge for the Kernel that asks it: its model is that Kernel's chat service with the key of the model's name in the
/// configuration. A judge of code that asks none needs none. Thread-safe.
/// </summary>
/// <param name="definition">The judge.</param>
/// <param name="seed">Seed of nonces and of sampling.</param>
internal sealed class JudgeResolver(JudgeDefinition definition, long seed)
{
    private readonly ConditionalWeakTable<object, Resolved> _judges = [];

    /// <summary>The judge; of a master its blind call.</summary>
    /// <exception cref="InvalidInputException">The Kernel has no such chat service.</exception>
    public IJudge JudgeIn(Kernel kernel) => Find(kernel).Judge;

    /// <summary>The master.</summary>
    /// <exception cref="InvalidInputException">The Kernel has no such chat service.</exception>
    public MasterJudge MasterIn(Kernel kernel) => Find(kernel).Master!;

    private Resolved Find(Kernel kernel)
    {
        if (definition.Configuration.Model is not { } model)
        {
            return _judges.GetValue(this, _ => Resolve(null));
        }

        IKeyedServiceProvider? services = kernel.Services as IKeyedServiceProvider;
        object service = services?.GetKeyedService(typeof(IChatClient), model)
            ?? services?.GetKeyedService(typeof(IChatCompletionService), model)
            ?? throw new InvalidInputException(
                $"the Kernel function of the judge {definition.Name}",
                $"no chat service with the key \"{model}\" in the Kernel",
                "the judge's model, as an IChatClient or an IChatCompletionService",
                $"Add it to the builder: AddOpenAIChatCompletion(…, serviceId: \"{model}\"), or another connector.");
        return _judges.GetValue(service, found => Resolve(
            found as IChatClient ?? KernelChatClient.Over((IChatCompletionService)found)));
    }

    private Resolved Resolve(IChatClient? client) => new(
        JudgeFactory.Create(definition, client, seed),
        definition.IsMaster ? JudgeFactory.CreateMaster(definition, client!, seed) : null);

    private sealed record Resolved(IJudge Judge, MasterJudge? Master);
}
