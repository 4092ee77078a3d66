using System.Diagnostics;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>Measures how fast a model works in this process. Thread-safe, but for starting and stopping.</summary>
internal sealed class SessionMeter
{
    private long _tokens;
    private long _samples;
    private long _started;
    private TimeSpan _asking;
    private TimeSpan _generating;

    /// <summary>A task begins.</summary>
    public void Start() => _started = Stopwatch.GetTimestamp();

    /// <summary>A task ended.</summary>
    public void Stop(bool generates)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        _asking += elapsed;
        _generating += generates ? elapsed : TimeSpan.Zero;
    }

    /// <summary>Counts one output.</summary>
    public void Count(ModelOutput output)
    {
        Interlocked.Increment(ref _samples);
        Interlocked.Add(ref _tokens, output.Usage.OutputTokens ?? 0);
    }

    /// <summary>What was measured; <c>null</c> where nothing was.</summary>
    /// <param name="load">Time it took to load the model.</param>
    /// <param name="peakBytes">
    /// Largest memory of this process; <c>null</c> where the model is not in it, of which its memory says nothing.
    /// </param>
    public ModelTimings ToTimings(TimeSpan load, long? peakBytes) => new()
    {
        LoadSeconds = load.TotalSeconds,
        PeakMemoryBytes = peakBytes,
        TokensPerSecond = _tokens > 0 && _generating > TimeSpan.Zero ? _tokens / _generating.TotalSeconds : null,
        SamplesPerSecond = _samples > 0 && _asking > TimeSpan.Zero ? _samples / _asking.TotalSeconds : null,
    };
}
