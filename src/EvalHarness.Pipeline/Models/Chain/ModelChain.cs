using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>What stands between a question and a model that is reached over a network.</summary>
internal static class ModelChain
{
    /// <summary>
    /// A question goes from the outside in. A kept answer costs nothing; every try of another is counted against the
    /// budget, waits for its turn, and has its own time-out.
    /// </summary>
    /// <param name="client">The model; owned by what is returned.</param>
    /// <param name="options">Limits.</param>
    public static IChatClient Around(IChatClient client, ChainOptions options) =>
        new TracingClient(
            new CachingClient(
                new RetryingClient(
                    new BudgetClient(
                        new RateLimitedClient(
                            new AdaptiveConcurrencyClient(
                                new TimeoutClient(client, options),
                                options),
                            options),
                        options),
                    options),
                options));
}
