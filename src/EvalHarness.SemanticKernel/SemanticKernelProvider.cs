using System.ClientModel;
using System.ClientModel.Primitives;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.SemanticKernel;
using OpenAI;

namespace EvalHarness.SemanticKernel;

/// <summary>Models behind a Kernel with its OpenAI connector, which any OpenAI-compatible endpoint answers.</summary>
/// <remarks>
/// A program that builds its own Kernel, with whichever connector, gets the same seam from
/// <see cref="KernelChatClient.Of"/>.
/// </remarks>
public sealed class SemanticKernelProvider : IModelProvider
{
    private static readonly Uri s_openAI = new("https://api.openai.com/v1");
    private static readonly TimeSpan s_probeTimeout = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Name => "semantic-kernel";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        (Uri endpoint, string model) = Read(source);
        string? problem = await new EndpointProbe(endpoint, source.Configuration.ApiKey, s_probeTimeout)
            .FindProblemAsync(cancellationToken);
        return problem is not null
            ? throw new ModelUnavailableException(
                $"{source.Place}.endpoint", $"{endpoint}: {problem}", "an OpenAI-compatible endpoint that answers",
                "Start the server, or check the address and the key.")
            : new ModelIdentity
            {
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
                    $"{Name}\n{endpoint.AbsoluteUri.TrimEnd('/')}\n{model}"))),
                Description = $"{model} at {endpoint.GetLeftPart(UriPartial.Authority)}, through Semantic Kernel",
            };
    }

    /// <inheritdoc/>
    public Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        (Uri endpoint, string model) = Read(source);
        Kernel kernel = BuildKernel(endpoint, model, source.Configuration.ApiKey);
        return Task.FromResult(new LoadedModel(
            KernelChatClient.Of(kernel, secret: source.Configuration.ApiKey), TimeSpan.Zero, streams: false));
    }

    /// <summary>A Kernel with one chat model. Its calls are made once: repeating them is left to the chain.</summary>
    internal static Kernel BuildKernel(Uri endpoint, string model, string? apiKey)
    {
        OpenAIClient client = new(new ApiKeyCredential(apiKey ?? "none"), new OpenAIClientOptions
        {
            Endpoint = endpoint,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            Transport = new HttpClientPipelineTransport(EndpointConnections.Create(endpoint)),
        });
        return Kernel.CreateBuilder().AddOpenAIChatCompletion(model, client).Build();
    }

    private static (Uri Endpoint, string Model) Read(ModelSource source)
    {
        Uri? endpoint = s_openAI;
        if (source.Configuration.Endpoint is { } address
            && (!Uri.TryCreate(address, UriKind.Absolute, out endpoint) || endpoint.Scheme is not ("http" or "https")))
        {
            throw new InvalidInputException(
                $"{source.Place}.endpoint", "no address", "an http or https address such as http://127.0.0.1:8080/v1");
        }

        return (endpoint, source.Configuration.Model ?? throw new InvalidInputException(
            $"{source.Place}.model", "no name", "the model's name at the endpoint"));
    }
}
