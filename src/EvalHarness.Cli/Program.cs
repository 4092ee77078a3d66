using System.Runtime.InteropServices;
using EvalHarness.Cli;
using EvalHarness.Cli.Rendering;

using CancellationTokenSource interrupt = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    Interrupt();
};
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    // A machine that is shut down, or a container that is stopped.
    signal.Cancel = true;
    Interrupt();
});
return (int)await CommandLine.RunAsync(args, Terminal.FromConsole(), interrupt.Token);

// The first time lets what is in flight finish and be saved. The second ends the process, and only an orderly end also
// ends the servers that it started.
void Interrupt()
{
    if (interrupt.IsCancellationRequested)
    {
        Environment.Exit((int)ExitCode.Incomplete);
    }

    interrupt.Cancel();
}
