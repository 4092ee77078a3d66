using System.Runtime.InteropServices;
using EvalHarness.Cli;
using EvalHarness.Cli.Rendering;

using CancellationTokenSource interrupt = new();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl-C lets what is in flight finish and be saved; the second ends the process.
    pressed.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
};
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    // A machine that is shut down, or a container that is stopped: save as well.
    signal.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
});
return (int)await CommandLine.RunAsync(args, Terminal.FromConsole(), interrupt.Token);
