using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Inference.Formats;
using EvalHarness.Onnx.Export;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Cli.Quantize;

/// <summary>
/// The options of <c>quantize</c> that make up a recipe, named as in the configuration's <c>quantize</c>.
/// </summary>
internal sealed class QuantizeOptions
{
    /// <summary>The calibration text when no other is named.</summary>
    public const string DefaultCalibration = "datasets/calibration.txt";

    private static readonly string[] s_prunings = ["tensor", "global", "2:4"];

    private readonly Option<string> _method = new("--method")
    {
        Description = "rtn: round to nearest; gptq, awq, imatrix: use calibration text; hqq: optimize grids without "
            + "calibration; codebook: k-means; prune: only set small weights to zero.",
        DefaultValueFactory = _ => "rtn",
        HelpName = "rtn|gptq|awq|hqq|imatrix|codebook|prune",
        CompletionSources = { MethodNames },
    };

    private readonly Option<string> _type = new("--type")
    {
        Description = "Type of the matrices: q8_0 to q4_0, q6_k to q2_k, f32, f16, bf16, or an extension type such as "
            + "uint3_b64, int8_channel, fixed6_b32, nf4_b64_dq, vq8_g4. Vectors stay f32. For a model folder: int4, "
            + "int8, uint4 or uint8, in blocks of 32 or as in int4_b128.",
        Required = true,
        HelpName = "TYPE",
        CompletionSources = { TypeNames },
    };

    private readonly Option<string[]> _types = new("--types")
    {
        Description = "Types of individual tensors; * matches any text, and the first match applies. For a model "
            + "folder, keep leaves a matrix unquantized.",
        HelpName = "PATTERN=TYPE,…",
    };

    private readonly Option<string?> _embeddingType = new("--embedding-type")
    {
        Description = "Type of the token embedding. [default: the type of the matrices]",
        HelpName = "TYPE",
        CompletionSources = { TypeNames },
    };

    private readonly Option<string?> _calibration = new("--calibration")
    {
        Description = "gptq, awq, imatrix: representative text, or a dataset (.jsonl, .json, .csv, .tsv) whose texts "
            + $"to use. [default: {DefaultCalibration}]",
        HelpName = "FILE",
    };

    private readonly Option<int?> _calibrationTokens = new("--calibration-tokens")
    {
        Description = "Maximum calibration tokens. [default: 16384]",
        HelpName = "N",
    };

    private readonly Option<double?> _damping = new("--damping")
    {
        Description = "GPTQ damping, as a fraction of the mean Hessian diagonal. [default: 0.01]",
        HelpName = "SHARE",
    };

    private readonly Option<bool> _activationOrder = new("--activation-order")
    {
        Description = "GPTQ: quantize columns in order of decreasing activation.",
    };

    private readonly Option<int?> _gridPoints = new("--grid-points")
    {
        Description = "AWQ: number of scaling exponents to try. [default: 20]",
        HelpName = "N",
    };

    private readonly Option<double?> _norm = new("--norm")
    {
        Description = "HQQ: p of the minimized lp norm. [default: 1]",
        HelpName = "P",
    };

    private readonly Option<int?> _iterations = new("--iterations")
    {
        Description = "HQQ: maximum iterations. [default: 100]",
        HelpName = "N",
    };

    private readonly Option<string?> _prune = new("--prune")
    {
        Description = "Set the smallest weights to zero first: per tensor, globally, or two of every four.",
        HelpName = "tensor|global|2:4",
        CompletionSources = { s_prunings },
    };

    private readonly Option<double?> _sparsity = new("--sparsity")
    {
        Description = "Share of the weights to set to zero with --prune. [default: 0.5]",
        HelpName = "SHARE",
    };

