using EvalHarness.Pipeline.Runs;

namespace EvalHarness.Tests.Pipeline.Runs;

public sealed class RunIdTests
{
    private static readonly DateTimeOffset s_moment = new(2026, 11, 22, 6, 15, 30, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("bundled-regression", "bundled-regression-20261122-041530")]
    [InlineData("My Model: 4 bits!", "my-model-4-bits-20261122-041530")]
    [InlineData("../../etc", "etc-20261122-041530")]
    [InlineData("ümlaut", "mlaut-20261122-041530")]
    [InlineData("???", "run-20261122-041530")]
    public void AnIdIsReadableSortableAndFitForAFolder(string name, string id)
    {
        Assert.Equal(id, RunId.Create(name, s_moment));
    }
}
