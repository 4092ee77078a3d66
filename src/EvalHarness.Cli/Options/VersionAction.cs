using System.CommandLine;
using System.CommandLine.Invocation;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Cli.Options;

/// <summary>Prints the program's version: as a line or, with <c>--json</c>, as a document.</summary>
/// <param name="line">Prints the line.</param>
internal sealed class VersionAction(SynchronousCommandLineAction line) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => line.ClearsParseErrors;

    /// <summary>Lets a root command print its version so.</summary>
    public static void AddTo(RootCommand root)
    {
        VersionOption option = root.Options.OfType<VersionOption>().Single();
        option.Action = new VersionAction((SynchronousCommandLineAction)option.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        if (!GlobalOptions.IsJson(parseResult))
        {
            return line.Invoke(parseResult);
        }

        using StringWriter version = new();
        InvocationConfiguration configuration = parseResult.InvocationConfiguration;
        TextWriter output = configuration.Output;
        configuration.Output = version;
        int result = line.Invoke(parseResult);
        configuration.Output = output;
        JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteString("version", version.ToString().Trim());
            json.WriteEndObject();
        });
        return result;
    }
}
