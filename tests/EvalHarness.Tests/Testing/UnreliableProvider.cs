using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Scripted;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Testing;

/// <summary>Scripted models, of which some calls fail before they reach the script; counts every call.</summary>
internal sealed class UnreliableProvider(Func<int, bool> fails) : IModelProvider
{
    private readonly ScriptedProvider _scripted = new();
    private int _calls;

    public string Name => "scripted";

    /// <summary>Calls so far, over all models.</summary>
    public int Calls => _calls;

    public Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken) =>
        _scripted.IdentifyAsync(source, cancellationToken);

    public async Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        LoadedModel loaded = await _scripted.LoadAsync(source, identity, cancellationToken);
        return new LoadedModel(new UnreliableClient(loaded.Client, this), loaded.LoadTime);
    }

    private sealed class UnreliableClient(IChatClient inner, UnreliableProvider owner) : DelegatingChatClient(inner)
    {
        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
            owner.IsDown() ? throw new HttpRequestException("connection reset")
                : base.GetStreamingResponseAsync(messages, options, cancellationToken);
    }

    private bool IsDown() => fails(Interlocked.Increment(ref _calls));
}
