using System.Globalization;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Options;

public sealed class InterruptionTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly List<int> _exits = [];
    private readonly StringWriter _error = new(CultureInfo.InvariantCulture);
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;

    public InterruptionTests()
    {
        _terminal = new Terminal(TextWriter.Null, _error) { Continuation = "evalharness run --run r-1" };
        _interruption = new Interruption(_terminal, _exits.Add, _time);
    }

    public void Dispose()
    {
        _interruption.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void TheFirstSignalStopsTheWorkAndSaysSo()
    {
        _interruption.Signal();
        Assert.True(_interruption.Stop.IsCancellationRequested);
        Assert.StartsWith("stopping", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_exits);
    }

    [Fact]
    public void TheSecondEndsAtOnceAndSaysHowToContinue()
    {
        _interruption.Signal();
        _interruption.Signal();
        Assert.Equal([3], _exits);
        Assert.Contains("evalharness run --run r-1", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WorkThatDoesNotEndIsEndedWithinTwoSeconds()
    {
        _interruption.Signal();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_exits);
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal([3], _exits);
        Assert.Contains("evalharness run --run r-1", _error.ToString(), StringComparison.Ordinal);
    }
}
