using System.CommandLine;
using System.Diagnostics;
using System.Net;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Runs.Iterating;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using EvalHarness.Web.Hosting;
using EvalHarness.Web.Reviewing;

namespace EvalHarness.Cli.StoredRuns;

/// <summary><c>review [RUN]</c>: stored runs in a browser, sample by sample.</summary>
internal static class ReviewCommand
{
    private const string TokenVariable = "EVALHARNESS_REVIEW_TOKEN";

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string?> id = new("RUN")
        {
            Description = "The stored run to open: its id, a unique prefix of it, or latest. [default: all runs]",
            Arity = ArgumentArity.ZeroOrOne,
            CompletionSources = { RunArgument.StoredIds },
        };
        Option<int> port = new("--port")
        {
            Description = "Port to serve the pages at; 0 for a free one.",
            HelpName = "N",
        };
        Option<bool> noBrowser = new("--no-browser") { Description = "Print the address, and open no browser." };
        Option<string?> host = new("--host")
        {
            Description = "Address to serve the pages at. [default: 127.0.0.1]",
            HelpName = "ADDRESS",
        };
        Option<bool> allowRemote = new("--allow-remote")
        {
            Description = "Serve other machines, without encryption, where --host can be reached by them; the pages "
                + $"then need the token of the environment variable {TokenVariable}.",
        };
        Option<string?> export = new("--export")
        {
            Description = "Write the pages of RUN as files into a folder instead, to be read without a server.",
            HelpName = "FOLDER",
        };
        Command command = new("review", "Review stored runs in a browser: samples, scores, judges and labels.")
        {
            id, port, noBrowser, host, allowRemote, export, StoreLocation.ConfigOption(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ReviewOptions options = new()
            {
                Address = ReadAddress(parsed.GetValue(host)),
                Port = ReadPort(parsed.GetValue(port)),
                AllowsRemote = parsed.GetValue(allowRemote),
                Token = Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : null,
            };
            options.Check();
            await using IStoredRuns store = StoreLocation.OpenExisting(parsed);
            RunRecord? run = parsed.GetValue(id) is { } name
                ? await RunLookup.FindAsync(store, name, id.Name, cancellationToken)
                : null;
            bool isDebug = GlobalOptions.IsDebug(parsed);
            await using ReviewSource source = new(
                store, StoreLocation.PathOf(parsed), TimeProvider.System,
                failure => terminal.WriteError(isDebug ? failure.ToString() : failure.Message),
                () => OpenBench(parsed));
            if (parsed.GetValue(export) is { } folder)
            {
                await ExportAsync(parsed, terminal, source, run, folder, cancellationToken);
                return (int)ExitCode.Passed;
            }

            await using ReviewServer server = await ReviewServer.StartAsync(
                source, options, run is null ? "/" : "/runs/" + Uri.EscapeDataString(run.Id), cancellationToken);
            terminal.Error.WriteLine($"Review: {server.Launch}");
            if (!parsed.GetValue(noBrowser))
            {
                OpenBrowser(server.Launch);
            }

            await ReviewServer.WaitAsync(cancellationToken);
            return (int)ExitCode.Passed;
        });
        return command;
    }

    // As "judge" does: prompts are tried with the judges, models and keys of the configuration as it is now.
    private static JudgeBench OpenBench(ParseResult parsed)
    {
        ResolvedConfiguration configuration = ConfigurationFile.Load(StoreLocation.ConfigPath(parsed));
        RunKernel kernel = RunKernel.FromConfiguration(configuration);
        return new JudgeBench(
            configuration, StoreLocation.OpenForWriting(parsed), Providers.Create(kernel), kernel);
    }

    private static async Task ExportAsync(
        ParseResult parsed,
        Terminal terminal,
        ReviewSource source,
        RunRecord? run,
        string folder,
        CancellationToken cancellationToken)
    {
        if (run is null)
        {
            throw new InvalidInputException(
                "RUN", "no run to export", fix: "Name one: evalharness review latest --export FOLDER");
        }

        int files;
        try
        {
            files = await new ReviewExport(source, TimeProvider.System).WriteAsync(run, folder, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException("--export", FileFailure.Describe(failure), "a folder that can be written");
        }

        if (GlobalOptions.IsJson(parsed))
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteStartObject();
                json.WriteString("run", run.Id);
                json.WriteString("folder", folder);
                json.WriteNumber("files", files);
                json.WriteEndObject();
            });
        }
        else if (!GlobalOptions.IsQuiet(parsed))
        {
            terminal.Error.WriteLine(Terminal.Printable(
                FormattableString.Invariant($"{files} files; begin with {Path.Combine(folder, "index.html")}")));
        }
    }

    private static IPAddress ReadAddress(string? host) => host switch
    {
        null or "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(host, out IPAddress? address) => address,
        _ => throw new InvalidInputException(
            "--host", $"\"{host}\"", "an address of this machine, such as 127.0.0.1"),
    };

    private static int ReadPort(int port) => port is >= 0 and <= IPEndPoint.MaxPort
        ? port
        : throw new InvalidInputException(
            "--port", FormattableString.Invariant($"{port}"), "a port from 0 to 65535");

    // A machine without a browser, or without a screen, has the address on standard error.
    private static void OpenBrowser(Uri address)
    {
        try
        {
            ProcessStartInfo start = OperatingSystem.IsLinux()
                ? new("xdg-open") { RedirectStandardOutput = true, RedirectStandardError = true }
                : OperatingSystem.IsMacOS() ? new("open") : new(address.ToString()) { UseShellExecute = true };
            if (!start.UseShellExecute)
            {
                start.ArgumentList.Add(address.ToString());
            }

            using Process? browser = Process.Start(start);
        }
        catch (Exception none) when (none is System.ComponentModel.Win32Exception or PlatformNotSupportedException)
        {
            // The address was printed.
        }
    }
}
