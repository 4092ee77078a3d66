using System.Diagnostics;

namespace EvalHarness.Tests.Testing;

/// <summary>The built command line as a process of its own.</summary>
internal sealed class CliProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CliProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a command in a folder.</summary>
    public static CliProcess Start(string folder, params string[] words) => Start(folder, [], words);

    /// <summary>Starts a command in a folder, with environment variables of its own.</summary>
    public static CliProcess Start(string folder, Dictionary<string, string> environment, params string[] words)
    {
        // Whoever starts the tests may ignore signals (nohup does), and children inherit that: take the defaults again.
        bool isLinux = OperatingSystem.IsLinux();
        ProcessStartInfo start = new(isLinux ? "env" : "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] program = isLinux ? ["--default-signal", "dotnet"] : [];
        Array.ForEach(program, start.ArgumentList.Add);
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "evalharness.dll"));
        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new CliProcess(Process.Start(start)!);
    }

    /// <summary>The process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Ends it at once, without any chance to save: SIGKILL, or its like.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to end, as Ctrl-C does.</summary>
    public Task InterruptAsync() => SignalAsync("INT");

    /// <summary>Sends it a signal by name.</summary>
    public async Task SignalAsync(string signal)
    {
        string id = _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using Process kill = Process.Start("kill", ["-" + signal, id]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int Code, string Output, string Error)> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
