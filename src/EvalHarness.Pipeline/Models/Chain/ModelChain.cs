using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>What stands between a question and a model.</summary>
internal static class ModelChain
{
    /// <summary>
    /// Source of the traces and meters of every question, named by OpenTelemetry's conventions for generative AI.
    /// Prompts and answers may be confidential: they are left out, unless
    /// <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true</c> asks for them.
    /// </summary>
    public const string TelemetrySource = "EvalHarness.Models";

    /// <summary>
    /// A question goes from the outside in. A kept answer costs nothing, every other is counted against the budget. A
    /// model in this process is asked at once, and its tokens pass as they are made; over a network every try counts,
    /// waits for its turn, and has its own time-out, and answers pass whole.
    /// </summary>
    /// <param name="client">The model; owned by what is returned.</param>
    /// <param name="options">Limits.</param>
    public static IChatClient Around(IChatClient client, ChainOptions options)
    {
        IEmbeddingGenerator<string, Embedding<float>>? embeddings =
            client.GetService<IEmbeddingGenerator<string, Embedding<float>>>();
        if (embeddings is not null && client.GetService<EmbeddingAnswers>() is null)
        {
            client = new EmbeddingAnswers(client, embeddings);
        }

        IChatClient chain = new OpenTelemetryChatClient(
            new CachingClient(
                options.IsLocal
                    ? new BudgetClient(new LocalLimitClient(client, options), options)
                    : new RetryingClient(
                        new BudgetClient(
                            new RateLimitedClient(
                                new AdaptiveConcurrencyClient(
                                    new TimeoutClient(client, options),
                                    options),
                                options),
                            options),
                        options),
                options),
            sourceName: TelemetrySource);
        chain = client.GetService<OpenAIChatClientAdapter>() is { IsPlain: true } ? new EchoLikelihoods(chain) : chain;
        return embeddings is null ? chain : new ChainedEmbeddings(chain, KeptEmbeddings.From(options));
    }
}
