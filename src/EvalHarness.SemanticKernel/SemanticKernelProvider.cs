using System.ClientModel;
using System.ClientModel.Primitives;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Connections;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// Models of a run's Kernel: a function of it, a chat or embedding model among its services, or a model behind an
/// OpenAI-compatible endpoint, asked by the OpenAI connector.
/// </summary>
/// <param name="host">The run's Kernel; not owned.</param>
public sealed class SemanticKernelProvider(RunKernel host) : IModelProvider
{
    private static readonly Uri s_openAI = new("https://api.openai.com/v1");
    private static readonly TimeSpan s_probeTimeout = TimeSpan.FromSeconds(10);

    // A model in this process may have to be loaded for the first answer.
    private static readonly TimeSpan s_firstAnswer = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Name => "semantic-kernel";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        ModelConfiguration model = source.Configuration;
        if (model.Function is { } function)
        {
            KernelFunction found = FindFunction(source, function);
            return Identity($"function\n{function}\n{found.Description}", $"{function}, a function of the Kernel");
        }

        if (model.Service is { } service)
        {
            return source.Embeds && KernelEmbeddings.Find(host.Kernel, service) is { } generator
                ? await IdentifyEmbedderAsync(service, generator, cancellationToken)
                : IdentifyChat(source, service);
        }

        (Uri endpoint, string name) = Read(source);
        string? problem = await new EndpointProbe(endpoint, model.ApiKey, s_probeTimeout)
            .FindProblemAsync(cancellationToken);
        return problem is not null
            ? throw new ModelUnavailableException(
                $"{source.Place}.endpoint", $"{endpoint}: {problem}", "an OpenAI-compatible endpoint that responds",
                "Start the server, or check the address and the key.")
            : new ModelIdentity
            {
                Sha256 = Hash($"{Name}\n{endpoint.AbsoluteUri.TrimEnd('/')}\n{name}"),
                Description = $"{name} at {endpoint.GetLeftPart(UriPartial.Authority)}, through Semantic Kernel",
            };
    }

    /// <inheritdoc/>
    public Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        ModelConfiguration model = source.Configuration;
        IChatClient client = model.Function is { } function
            ? new KernelFunctionClient(host.Kernel, FindFunction(source, function))
            : model.Service is { } service ? LoadService(source, service)
            : Connect(source);
        return Task.FromResult(new LoadedModel(client, TimeSpan.Zero, streams: false));
    }

    /// <summary>The connector to an endpoint. Its calls are made once: repeating them is left to the chain.</summary>
    internal static OpenAIChatCompletionService Connect(Uri endpoint, string model, string? apiKey)
    {
        OpenAIClient client = new(new ApiKeyCredential(apiKey ?? "none"), new OpenAIClientOptions
        {
            Endpoint = endpoint,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            Transport = new HttpClientPipelineTransport(HttpConnections.Create(endpoint)),
        });
        return new OpenAIChatCompletionService(model, client);
    }

    private static KernelChatClient Connect(ModelSource source)
    {
        (Uri endpoint, string model) = Read(source);
        string? key = source.Configuration.ApiKey;
        return KernelChatClient.Over(Connect(endpoint, model, key), key);
    }

    private ModelIdentity IdentifyChat(ModelSource source, string service)
    {
        _ = FindService(source, service);
        return Identity($"service\n{service}", $"{service}, a chat model of the Kernel") with
        {
            WithoutEmbeddings = "no IEmbeddingGenerator<string, Embedding<float>> of the Kernel has its serviceId",
        };
    }

    private async Task<ModelIdentity> IdentifyEmbedderAsync(
        string service, IEmbeddingGenerator<string, Embedding<float>> generator, CancellationToken cancellationToken)
    {
        using KernelEmbeddings embedder = new(service, generator, chat: null);
        string? problem = await EmbeddingProbe.FindProblemAsync(embedder, s_firstAnswer, cancellationToken);
        return Identity($"service\n{service}", $"{service}, an embedding model of the Kernel") with
        {
            GivesEmbeddings = problem is null,
            WithoutEmbeddings = problem,
            OnlyEmbeds = KernelChatClient.TryFrom(host.Kernel, service) is null,
        };
    }

    private IChatClient LoadService(ModelSource source, string service) =>
        source.Embeds && KernelEmbeddings.Find(host.Kernel, service) is { } generator
            ? new KernelEmbeddings(service, generator, KernelChatClient.TryFrom(host.Kernel, service))
            : FindService(source, service);

    // The Kernel's own configuration decides what its services and functions are.
    private ModelIdentity Identity(string what, string description) => new()
    {
        Sha256 = Hash($"{Name}\n{what}\n{host.Version}"),
        Description = description,
    };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private KernelFunction FindFunction(ModelSource source, string name)
    {
        string[] parts = name.Split('.');
        if (parts.Length != 2 || !host.Kernel.Plugins.TryGetFunction(parts[0], parts[1], out KernelFunction? function))
        {
            string[] known =
                [.. host.Kernel.Plugins.GetFunctionsMetadata().Select(about => $"{about.PluginName}.{about.Name}")];
            throw new InvalidInputException(
                $"{source.Place}.function",
                $"\"{name}\", which is not a function of the Kernel",
                known.Length == 0
                    ? "a function of a plugin added by the assembly under \"kernel\""
                    : $"one of {string.Join(", ", known.Order(StringComparer.Ordinal))}",
                known.Length == 0
                    ? "Add the plugin to the Kernel: builder.Plugins.AddFromType<…>()."
                    : NearestName.Suggest(name, known));
        }

        return KernelFunctionClient.FindInput(function) is not null
            ? function
            : throw new InvalidInputException(
                $"{source.Place}.function",
                $"\"{name}\" with the parameters "
                    + $"({string.Join(", ", function.Metadata.Parameters.Select(parameter => parameter.Name))})",
                "a function of one string or ChatHistory, with defaults for other parameters",
                "Add a function that takes the prompt and calls this one.");
    }

    private KernelChatClient FindService(ModelSource source, string key) =>
        KernelChatClient.TryFrom(host.Kernel, key) ?? throw (KernelEmbeddings.Find(host.Kernel, key) is null
            ? new InvalidInputException(
                $"{source.Place}.service",
                $"\"{key}\", which is not the serviceId of a chat model of the Kernel",
                "the serviceId of a connector added by the assembly under \"kernel\"")
            : new InvalidInputException(
                $"{source.Place}.service",
                $"\"{key}\", which is the serviceId of an embedding model of the Kernel",
                "a chat model, as the tasks and judges that use this model want answers",
                "Use it as baseline or candidate of a task with \"ranking\": \"embedding\"."));

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
            $"{source.Place}.model", "no name", "the name of the model at the endpoint"));
    }
}
