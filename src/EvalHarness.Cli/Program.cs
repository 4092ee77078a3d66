using EvalHarness.Cli;
using EvalHarness.Cli.Rendering;

using CancellationTokenSource interrupt = new();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl-C lets what is in flight finish and be saved; the second ends the process.
    pressed.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
};
return (int)await CommandLine.RunAsync(args, Terminal.FromConsole(), interrupt.Token);
