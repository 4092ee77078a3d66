namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>Among which weights the smallest are set to zero.</summary>
public enum PruneScope
{
    /// <summary>Among those of each matrix.</summary>
    Tensor,

    /// <summary>Among those of all matrices.</summary>
    Global,

    /// <summary>Two of each four neighbours in a row.</summary>
    TwoOfFour,
}
