using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace EvalHarness.Benchmarks.Endpoints;

/// <summary>
/// Runs the bare client and the whole command line in turn against one server, and prints medians; then once with a
/// fifth of all requests going wrong.
/// </summary>
internal static class EndpointFigures
{
    private const double Faults = 0.2;

    private static readonly string[] s_self = ["dotnet", typeof(EndpointFigures).Assembly.Location];

    public static async Task<int> PrintAsync(string program, string repetitions, TextWriter output)
    {
        int count = int.Parse(repetitions, CultureInfo.InvariantCulture);
        using (Server server = await Server.StartAsync(faults: 0))
        {
            List<double> floors = [];
            Dictionary<int, List<Measured>> runs = new() { [1] = [], [2] = [] };
            for (int i = 0; i < count; i++)
            {
                string floorSeconds = Measure(s_self, ["endpoint-floor", server.Port], Path.GetTempPath()).Output;
                floors.Add(double.Parse(floorSeconds, CultureInfo.InvariantCulture));
                foreach ((int modelsAtOnce, List<Measured> list) in runs)
                {
                    list.Add(Evaluate(program, server, modelsAtOnce).Cost);
                }
            }

            double floor = Median(floors);
            output.WriteLine(Format($"bare client, without its start: {floor:0.00} s"));
            foreach ((int modelsAtOnce, List<Measured> list) in runs)
            {
                double wall = Median(list.Select(run => run.Wall));
                double cpu = Median(list.Select(run => run.Cpu));
                double perCall = 1000 * cpu / (2 * EndpointWorkload.Samples);
                double memory = list.Max(run => run.Mebibytes);
                output.WriteLine(Format(
                    $"run, modelsAtOnce {modelsAtOnce}: {wall:0.00} s = {wall / floor:0.00} x the bare client"));
                output.WriteLine(Format($"  {perCall:0.00} ms of processor time per call, {memory:0} MiB"));
            }
        }

        using Server faulty = await Server.StartAsync(Faults);
        (Measured cost, int right) = Evaluate(program, faulty, modelsAtOnce: 1);
        int[] seen = [.. (await faulty.ReadStatisticsAsync()).Split(' ').Select(
            number => int.Parse(number, CultureInfo.InvariantCulture))];
        int all = 2 * EndpointWorkload.Samples;
        output.WriteLine(Format($"{seen[1]} of {seen[0]} requests went wrong, {cost.Wall:0.0} s:"));
        output.WriteLine(Format($"  {right} of {all} answers are right, {seen[2]} calls were repeated early"));
        return right == 2 * EndpointWorkload.Samples && seen[2] == 0 ? 0 : 1;
    }

    private static (Measured Cost, int Right) Evaluate(string program, Server server, int modelsAtOnce)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("evalharness-endpoint-");
        try
        {
            string configuration = EndpointWorkload.Write(
                folder.FullName, int.Parse(server.Port, CultureInfo.InvariantCulture), modelsAtOnce);
            string[] command = program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", program] : [program];
            Measured cost = Measure(command, ["run", "--json", "--config", configuration], folder.FullName);
            using JsonDocument report = JsonDocument.Parse(cost.Output);
            double right = report.RootElement.GetProperty("metrics").EnumerateArray()
                .Where(metric => metric.GetProperty("metric").GetString() == "ask/exact_match")
                .Sum(metric => metric.GetProperty("mean").GetDouble() * metric.GetProperty("scored").GetInt32());
            return (cost, (int)Math.Round(right));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Measured Measure(string[] program, string[] arguments, string folder)
    {
        ProcessStartInfo start = new(program[0]) { RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (string word in program[1..].Concat(arguments))
        {
            start.ArgumentList.Add(word);
        }

        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        long peak = 0;
        TimeSpan cpu = TimeSpan.Zero;
        while (!process.WaitForExit(20))
        {
            process.Refresh();
            if (!process.HasExited)
            {
                peak = Math.Max(peak, process.PeakWorkingSet64);
                cpu = process.TotalProcessorTime;
            }
        }

        double wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Measured(wall, Math.Max(cpu.TotalSeconds, 0), peak / (double)(1 << 20), output.Result);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static string Format(FormattableString text) => FormattableString.Invariant(text);

    private sealed record Measured(double Wall, double Cpu, double Mebibytes, string Output);

    private sealed class Server : IDisposable
    {
        private readonly Process _process;
        private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

        private Server(Process process, int port) =>
            (_process, Port) = (process, port.ToString(CultureInfo.InvariantCulture));

        public string Port { get; }

        public static async Task<Server> StartAsync(double faults)
        {
            using TcpListener free = new(IPAddress.Loopback, 0);
            free.Start();
            int port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            Server server = new(
                Process.Start(s_self[0], [
                    s_self[1], "endpoint-server", port.ToString(CultureInfo.InvariantCulture),
                    faults.ToString(CultureInfo.InvariantCulture)]),
                port);
            while (true)
            {
                try
                {
                    await server.ReadStatisticsAsync();
                    return server;
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(50);
                }
            }
        }

        public Task<string> ReadStatisticsAsync() => _http.GetStringAsync(new Uri($"http://127.0.0.1:{Port}/stats"));

        public void Dispose()
        {
            _process.Kill();
            _process.Dispose();
            _http.Dispose();
        }
    }
}
