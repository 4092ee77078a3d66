namespace EvalHarness.Inference.Transformer;

/// <summary>How matrices are held and multiplied.</summary>
internal enum WeightForm
{
    /// <summary>As they lie in the file.</summary>
    Mapped,

    /// <summary>Expanded to F32.</summary>
    Expanded,

    /// <summary>As signed bytes that meet activations rounded to signed bytes.</summary>
    Bytes,
}