    private readonly Option<bool> _requantize = new("--requantize")
    {
        Description = "Also take a GGUF model that is quantized already; the errors of both roundings add up.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _method, _type, _types, _embeddingType, _calibration, _calibrationTokens, _damping, _activationOrder,
            _gridPoints, _norm, _iterations, _prune, _sparsity, _requantize,
        ];
        Array.ForEach(all, command.Options.Add);
    }

    /// <summary>The recipe, its numbers in their ranges.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="checksTypes">Only types of the embedded quantizer are taken.</param>
    /// <exception cref="InvalidInputException">An option's value cannot be used.</exception>
    public QuantizeConfiguration Read(ParseResult parsed, bool checksTypes = true) => new()
    {
        Method = MethodName(parsed.GetRequiredValue(_method)),
        Type = checksTypes
            ? TypeName("--type", parsed.GetRequiredValue(_type))!
            : parsed.GetRequiredValue(_type),
        Types = ReadTypes(parsed.GetValue(_types) ?? []),
        EmbeddingType = checksTypes
            ? TypeName("--embedding-type", parsed.GetValue(_embeddingType))
            : parsed.GetValue(_embeddingType),
        Calibration = parsed.GetValue(_calibration) ?? DefaultCalibration,
        CalibrationTokens = Within(parsed.GetValue(_calibrationTokens), 2, 1 << 24, "--calibration-tokens"),
        Damping = Within(parsed.GetValue(_damping), 1e-6, 1, "--damping"),
        ActivationOrder = parsed.GetValue(_activationOrder) ? true : null,
        GridPoints = Within(parsed.GetValue(_gridPoints), 1, 1000, "--grid-points"),
        Norm = Within(parsed.GetValue(_norm), 0.1, 1, "--norm"),
        Iterations = Within(parsed.GetValue(_iterations), 1, 1000, "--iterations"),
        Prune = parsed.GetValue(_prune) is { } prune
            ? OptionChoice.Check(prune, s_prunings, "--prune")
            : null,
        Sparsity = Within(parsed.GetValue(_sparsity), 0, 0.99, "--sparsity"),
        Requantize = parsed.GetValue(_requantize) ? true : null,
    };

    /// <summary>A method's name, when there is such a method.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static string MethodName(string name) => OptionChoice.Check(name, MethodNames, "--method");

    /// <summary>A type's name, when there is such a type.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static string? TypeName(string option, string? name) =>
        name is null || TensorFormats.Find(name) is not null || OnnxBlockType.Parse(name) is not null
            ? name
            : throw new InvalidInputException(
                option,
                $"\"{name}\"",
                $"one of {string.Join(", ", TypeNames)}, or an extension "
                    + "type such as uint3_b64, int8_channel, fixed6_b32, nf4_b64_dq or vq8_g4; for a model folder "
                    + OnnxBlockType.Names);

    /// <summary>Names of the methods.</summary>
    public static string[] MethodNames { get; } = ["rtn", "gptq", "awq", "hqq", "imatrix", "codebook", "prune"];

    /// <summary>Names of the types of GGUF files; extensions and types of model folders have too many.</summary>
    public static string[] TypeNames { get; } = [.. TensorFormats.All.Select(format => format.Name)];

    private static OrderedDictionary<string, string>? ReadTypes(string[] values)
    {
        OrderedDictionary<string, string> types = [];
        foreach (string value in ListOption.Split(values))
        {
            if (value.Split('=') is not [{ Length: > 0 } pattern, { Length: > 0 } type])
            {
                throw new InvalidInputException(
                    "--types", $"\"{value}\"", "PATTERN=TYPE, such as blk.*.ffn_down=q6_k");
            }

            if (!types.TryAdd(pattern, type == QuantizeConfiguration.Keep ? type : TypeName("--types", type)!))
            {
                throw new InvalidInputException("--types", $"duplicate pattern \"{pattern}\"", "each pattern once");
            }
        }

        return types.Count == 0 ? null : types;
    }

    private static int? Within(int? value, int least, int most, string option) =>
        value is { } number ? OptionRange.Check(number, least, most, option) : null;

    private static double? Within(double? value, double least, double most, string option) =>
        value is { } number ? OptionRange.Check(number, least, most, option) : null;
}
