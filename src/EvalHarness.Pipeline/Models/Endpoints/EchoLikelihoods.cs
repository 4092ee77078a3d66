using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Log-likelihoods from an endpoint that echoes plain text with the log-probability of each of its tokens. Every text
/// passes the whole chain of the model: it is retried, counted and limited like any other question. Thread-safe.
/// </summary>
/// <remarks>
/// A continuation is read together with its context, and the whole is cut where the tokens of the context alone end, as
/// in <see cref="Inference.Tokenization.ContinuationTokens"/>; here the server counts them.
/// </remarks>
/// <param name="inner">The model's chain; owned.</param>
internal sealed class EchoLikelihoods(IChatClient inner) : DelegatingChatClient(inner), ILogLikelihoodModel
{
    /// <inheritdoc/>
    /// <exception cref="EndpointException">The endpoint gives no log-probability of some token.</exception>
    public async Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
        IReadOnlyList<ChatMessage> prompt, IReadOnlyList<string> continuations, CancellationToken cancellationToken)
    {
        string given = string.Concat(prompt.Select(message => message.Text));
        string context = given.TrimEnd();
        string seam = given[context.Length..];
        int held = context.Length == 0 ? 0 : (await ReadAsync(context, cancellationToken)).Count;
        return await Task.WhenAll(continuations.Select(async continuation =>
        {
            string text = seam + continuation;
            IReadOnlyList<PromptToken> tokens = await ReadAsync(context + text, cancellationToken);
            return held > 0 ? Sum(tokens, held) : Sum(tokens, BeginningOf(tokens, text));
        }));
    }

    /// <inheritdoc/>
    /// <exception cref="EndpointException">
    /// The text is longer than the model's context, or its first token follows nothing.
    /// </exception>
    public async Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
        {
            return new LogLikelihood(0, 0);
        }

        IReadOnlyList<PromptToken> tokens = await ReadAsync(text, cancellationToken);
        return Sum(tokens, BeginningOf(tokens, text));
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ILogLikelihoodModel) ? this
            : base.GetService(serviceType, serviceKey);

    /// <summary>The tokens of a text, as one call gives them.</summary>
    /// <param name="model">Asked for a plain text completion.</param>
    /// <param name="text">Not empty.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="EndpointException">The endpoint does not echo the text with its log-probabilities.</exception>
    public static async Task<IReadOnlyList<PromptToken>> ReadAsync(
        IChatClient model, string text, CancellationToken cancellationToken)
    {
        ChatResponse response = await model.GetResponseAsync(
            [new ChatMessage(ChatRole.User, text)], EchoOption.Ask(), cancellationToken);
        IReadOnlyList<PromptToken> tokens =
            response.AdditionalProperties?.GetValueOrDefault(EchoOption.Result) as IReadOnlyList<PromptToken> ?? [];

        // The token that was generated may follow; fewer are tokens of the answer, or of nothing.
        long? asked = response.Usage?.InputTokenCount;
        return asked is { } count && (tokens.Count == count || tokens.Count == count + 1)
            ? [.. tokens.Take((int)count)]
            : throw new EndpointException(
                FormattableString.Invariant(
                    $"The endpoint gave the log-probabilities of {tokens.Count} tokens for a prompt of ")
                + (asked is null ? "unknown length" : FormattableString.Invariant($"{asked} tokens"))
                + ": it does not echo the prompt (\"echo\" and \"logprobs\" of /completions).",
                isTransient: false);
    }

    private Task<IReadOnlyList<PromptToken>> ReadAsync(string text, CancellationToken cancellationToken) =>
        ReadAsync(InnerClient, text, cancellationToken);

    // A begin token, which the server adds and the text does not have, stands before all that is scored.
    private static int BeginningOf(IReadOnlyList<PromptToken> tokens, string text) =>
        tokens.Count > 1 && tokens[0].LogProbability is null
            && !text.StartsWith(tokens[0].Text, StringComparison.Ordinal)
            ? 1
            : 0;

    private static LogLikelihood Sum(IReadOnlyList<PromptToken> tokens, int start)
    {
        if (start >= tokens.Count)
        {
            throw new EndpointException(
                "No token of the continuation is its own: the last token of the context goes on into it.",
                isTransient: false);
        }

        double sum = 0;
        foreach (PromptToken token in tokens.Skip(start))
        {
            sum += token.LogProbability ?? throw new EndpointException(
                "The endpoint gave no log-probability of a token. The first token of a text has none unless the server "
                + "adds a begin token: start the prompt with a text.",
                isTransient: false);
        }

        return new LogLikelihood(sum, tokens.Count - start);
    }
}
