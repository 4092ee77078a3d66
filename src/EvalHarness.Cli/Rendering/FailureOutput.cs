using System.Text.Json;

namespace EvalHarness.Cli.Rendering;

/// <summary>
/// Says why a command ended without its result: to people on standard error and, with <c>--json</c>, as the one
/// document on standard output.
/// </summary>
internal static class FailureOutput
{
    /// <summary>Writes failures.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="exitCode">What the process will tell its caller.</param>
    /// <param name="failures">At least one.</param>
    public static void Write(Terminal terminal, int exitCode, IReadOnlyList<Failure> failures)
    {
        foreach (Failure failure in failures)
        {
            terminal.WriteError(failure.Text);
        }

        WriteJson(terminal, exitCode, failures);
    }

    /// <summary>Says that work was stopped, and how it is continued.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="exitCode">What the process will tell its caller.</param>
    /// <param name="cause">What stopped it; <c>null</c> where a user did.</param>
    public static void WriteStop(Terminal terminal, int exitCode, string? cause = null)
    {
        if (cause is not null)
        {
            terminal.WriteError(cause);
        }

        string state = terminal.Continuation is null
            ? "Stopped. There is nothing to continue: start it again."
            : "Stopped. Everything answered so far is saved. Continue with:";
        terminal.Error.WriteLine(state);
        if (terminal.Continuation is not null)
        {
            terminal.Error.WriteLine("  " + terminal.Continuation);
        }

        string what = cause ?? (terminal.Continuation is null ? "stopped" : "stopped; what was answered is saved");
        WriteJson(terminal, exitCode, [new Failure(what, what, Where: null, Expected: null, terminal.Continuation)]);
    }

    private static void WriteJson(Terminal terminal, int exitCode, IReadOnlyList<Failure> failures)
    {
        if (!terminal.IsJson)
        {
            return;
        }

        JsonOutput.Write(terminal.Output, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            WriteFields(json, failures[0]);
            json.WriteNumber("exit_code", exitCode);
            json.WriteStartArray("further");
            foreach (Failure failure in failures.Skip(1))
            {
                json.WriteStartObject();
                WriteFields(json, failure);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static void WriteFields(Utf8JsonWriter json, Failure failure)
    {
        json.WriteString("what", failure.What);
        json.WriteString("where", failure.Where);
        json.WriteString("expected", failure.Expected);
        json.WriteString("fix", failure.Fix);
    }
}
