using System.Diagnostics;
using System.Globalization;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>A command that starts a server, its placeholders filled in.</summary>
internal sealed record ServerCommand
{
    /// <summary>Full path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, each passed as it is: no shell reads them.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Variables beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it is started.</summary>
    public required string Folder { get; init; }

    /// <summary>Fills in <c>${model}</c> and <c>${port}</c> everywhere.</summary>
    public ServerCommand Fill(string model, int port)
    {
        string number = port.ToString(CultureInfo.InvariantCulture);
        string FillOne(string text) => text
            .Replace("${port}", number, StringComparison.Ordinal)
            .Replace("${model}", model, StringComparison.Ordinal);
        return this with
        {
            Arguments = [.. Arguments.Select(FillOne)],
            Environment = Environment.ToDictionary(variable => variable.Key, variable => FillOne(variable.Value)),
        };
    }

    /// <summary>How to start it: without a shell, with both outputs redirected.</summary>
    /// <remarks>
    /// On Linux <c>setsid</c>, where it is installed, gives the server a session of its own. A Ctrl-C at the terminal
    /// then reaches the harness alone, which lets calls finish before it stops the server; and every process that the
    /// server starts can be found again, also when its parent has ended.
    /// </remarks>
    public ProcessStartInfo ToStartInfo()
    {
        string? session = OperatingSystem.IsLinux()
            ? ProgramFile.Find("setsid", Folder, System.Environment.GetEnvironmentVariable("PATH"))
            : null;
        ProcessStartInfo start = new(session ?? Program)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in session is null ? Arguments : Arguments.Prepend(Program))
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
