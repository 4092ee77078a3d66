using Microsoft.Extensions.Hosting;

namespace EvalHarness.TestServer;

// Signals do to this server what they do to any program, unless it is told to be stubborn.
internal sealed class Unattended : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
