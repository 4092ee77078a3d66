using System.CommandLine;
using System.Text.RegularExpressions;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Fidelity;

namespace EvalHarness.Cli.Options;

/// <summary>One side of a comparison that may be an endpoint's address instead of a file.</summary>
internal sealed partial class EndpointOptionSet
{
    private readonly string _side;
    private readonly Option<string?> _model;
    private readonly Option<string?> _apiKey;

    /// <summary>The options of a side.</summary>
    /// <param name="side"><c>base</c> or <c>candidate</c>.</param>
    public EndpointOptionSet(string side)
    {
        _side = side;
        _model = new Option<string?>($"--{side}-model")
        {
            Description = $"Name of the model if {side.ToUpperInvariant()} is an endpoint.",
            HelpName = "NAME",
        };
        _apiKey = new Option<string?>($"--{side}-api-key")
        {
            Description = "Name of the environment variable that contains the endpoint's API key (not the key itself).",
            HelpName = "VARIABLE",
        };
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_model);
        command.Options.Add(_apiKey);
    }

    /// <summary>The endpoint; <c>null</c> when the side is a file.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="target">What stands for the side: a path, or an address.</param>
    /// <exception cref="InvalidInputException">The address or an option is wrong; no key is ever shown.</exception>
    /// <param name="terminal">Hears of long waits.</param>
    public DivergenceEndpoint? Read(ParseResult parsed, string target, Terminal terminal)
    {
        string? model = parsed.GetValue(_model);
        string? variable = parsed.GetValue(_apiKey);
        if (!Scheme().IsMatch(target))
        {
            return model is null && variable is null ? null : throw new InvalidInputException(
                model is null ? _apiKey.Name : _model.Name,
                "an option for endpoints only",
                $"an address such as http://127.0.0.1:8000/v1 for {_side.ToUpperInvariant()}");
        }

        return new DivergenceEndpoint
        {
            Address = ReadAddress(target),
            Model = model ?? throw new InvalidInputException(
                _model.Name, "no model name", $"the name of the model at {target}",
                "Its /models page lists the names."),
            ApiKey = variable is null ? null : ReadKey(variable),
            Notice = notice => terminal.Error.WriteLine(Terminal.Printable($"warning: {model}: {notice}")),
        };
    }

    // A key in an address would be shown with it.
    private Uri ReadAddress(string target) =>
        !Uri.TryCreate(target, UriKind.Absolute, out Uri? address) ? throw Refuse("an address that is none")
        : EndpointAddress.FindSecret(address) is { } secret ? throw Refuse(secret)
        : address;

    private InvalidInputException Refuse(string found) => new(
        _side.ToUpperInvariant(), found, "an address such as http://127.0.0.1:8000/v1",
        $"Give a key with {_apiKey.Name}.");

    // Whatever was given may be the key itself: it is not repeated.
    private string ReadKey(string variable)
    {
        string key = FindKey(variable);
        return HeaderValueAttribute.FindMistake(key) is not { } mistake ? key : throw new InvalidInputException(
            _apiKey.Name, $"the variable {Name().Match(variable).Groups[1].Value}, whose value has {mistake}",
            "printable ASCII characters, which HTTP headers can carry", "Set the variable again without them.");
    }

    private string FindKey(string variable) =>
        Name().Match(variable) is { Success: true } name
        && Environment.GetEnvironmentVariable(name.Groups[1].Value) is { Length: > 0 } key
            ? key
            : throw new InvalidInputException(
                _apiKey.Name,
                "not the name of an environment variable that is set",
                "the NAME of a variable that contains the key, or ${NAME}",
                "Set the variable first: export NAME=…");

    [GeneratedRegex("^https?://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^(?:\$\{)?([A-Za-z_][A-Za-z0-9_]*)\}?$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
