using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>Tells how far a large dataset has been read, in MiB.</summary>
internal sealed class ReadingProgress(IProgress<RunProgress> progress) : IProgress<FileProgress>
{
    private const int UnitBits = 20;

    private (string File, string Step, int Done) _said;

    /// <inheritdoc/>
    public void Report(FileProgress value)
    {
        (string, string, int) state = (value.File, value.Step, Units(value.Done));
        if (state == _said)
        {
            return;
        }

        _said = state;
        progress.Report(
            new("", value.File, value.Step, Units(value.Done), Units(value.Total), Errors: 0) { Unit = "MiB" });
    }

    private static int Units(long bytes) => (int)(bytes >> UnitBits);
}
