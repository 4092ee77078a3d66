using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EvalHarness.TestServer;

// A model server as a process of its own, for tests of how such processes are started, watched and stopped.
//   --port N           where it listens
//   --port-from NAME   the same, from an environment variable
//   --ready-after MS   /health answers 503 before
//   --no-health        there is no /health
//   --key K            requests must bear this key
//   --print TEXT       printed at the start
//   --exit CODE        ends at once, after printing
//   --die-after N      ends in the middle of the N-th chat
//   --children FILE    starts a child, which starts another; writes a process number per line
//   --slow MS          how long every chat takes
//   --embeddings       /embeddings gives the letters of a text and a 1
//   --stubborn         neither it nor its children end when they are asked to
Dictionary<string, string> options = Options.Parse(args);
if (options.TryGetValue("print", out string? text))
{
    Console.Error.WriteLine(text);
}

if (options.TryGetValue("exit", out string? code))
{
    return int.Parse(code, CultureInfo.InvariantCulture);
}

using PosixSignalRegistration? deaf = options.ContainsKey("stubborn")
    ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true)
    : null;
if (options.TryGetValue("children", out string? file))
{
    File.AppendAllText(file, FormattableString.Invariant($"{Environment.ProcessId}\n"));
    int further = int.Parse(options.GetValueOrDefault("generations", "2"), CultureInfo.InvariantCulture);
    if (further > 0)
    {
        string[] stubborn = options.ContainsKey("stubborn") ? ["--stubborn"] : [];
        using Process child = Process.Start(Environment.ProcessPath!, [
            typeof(Options).Assembly.Location, "--children", file, "--generations",
            (further - 1).ToString(CultureInfo.InvariantCulture), .. stubborn]);
    }
}

if (options.TryGetValue("port-from", out string? variable))
{
    options["port"] = Environment.GetEnvironmentVariable(variable)!;
}

if (!options.ContainsKey("port"))
{
    await Task.Delay(Timeout.Infinite);
}

await new ChatServer(options).ServeAsync();
return 0;
