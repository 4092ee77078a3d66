using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// A Kernel's chat model behind the standard seam, whichever connector serves it. Thread-safe where the connector is.
/// </summary>
/// <remarks>
/// What the Kernel's own adapter leaves out is put back: usage, finish reason and log-probabilities. Answers come
/// whole. An answer without text, or one that no connector can read, is an error and never an output.
/// </remarks>
public sealed class KernelChatClient : DelegatingChatClient
{
    // How the Kernel names its connectors to OpenAI-compatible endpoints, where the rest of the program says "openai".
    private const string Connector = "OpenAIChatCompletionService";

    private readonly string? _secret;

    private KernelChatClient(IChatClient inner, string? secret)
        : base(inner) => _secret = secret;

    /// <summary>The chat model of a Kernel.</summary>
    /// <param name="kernel">The Kernel; not owned.</param>
    /// <param name="serviceId">Which of its models; <c>null</c> for the only one.</param>
    /// <param name="secret">A key that no message may show; <c>null</c> for none.</param>
    /// <exception cref="InvalidInputException">The Kernel has no such model.</exception>
    public static KernelChatClient From(Kernel kernel, string? serviceId = null, string? secret = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return TryFrom(kernel, serviceId, secret) ?? throw new InvalidInputException(
            "Kernel",
            serviceId is null ? "no chat model" : $"no chat model called \"{serviceId}\"",
            "an IChatClient or an IChatCompletionService among its services",
            "Add a connector to the Kernel's builder.");
    }

    /// <summary>The chat model of a Kernel; <c>null</c> when it has no such model.</summary>
    /// <param name="kernel">The Kernel; not owned.</param>
    /// <param name="serviceId">Which of its models; <c>null</c> for the only one.</param>
    /// <param name="secret">A key that no message may show; <c>null</c> for none.</param>
    internal static KernelChatClient? TryFrom(Kernel kernel, string? serviceId, string? secret = null)
    {
        IChatClient? client = Find<IChatClient>(kernel, serviceId)
            ?? Find<IChatCompletionService>(kernel, serviceId)?.AsChatClient();
        return client is null ? null : new KernelChatClient(client, secret);
    }

    /// <summary>A connector's chat model.</summary>
    /// <param name="service">The connector; not owned.</param>
    /// <param name="secret">A key that no message may show; <c>null</c> for none.</param>
    public static KernelChatClient Over(IChatCompletionService service, string? secret = null) =>
        new(service.AsChatClient(), secret);

    /// <inheritdoc/>
    /// <exception cref="EndpointException">There is no whole answer.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatResponse response;
        try
        {
            response = await base.GetResponseAsync(messages, KernelAnswer.Asking(options), cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && KernelFailure.IsOne(failure))
        {
            throw KernelFailure.Translate(failure, _secret);
        }

        return KernelAnswer.Repair(response);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// An OpenAI connector calls itself <c>openai</c>: its model takes the same requests, schemas too.
    /// </remarks>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        object? service = base.GetService(serviceType, serviceKey);
        return service is ChatClientMetadata { ProviderName: { } name } about
            && name.EndsWith(Connector, StringComparison.Ordinal)
                ? new ChatClientMetadata("openai", about.ProviderUri, about.DefaultModelId)
                : service;
    }

    /// <inheritdoc/>
    /// <remarks>The Kernel's services stay: they are its own.</remarks>
    protected override void Dispose(bool disposing) => base.Dispose(disposing: false);

    /// <summary>A service of a Kernel, as the Kernel chooses: of several without a name, the last one added.</summary>
    internal static T? Find<T>(Kernel kernel, string? serviceId)
        where T : class =>
        serviceId is null
            ? kernel.GetAllServices<T>().LastOrDefault()
            : (kernel.Services as IKeyedServiceProvider)?.GetKeyedService(typeof(T), serviceId) as T;
}
