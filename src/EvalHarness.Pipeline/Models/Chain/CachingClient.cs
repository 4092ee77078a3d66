using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// Keeps answers by everything that they depend on: model, prompt, parameters and the number of the repetition. An
/// entry appears whole or not at all; one that cannot be read is as good as none.
/// </summary>
internal sealed class CachingClient(IChatClient inner, ChainOptions chain) : DelegatingChatClient(inner)
{
    /// <summary>Option that tells repetitions of one question apart; an integer, 0 when absent.</summary>
    internal const string RepeatOption = "repeat_index";

    /// <summary>Set to <c>true</c> on answers that were kept: their times say nothing of the model.</summary>
    internal const string Cached = "cached";

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!Keeps(options))
        {
            return await InnerClient.GetResponseAsync(messages, options, cancellationToken);
        }

        IReadOnlyList<ChatMessage> prompt = [.. messages];
        string path = PathOf(prompt, options);
        if (await FindAsync(path, cancellationToken) is { } kept)
        {
            return kept;
        }

        ChatResponse response = await InnerClient.GetResponseAsync(prompt, options, cancellationToken);
        await KeepAsync(path, response, cancellationToken);
        return response;
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Keeps(options)
            ? StreamAsync([.. messages], options, cancellationToken)
            : InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken);

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<ChatMessage> prompt,
        ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string path = PathOf(prompt, options);
        if (await FindAsync(path, cancellationToken) is { } kept)
        {
            foreach (ChatResponseUpdate update in kept.ToChatResponseUpdates())
            {
                yield return update;
            }

            yield break;
        }

        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in InnerClient.GetStreamingResponseAsync(
            prompt, options, cancellationToken))
        {
            updates.Add(update);
            yield return update;
        }

        await KeepAsync(path, updates.ToChatResponse(), cancellationToken);
    }

    // Log-probabilities are not kept, so what asks for them is always asked; embeddings are kept text by text.
    private bool Keeps(ChatOptions? options) => chain.CacheFolder is not null && !EmbeddingOption.IsAsked(options)
        && options?.AdditionalProperties?.ContainsKey(LogProbabilityOption.Name) != true;

    private string PathOf(IReadOnlyList<ChatMessage> prompt, ChatOptions? options)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(KeyOf(prompt, options)));
        return Path.Combine(chain.CacheFolder!, hash[..2], hash + ".json");
    }

    private byte[] KeyOf(IReadOnlyList<ChatMessage> prompt, ChatOptions? options)
    {
        object? repeat = options?.AdditionalProperties?.GetValueOrDefault(RepeatOption);
        return JsonSerializer.SerializeToUtf8Bytes(new object?[]
        {
            1, chain.ModelSha256, Asked(prompt),
            options?.Temperature, options?.TopP, options?.TopK, options?.MaxOutputTokens, options?.Seed,
            options?.StopSequences, options?.FrequencyPenalty, options?.PresencePenalty,
            (options?.ResponseFormat as ChatResponseFormatJson)?.Schema, options?.ResponseFormat?.GetType().Name,
            repeat ?? 0,
        });
    }

    // A model in this process is asked with what is written, which may hold the day and depends on a template.
    private IEnumerable<string[]> Asked(IReadOnlyList<ChatMessage> prompt) =>
        InnerClient.GetService<ModelPrompts>()?.Render(prompt) is { } written
            ? [
                [
                    written.IsPlain ? "plain" : "written", written.Text,
                    string.Join(' ', written.FromMessages.Select(span => $"{span.Start}+{span.Length}")),
                ],
            ]
            : prompt.Select(message => new[] { message.Role.Value, message.Text });

    private async Task<ChatResponse?> FindAsync(string path, CancellationToken cancellationToken)
    {
        if (chain.Remake)
        {
            return null;
        }

        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            return JsonSerializer.Deserialize<KeptAnswer>(bytes) is { } kept && kept.IsWhole ? kept.ToResponse() : null;
        }
        catch (Exception unreadable) when (
            unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static async Task KeepAsync(string path, ChatResponse response, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(KeptAnswer.From(response));
            await OutputFile.WriteAsync(path, bytes, cancellationToken);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // The answer is there; only the next run will have to ask again.
        }
    }
}
