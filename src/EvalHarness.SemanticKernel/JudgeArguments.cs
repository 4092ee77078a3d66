using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// The arguments of a judge's function: a text for each variable of its prompt, which filters may change, and beside
/// them what the harness knows of the case.
/// </summary>
/// <param name="definition">The judge.</param>
internal sealed class JudgeArguments(JudgeDefinition definition)
{
    // No variable of a prompt can be called so.
    private const string RequestKey = "judging.request";
    private const string PanelKey = "judging.panel";

    private readonly bool _isPairwise = definition.Configuration.Kind == JudgeKind.Pairwise;
    private readonly string[] _outputs = OutputsOf(definition);

    /// <summary>The function's parameters: the sample's fields, then the output or the two sides.</summary>
    public IReadOnlyList<KernelParameterMetadata> Parameters { get; } =
    [
        .. definition.RequiredFields.Concat(OutputsOf(definition)).Select(name => new KernelParameterMetadata(name)
        {
            Description = definition.Prompt?.Prompt.Variables
                .FirstOrDefault(variable => variable.Name == name)?.Description ?? name,
            IsRequired = true,
            ParameterType = typeof(string),
        }),
    ];

    /// <summary>A request as arguments.</summary>
    /// <param name="request">What is judged.</param>
    /// <param name="panel">The verdicts that a master reviews; empty for other judges.</param>
    public KernelArguments Write(JudgingRequest request, IReadOnlyList<Verdict> panel)
    {
        KernelArguments arguments = [];
        foreach ((string name, string text) in TextsOf(request))
        {
            arguments[name] = text;
        }

        arguments[RequestKey] = request;
        arguments[PanelKey] = panel;
        return arguments;
    }

    /// <summary>The request that the arguments make, with the texts as they stand now.</summary>
    /// <exception cref="InvalidInputException">A text is missing.</exception>
    public JudgingRequest Read(KernelArguments arguments)
    {
        string output = Text(arguments, _outputs[0]);
        if (!arguments.TryGetValue(RequestKey, out object? known) || known is not JudgingRequest request)
        {
            return new JudgingRequest(
                IdOf(output), "kernel", definition.RequiredFields.ToDictionary(name => name, Given), output)
            {
                BaselineOutput = _isPairwise ? Given(_outputs[1]) : null,
            };
        }

        // Arguments that differ in case alone are one, so that only what was changed since they were written counts.
        Dictionary<string, string> written = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string text) in TextsOf(request))
        {
            written[name] = text;
        }

        Dictionary<string, string> fields = new(request.Fields, StringComparer.Ordinal);
        foreach (string name in request.Fields.Keys.Union(definition.RequiredFields)
            .Except([.. _outputs, RequestKey, PanelKey], StringComparer.OrdinalIgnoreCase).Where(IsChanged))
        {
            fields[name] = Given(name);
        }

        return request with
        {
            Fields = fields,
            Output = IsChanged(_outputs[0]) ? output : request.Output,
            BaselineOutput = _isPairwise && IsChanged(_outputs[1]) ? Given(_outputs[1]) : request.BaselineOutput,
        };

        string Given(string name) => Text(arguments, name);

        bool IsChanged(string name) => !written.TryGetValue(name, out string? before)
            || !arguments.TryGetValue(name, out object? now) || !before.Equals(now as string, StringComparison.Ordinal);
    }

    /// <summary>The verdicts that a master reviews; empty when it is only asked for its own.</summary>
    public static IReadOnlyList<Verdict> ReadPanel(KernelArguments arguments) =>
        arguments.TryGetValue(PanelKey, out object? known) && known is IReadOnlyList<Verdict> panel ? panel : [];

    private static string[] OutputsOf(JudgeDefinition definition) =>
        definition.Configuration.Kind == JudgeKind.Pairwise ? ["a", "b"] : [definition.Configuration.Output];

    private IEnumerable<(string Name, string Text)> TextsOf(JudgingRequest request)
    {
        foreach ((string name, string text) in request.Fields)
        {
            yield return (name, text);
        }

        yield return (_outputs[0], request.Output);
        if (_isPairwise && request.BaselineOutput is { } baseline)
        {
            yield return (_outputs[1], baseline);
        }
    }

    private string Text(KernelArguments arguments, string name) =>
        arguments.TryGetValue(name, out object? value) && value is not null
            ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""
            : throw new InvalidInputException(
                $"the Kernel function of the judge {definition.Name}",
                $"no argument \"{name}\"",
                $"a text for each of {string.Join(", ", Parameters.Select(parameter => parameter.Name))}");

    private static string IdOf(string output) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(output)))[..16];
}
