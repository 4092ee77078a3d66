using EvalHarness.Inference.Quantization.Sensitivity;

namespace EvalHarness.Pipeline.Search;

/// <summary>Which candidates a search makes from its baseline.</summary>
internal sealed record SearchRecipes
{
    /// <summary>Fewest and most mixes of a search.</summary>
    public const int LeastSteps = 2, MostSteps = 64;

    /// <summary>Mixes of a search that says nothing else.</summary>
    public const int DefaultSteps = 8;

    /// <summary>Types of mixes where nothing else is said.</summary>
    public static IReadOnlyList<string> DefaultTypes { get; } = ["q2_k", "q3_k", "q4_k", "q5_k", "q6_k", "q8_0"];

    /// <summary>Method of quantization, as the configuration calls it.</summary>
    public string Method { get; init; } = "rtn";

    /// <summary>The types: a candidate in each, or what mixes are made of.</summary>
    public IReadOnlyList<string> Types { get; init; } = DefaultTypes;

    /// <summary>
    /// Candidates mix types by the sensitivity of the matrices; otherwise each has one type.
    /// </summary>
    public bool IsMixed { get; init; }

    /// <summary>Most mixes, <see cref="LeastSteps"/> to <see cref="MostSteps"/>.</summary>
    public int Steps { get; init; } = DefaultSteps;

    /// <summary>The baseline may be quantized already; the errors of both roundings add up.</summary>
    public bool Requantizes { get; init; }

    /// <summary>Text for the sensitivity, and for methods that need one; relative to the working directory.</summary>
    public required string Calibration { get; init; }

    /// <summary>Most tokens of that text that the sensitivity is measured on; at least 2.</summary>
    public int SensitivityTokens { get; init; } = SensitivityMeasurement.DefaultTokens;
}
