using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>Models behind any OpenAI-compatible endpoint.</summary>
internal sealed class OpenAIProvider : IModelProvider
{
    private static readonly TimeSpan s_probeTimeout = TimeSpan.FromSeconds(10);

    // A server may have to load its model for the first answer.
    private static readonly TimeSpan s_firstAnswer = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Name => "openai";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        (Uri endpoint, string model) = Read(source);
        ModelConfiguration configuration = source.Configuration;
        string? problem = await new EndpointProbe(
            endpoint, configuration.ApiKey, s_probeTimeout, configuration.Headers).FindProblemAsync(cancellationToken);
        if (problem is not null)
        {
            throw new ModelUnavailableException(
                $"{source.Place}.endpoint",
                $"{EndpointAddress.Show(endpoint)}: {problem}",
                "an OpenAI-compatible endpoint that responds",
                "Start the server, or check the address and the key.");
        }

        using OpenAIChatClientAdapter client = Create(source, endpoint, model);
        string? withoutLikelihoods = !client.IsPlain
            ? "chat completions have none: with \"chat\": false the model completes plain text"
            : await EchoProbe.FindProblemAsync(client, s_firstAnswer, cancellationToken);
        string? withoutEmbeddings = source.Embeds
            ? await EmbeddingProbe.FindProblemAsync(client.Embeddings, s_firstAnswer, cancellationToken)
            : null;
        return new ModelIdentity
        {
            GivesEmbeddings = withoutEmbeddings is null,
            WithoutEmbeddings = withoutEmbeddings,
            GivesLogLikelihoods = withoutLikelihoods is null,
            WithoutLikelihoods = withoutLikelihoods,
            CompletesPlainText = client.IsPlain,
            Sha256 = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(
                    $"{endpoint.AbsoluteUri.TrimEnd('/')}\n{model}{configuration.DescribeRequests()}"))),
            Description = $"{model} at {endpoint.GetLeftPart(UriPartial.Authority)}",
        };
    }

    /// <inheritdoc/>
    public Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        (Uri endpoint, string model) = Read(source);
        return Task.FromResult(new LoadedModel(Create(source, endpoint, model), TimeSpan.Zero, streams: false));
    }

    private static OpenAIChatClientAdapter Create(ModelSource source, Uri endpoint, string model)
    {
        ModelConfiguration configuration = source.Configuration;
        return new OpenAIChatClientAdapter(
            endpoint, model, configuration.ApiKey, configuration.Headers, configuration.Parameters,
            configuration.Stream == true, source.Notice, isPlain: configuration.Chat == false);
    }

    private static (Uri Endpoint, string Model) Read(ModelSource source)
    {
        if (!Uri.TryCreate(source.Configuration.Endpoint, UriKind.Absolute, out Uri? endpoint)
            || endpoint.Scheme is not ("http" or "https"))
        {
            throw new InvalidInputException(
                $"{source.Place}.endpoint", "no address", "an http or https address such as http://127.0.0.1:8080/v1");
        }

        if (EndpointAddress.FindSecret(endpoint) is { } secret)
        {
            throw new InvalidInputException(
                $"{source.Place}.endpoint", secret, EndpointAddress.Expected, EndpointAddress.Fix);
        }

        return (endpoint, source.Configuration.Model ?? throw new InvalidInputException(
            $"{source.Place}.model", "no name", "the name of the model at the endpoint"));
    }
}
