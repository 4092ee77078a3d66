using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Reporting.Json;

namespace EvalHarness.Cli.Options;

/// <summary>The help of a command for machines: what it takes, and what its exit codes mean.</summary>
internal static class HelpDocument
{
    private static readonly (ExitCode Code, string Meaning)[] s_exitCodes =
    [
        (ExitCode.Passed, "All gates pass, or the command did its work."),
        (ExitCode.Failed, "A gate fails."),
        (ExitCode.Inconclusive, "No gate fails, and the evidence does not decide one of them."),
        (ExitCode.Incomplete, "The work was stopped, or too much of it failed."),
        (ExitCode.BadInput, "The command line, the configuration or a file is wrong."),
    ];

    /// <summary>Writes one JSON document.</summary>
    /// <param name="output">Receives it.</param>
    /// <param name="path">The command with its parents' names, such as <c>evalharness score rouge</c>.</param>
    /// <param name="command">The command.</param>
    /// <param name="options">The options that it accepts, those of its parents included.</param>
    /// <param name="examples">Command lines that show its use.</param>
    /// <param name="note">What its user should know besides; <c>null</c> for nothing.</param>
    public static void Write(
        TextWriter output,
        string path,
        Command command,
        IEnumerable<Option> options,
        IEnumerable<string> examples,
        string? note) => JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteString("command", path);
            json.WriteString("description", command.Description);
            json.WriteObjects("commands", command.Subcommands.Where(other => !other.Hidden), (writer, other) =>
            {
                writer.WriteString("name", other.Name);
                writer.WriteString("description", other.Description);
            });
            json.WriteObjects("arguments", command.Arguments.Where(argument => !argument.Hidden), WriteArgument);
            json.WriteObjects("options", options.Where(option => !option.Hidden), WriteOption);
            json.WriteTexts("examples", examples);
            json.WriteString("note", note);
            json.WriteObjects("exit_codes", s_exitCodes, (writer, known) =>
            {
                writer.WriteNumber("code", (int)known.Code);
                writer.WriteString("meaning", known.Meaning);
            });
            json.WriteEndObject();
        });

    private static void WriteArgument(Utf8JsonWriter json, Argument argument)
    {
        json.WriteString("name", argument.Name);
        json.WriteString("description", argument.Description);
        json.WriteBoolean("required", argument.Arity.MinimumNumberOfValues > 0 && !argument.HasDefaultValue);
        json.WriteBoolean("multiple", argument.Arity.MaximumNumberOfValues > 1);
        json.WriteString("default", argument.HasDefaultValue ? Text(argument.GetDefaultValue()) : null);
    }

    private static void WriteOption(Utf8JsonWriter json, Option option)
    {
        json.WriteString("name", option.Name);
        json.WriteTexts("aliases", option.Aliases);
        json.WriteString("value", option.ValueType == typeof(bool) ? null : option.HelpName ?? "VALUE");
        json.WriteString("description", option.Description);
        json.WriteBoolean("required", option.Required);
        json.WriteBoolean("multiple", option.Arity.MaximumNumberOfValues > 1);
        json.WriteString("default", option.HasDefaultValue ? Text(option.GetDefaultValue()) : null);
    }

    private static string? Text(object? value) => value is IEnumerable<string> texts
        ? string.Join(',', texts)
        : Convert.ToString(value, CultureInfo.InvariantCulture);
}
