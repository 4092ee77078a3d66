using System.Diagnostics;
using System.Globalization;

namespace EvalHarness.Tests.Testing;

/// <summary>Commands of the test server, and the processes that it notes in a file.</summary>
internal static class ServerPrograms
{
    /// <summary>A command as a configuration writes it; <c>${port}</c> is there unless the words name one.</summary>
    public static string[] Command(params string[] words) => [
        "dotnet", Path.Combine(AppContext.BaseDirectory, "EvalHarness.TestServer.dll"),
        .. words.Contains("--port-from") ? words : [.. words, "--port", "${port}"]];

    /// <summary>The noted processes, once there are as many as expected.</summary>
    public static async Task<int[]> ReadProcessesAsync(string file, int count)
    {
        for (long started = Stopwatch.GetTimestamp(); ; await Task.Delay(20))
        {
            string[] lines = File.Exists(file) ? await File.ReadAllLinesAsync(file) : [];
            if (lines.Length >= count)
            {
                return [.. lines.Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1), $"Only {lines.Length} started.");
        }
    }

    /// <summary>Fails unless all have ended within a while.</summary>
    public static async Task AssertEndedAsync(IEnumerable<int> processes)
    {
        for (long started = Stopwatch.GetTimestamp(); ; await Task.Delay(20))
        {
            int[] alive = [.. processes.Where(IsAlive)];
            if (alive.Length == 0)
            {
                return;
            }

            Assert.True(
                Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1),
                $"Still running: {string.Join(", ", alive)}.");
        }
    }

    /// <summary>The process runs; one that only waits to be asked how it ended does not.</summary>
    public static bool IsAlive(int process)
    {
        try
        {
            string stat = File.ReadAllText(FormattableString.Invariant($"/proc/{process}/stat"));
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
