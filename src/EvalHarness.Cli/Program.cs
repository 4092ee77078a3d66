using System.Runtime.InteropServices;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;

Terminal terminal = Terminal.FromConsole();
using Interruption interruption = new(terminal, Environment.Exit, TimeProvider.System);

// Ctrl-C; a machine that is shut down, or a container that is stopped; a terminal that was closed.
PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
List<PosixSignalRegistration> registrations =
    [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Stop))];
using Telemetry? telemetry = Telemetry.FromEnvironment();
int code = (int)await CommandLine.RunAsync(args, terminal, interruption.Stop);
registrations.ForEach(registration => registration.Dispose());
return code;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    interruption.Signal();
}
