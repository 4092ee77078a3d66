using System.Collections.Concurrent;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Scripted;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Testing;

/// <summary>Scripted models with sizes; counts the calls of each, and can do something at one of them.</summary>
/// <param name="sizes">Bytes by model; a model that is not there has no known size.</param>
internal sealed class SizedProvider(IReadOnlyDictionary<string, long> sizes) : IModelProvider
{
    private readonly ScriptedProvider _scripted = new();
    private readonly ConcurrentDictionary<string, int> _calls = new();

    public string Name => "scripted";

    /// <summary>Models that were asked, in the order of their first call.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Calls so far, by model.</summary>
    public IReadOnlyDictionary<string, int> Calls => _calls;

    /// <summary>Told of every call before it is made.</summary>
    public Action<string, int> OnCall { get; set; } = (_, _) => { };

    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken) =>
        await _scripted.IdentifyAsync(source, cancellationToken) with
        {
            FileBytes = sizes.TryGetValue(source.Name, out long bytes) ? bytes : null,
        };

    public async Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        Asked.Enqueue(source.Name);
        LoadedModel loaded = await _scripted.LoadAsync(source, identity, cancellationToken);
        return new LoadedModel(new CountingClient(loaded.Client, this, source.Name), loaded.LoadTime);
    }

    private void Count(string model) => OnCall(model, _calls.AddOrUpdate(model, 1, (_, calls) => calls + 1));

    private sealed class CountingClient(IChatClient inner, SizedProvider owner, string model)
        : DelegatingChatClient(inner)
    {
        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            owner.Count(model);
            return base.GetStreamingResponseAsync(messages, options, cancellationToken);
        }
    }
}
