using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>A judge of an assembly: a public type that implements <see cref="IJudge"/>.</summary>
internal sealed class AssemblyJudge : IJudgeCode
{
    private static readonly ExtensionKind s_kind =
        new("judge", typeof(IJudge), typeof(VerdictMenu), typeof(IChatClient), typeof(JsonObject));

    private readonly ConcurrentBag<IDisposable> _made = [];
    private readonly string _name;
    private readonly JudgeConfiguration _configuration;
    private readonly string _place;
    private readonly Func<string, string> _redact;
    private readonly ExtensionType _type;

    /// <summary>Finds the type, and makes a judge of it once to see that it can be made.</summary>
    /// <param name="name">Name of the judge.</param>
    /// <param name="configuration">Its section; names an assembly.</param>
    /// <param name="place">Where the section stands, for messages.</param>
    /// <param name="redact">Puts values from the environment back to their <c>${NAME}</c>.</param>
    /// <exception cref="InvalidInputException">There is no such type, or it does not fit the section.</exception>
    public AssemblyJudge(string name, JudgeConfiguration configuration, string place, Func<string, string> redact)
    {
        (_name, _configuration, _place, _redact) = (name, configuration, place, redact);
        _type = ExtensionType.Find(s_kind, configuration.Assembly!, configuration.Type, $"{place}.assembly");
        _type.CheckSettings(configuration.Settings, $"{place}.settings");
        CheckModel();
        using UnaskedClient client = new();
        (Make(client) as IDisposable)?.Dispose();
    }

    /// <inheritdoc/>
    public string Sha256 => ModelIdentity.HashOf(_type.IdentityWith(_configuration.Settings, _redact));

    /// <inheritdoc/>
    public IJudge Create(IChatClient? model)
    {
        IJudge judge = Make(model);
        if (judge is IDisposable disposable)
        {
            _made.Add(disposable);
        }

        return new GuardedJudge(_name, _configuration.Menu, judge, _configuration.CodeLimit, _redact);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_made.TryTake(out IDisposable? judge))
        {
            judge.Dispose();
        }
    }

    private void CheckModel()
    {
        if (_configuration.Model is null == _type.Takes(typeof(IChatClient)))
        {
            throw _configuration.Model is null
                ? new InvalidInputException(
                    _place, $"no \"model\" for {_type.Name}, whose constructor takes an IChatClient",
                    "\"model\": the model that it asks")
                : new InvalidInputException(
                    $"{_place}.model", $"a model for {_type.Name}, whose constructor takes none",
                    "a constructor that takes an IChatClient", "Add such a constructor, or remove \"model\".");
        }
    }

    // What it grades by is the configuration's to say, for reports that are made without the assembly.
    private IJudge Make(IChatClient? model)
    {
        VerdictMenu menu = _configuration.Menu;
        JsonNode settings = (_configuration.Settings ?? []).DeepClone();
        IJudge judge = model is null
            ? _type.Make<IJudge>(_redact, menu, settings)
            : _type.Make<IJudge>(_redact, menu, model, settings);
        return judge.Menu is { } own && own.Scores[0] == menu.Scores[0] && own.Scores[^1] == menu.Scores[^1]
            ? judge
            : throw new InvalidInputException(
                $"{_place}.scale",
                FormattableString.Invariant($"a scale from {menu.Scores[0]} to {menu.Scores[^1]} for {_type.Name}, ")
                    + (judge.Menu is { } other
                        ? FormattableString.Invariant($"which grades from {other.Scores[0]} to {other.Scores[^1]}")
                        : "which has no menu"),
                "the scale of the judge's Menu", "Set \"scale\", or take the VerdictMenu in the constructor.");
    }

    // What a judge is given while it is only checked.
    private sealed class UnaskedClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) => throw Early();

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) => throw Early();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static InvalidOperationException Early() => new("A constructor must not ask the model yet.");
    }
}
