using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>How calls to a model are limited, repeated and paid for.</summary>
internal sealed record ChainOptions
{
    /// <summary>Changes whenever the model's answers may: see <see cref="ModelIdentity.Sha256"/>.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The model runs in this process: there is nothing to wait for, and nothing to repeat.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Folder of kept answers; <c>null</c> keeps none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Kept answers are not read, only written anew.</summary>
    public bool Remake { get; init; }

    /// <summary>Most calls at the same time; at least 1.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Most requests begun in a minute; <c>null</c> for any number.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Most tokens begun in a minute; <c>null</c> for any number.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>Tries of one call, the first included; at least 1.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>Mean wait before the first repetition; doubles each time, with jitter.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long one try may take once it is sent.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a call may take with all its tries and waits.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>What the model may cost; <c>null</c> for anything.</summary>
    public CallBudget? Budget { get; init; }

    /// <summary>Clock of every wait and time-out.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Cancelled when no call, no further try and no wait is to be begun.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Told in a sentence of waits that a user would wonder about.</summary>
    public Action<string> Notice { get; init; } = static _ => { };

    /// <summary>What a model's configuration asks for.</summary>
    /// <param name="source">The model's configuration.</param>
    /// <param name="identity">What the model is.</param>
    /// <param name="isLocal">It runs in this process.</param>
    public static ChainOptions From(ModelSource source, ModelIdentity identity, bool isLocal)
    {
        ModelConfiguration model = source.Configuration;
        return From(identity.Sha256, model.Limits ?? new()) with
        {
            IsLocal = isLocal,
            CacheFolder = model.Cache == true ? Path.Combine(source.CacheFolder, "answers") : null,
            Remake = source.Remake,
            Notice = source.Notice,
            Budget = model.Budget is { } budget
                ? new CallBudget(
                    budget.Calls, budget.Tokens, budget.Usd,
                    model.Price?.InputPerMillion ?? 0, model.Price?.OutputPerMillion ?? 0)
                : null,
        };
    }

    /// <summary>Begins nothing new once the work was stopped.</summary>
    /// <exception cref="StoppedException">It was.</exception>
    public void ThrowIfStopped()
    {
        if (Stop.IsCancellationRequested)
        {
            throw new StoppedException(Stop);
        }
    }

    /// <summary>
    /// The same for a model that answers one call after another: a wait for its turn is no fault of a call, and the
    /// model says itself when a call took too long.
    /// </summary>
    public ChainOptions InTurns() => this with
    {
        Concurrency = 1,
        Attempts = 1,
        TryTimeout = Timeout.InfiniteTimeSpan,
        TotalTimeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>What limits alone ask for.</summary>
    /// <param name="modelSha256">Tells the model apart.</param>
    /// <param name="limits">How hard its endpoint is asked.</param>
    public static ChainOptions From(string modelSha256, LimitsConfiguration limits) => new()
    {
        ModelSha256 = modelSha256,
        Concurrency = limits.Concurrency,
        RequestsPerMinute = limits.RequestsPerMinute,
        TokensPerMinute = limits.TokensPerMinute,
        Attempts = limits.Attempts,
        TryTimeout = TimeSpan.FromSeconds(limits.TryTimeoutSeconds),
        TotalTimeout = TimeSpan.FromSeconds(limits.TotalTimeoutSeconds),
    };
}
