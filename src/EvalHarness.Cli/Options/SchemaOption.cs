using System.CommandLine;
using System.Text.Json;
using EvalHarness.Inference.Grammars;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Cli.Options;

/// <summary><c>--schema</c>: the form of a completion.</summary>
internal sealed class SchemaOption
{
    private const string Name = "--schema";

    private readonly Option<string?> _file = new(Name)
    {
        Description = "JSON schema that the completion must follow.",
        HelpName = "FILE",
    };

    /// <summary>Makes the option known to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_file);

    /// <summary>The schema; <c>null</c> where none is asked for.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or holds no JSON.</exception>
    public JsonElement? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_file) is not { } file)
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(File.ReadAllBytes(file));
        }
        catch (JsonException broken)
        {
            throw new InvalidInputException(
                FormattableString.Invariant($"{file} (line {broken.LineNumber + 1})"),
                "no valid JSON",
                "a JSON schema");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(Name, FileFailure.Describe(failure), "a readable file");
        }
    }

    /// <summary>The mistake of a schema that a completion cannot be held to.</summary>
    public InvalidInputException Refuse(ParseResult parsed, UnsupportedSchemaException refusal) => new(
        $"{parsed.GetValue(_file)}: {refusal.Place}",
        refusal.Found,
        "keywords that a text can be held to while it is written",
        "Remove it from the schema, and check it in the completion.");
}
