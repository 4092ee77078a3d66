using EvalHarness.Pipeline.Runs.Iterating;
using EvalHarness.Pipeline.Runs.Judging;
using EvalHarness.Runs;
using EvalHarness.Web.Reading;

namespace EvalHarness.Web.Reviewing;

/// <summary>Tries prompts, one at a time, and tells how far that has come.</summary>
/// <param name="open">Opens what judges are asked with; <c>null</c> where they cannot be asked.</param>
/// <param name="failed">Told of unexpected failures.</param>
internal sealed class PromptDesk(Func<JudgeBench>? open, Action<Exception> failed) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private TrialState? _trial;
    private Task _work = Task.CompletedTask;
    private CancellationTokenSource _stop = new();

    /// <summary>Judges can be asked.</summary>
    public bool CanAsk => open is not null;

    /// <summary>The trial of a version, under way or the last one; <c>null</c> when it was not tried here.</summary>
    public TrialState? Find(string run, string judge, string judgeId)
    {
        lock (_lock)
        {
            return _trial is { } trial && (trial.Run, trial.Judge, trial.JudgeId) == (run, judge, judgeId)
                ? trial
                : null;
        }
    }

    /// <summary>Opens what judges are asked with.</summary>
    /// <exception cref="InvalidInputException">They cannot be asked, or the configuration has mistakes.</exception>
    public JudgeBench Open() => open?.Invoke() ?? throw new InvalidInputException(
        "review", "no configuration with judges", "one that can be asked", "Name it with --config.");

    /// <summary>Begins a trial, which goes on when its page is closed.</summary>
    /// <exception cref="InvalidInputException">Another is under way.</exception>
    public void Start(RunRecord run, string judge, string judgeId, string text)
    {
        lock (_lock)
        {
            if (_trial is { IsRunning: true } other)
            {
                throw new InvalidInputException(
                    "trial", $"one of {other.Judge} that is under way", "one trial at a time",
                    "Wait for its end, or stop it.");
            }

            _stop.Dispose();
            _stop = new CancellationTokenSource();
            _trial = new TrialState(run.Id, judge, judgeId, IsRunning: true, 0, 0, Message: null);
            CancellationToken stop = _stop.Token;
            _work = Task.Run(() => TryAsync(run, judge, judgeId, text, stop), CancellationToken.None);
        }
    }

    /// <summary>Stops the trial under way; what was judged is kept.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            return _stop.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task TryAsync(RunRecord run, string judge, string judgeId, string text, CancellationToken stop)
    {
        string? message = null;
        try
        {
            await using JudgeBench bench = Open();
            PromptIteration iteration = new(bench);
            PromptTrial trial = await iteration.PlanAsync(run, judge, text, author: "", stop);
            if (trial.JudgeId != judgeId)
            {
                throw new InvalidInputException(
                    judge, "a judge whose model or options have changed since",
                    fix: "Try the prompt again from its page.");
            }

            await iteration.RunAsync(run, trial, new StepProgress(Advance), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            message = "It was stopped. What was judged is kept, and is not asked again.";
        }
        catch (Exception known) when (known is InvalidInputException or JudgeFailedException)
        {
            message = known.Message;
        }
        catch (Exception failure)
        {
            failed(failure);
            message = "Unexpected failure inside evalharness. Start the command with --debug to see where.";
        }

        lock (_lock)
        {
            _trial = _trial! with { IsRunning = false, Message = message };
        }
    }

    private void Advance(Pipeline.Runs.RunProgress step)
    {
        lock (_lock)
        {
            _trial = _trial! with
            {
                Done = Math.Max(_trial.Done, step.Done),
                Total = Math.Max(_trial.Total, step.Total ?? 0),
            };
        }
    }

    // Tells at once: a page may ask in the next moment.
    private sealed class StepProgress(Action<Pipeline.Runs.RunProgress> advance)
        : IProgress<Pipeline.Runs.RunProgress>
    {
        public void Report(Pipeline.Runs.RunProgress value) => advance(value);
    }
}
