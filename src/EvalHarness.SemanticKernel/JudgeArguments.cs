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

    /// <summary>The function's parameters: the sample's fields, then the output or the two sides.</summary>
    public IReadOnlyList<KernelParameterMetadata> Parameters { get; } =
    [
        .. definition.RequiredFields.Concat(OutputsOf(definition)).Select(name => new KernelParameterMetadata(name)
        {
            Description =
                definition.Prompt.Prompt.Variables.FirstOrDefault(one => one.Name == name)?.Description ?? name,
            IsRequired = true,
            ParameterType = typeof(string),
        }),
    ];

    /// <summary>A request as arguments.</summary>
    /// <param name="request">What is judged.</param>
    /// <param name="panel">The verdicts that a master reviews; empty for other judges.</param>
    public KernelArguments Write(JudgingRequest request, IReadOnlyList<Verdict> panel)
    {
        KernelArguments arguments = new() { [RequestKey] = request, [PanelKey] = panel };
        foreach ((string name, string text) in request.Fields)
        {
            arguments[name] = text;
        }

        string[] outputs = OutputsOf(definition);
        arguments[outputs[0]] = request.Output;
        if (_isPairwise)
        {
            arguments[outputs[1]] = request.BaselineOutput;
        }

        return arguments;
    }

    /// <summary>The request that the arguments make, with the texts as they stand now.</summary>
    /// <exception cref="InvalidInputException">A text is missing.</exception>
    public JudgingRequest Read(KernelArguments arguments)
    {
        string[] outputs = OutputsOf(definition);
        string output = Text(arguments, outputs[0]);
        JudgingRequest request = arguments.TryGetValue(RequestKey, out object? known) && known is JudgingRequest one
            ? one
            : new JudgingRequest(IdOf(output), "kernel", new Dictionary<string, string>(), output);
        Dictionary<string, string> fields = new(request.Fields, StringComparer.Ordinal);
        foreach (string name in definition.RequiredFields.Union(request.Fields.Keys))
        {
            fields[name] = Text(arguments, name);
        }

        return request with
        {
            Fields = fields,
            Output = output,
            BaselineOutput = _isPairwise ? Text(arguments, outputs[1]) : request.BaselineOutput,
        };
    }

    /// <summary>The verdicts that a master reviews; empty when it is only asked for its own.</summary>
    public static IReadOnlyList<Verdict> ReadPanel(KernelArguments arguments) =>
        arguments.TryGetValue(PanelKey, out object? known) && known is IReadOnlyList<Verdict> panel ? panel : [];

    private static string[] OutputsOf(JudgeDefinition definition) =>
        definition.Configuration.Kind == JudgeKind.Pairwise ? ["a", "b"] : [definition.Configuration.Output];

    private string Text(KernelArguments arguments, string name) =>
        arguments.TryGetValue(name, out object? value) && value is not null
            ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""
            : throw new InvalidInputException(
                $"the Kernel function of the judge {definition.Name}",
                $"no argument \"{name}\"",
                $"a text for each of {string.Join(", ", Parameters.Select(one => one.Name))}");

    private static string IdOf(string output) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(output)))[..16];
}
