using EvalHarness.SemanticKernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace EvalHarness.Tests.Testing;

/// <summary>Kernels whose OpenAI connector asks an endpoint of the tests.</summary>
internal static class EndpointKernel
{
    /// <summary>A Kernel with one chat model, which is also found by a key.</summary>
    /// <param name="endpoint">What the connector asks.</param>
    /// <param name="apiKey">The connector's key; <c>null</c> for none.</param>
    /// <param name="key">The service's key.</param>
    public static Kernel Create(FakeEndpoint endpoint, string? apiKey = null, string key = "m")
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        IChatCompletionService service = SemanticKernelProvider.Connect(endpoint.Address, "m", apiKey);
        builder.Services.AddSingleton(service);
        builder.Services.AddKeyedSingleton(key, service);
        return builder.Build();
    }
}
