using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs;

/// <summary>
/// The time that prompts show: that of the run's start. A run that is continued later asks the rest of its samples as
/// it would have asked them then.
/// </summary>
internal static class RunClock
{
    /// <summary>The clock of a new run, or of one that is continued; local time in whole seconds.</summary>
    /// <exception cref="InvalidInputException">There is no such run.</exception>
    public static async Task<DateTime> ReadAsync(
        IRunReader store, string? runId, TimeProvider time, CancellationToken cancellationToken) => runId is null
        ? From(time.GetUtcNow(), time)
        : For(await RunLookup.FindAsync(store, runId, "--run", cancellationToken), time);

    /// <summary>The clock of a stored run.</summary>
    public static DateTime For(RunRecord run, TimeProvider time) => run.Manifest.Clock ?? From(run.Started, time);

    // Without a kind, so that it reads the same in every time zone.
    private static DateTime From(DateTimeOffset moment, TimeProvider time)
    {
        DateTime local = TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).DateTime;
        return new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Unspecified);
    }
}
