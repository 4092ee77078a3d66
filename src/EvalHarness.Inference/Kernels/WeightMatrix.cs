namespace EvalHarness.Inference.Kernels;

/// <summary>
/// A weight matrix W (outputs × inputs) that multiplies a batch of rows: y = W x. Each value of y has one fixed order
/// of summation, whatever the number of rows and however outputs are shared between threads.
/// </summary>
/// <remarks>
/// This is the seam between formats and arithmetic: one implementation multiplies weights expanded to F32, another
/// multiplies blocks as they lie in the file; kernels on quantized activations would be a third.
/// </remarks>
internal abstract unsafe class WeightMatrix : IDisposable
{
    /// <summary>Length of a row of inputs and outputs is padded to this many floats; the padding holds zeros.</summary>
    public const int Padding = 64;

    /// <summary>Length of x.</summary>
    public required int Inputs { get; init; }

    /// <summary>Length of y.</summary>
    public required int Outputs { get; init; }

    /// <summary>Outputs may be split between threads at multiples of this.</summary>
    public abstract int Granularity { get; }

    /// <summary>Memory held by the weights outside the file, in bytes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Floats of scratch that a call of <see cref="Multiply"/> needs.</summary>
    public abstract int ScratchLength { get; }

    /// <summary>y[r, o] = Σ_i W[o, i] x[r, i] for a range of rows and a range of outputs.</summary>
    /// <param name="x">Inputs (rows, <see cref="Inputs"/>), padded.</param>
    /// <param name="y">Outputs (rows, <see cref="Outputs"/>), padded.</param>
    /// <param name="rows">Rows to compute.</param>
    /// <param name="outputs">Outputs to compute, beginning at a multiple of <see cref="Granularity"/>.</param>
    /// <param name="scratch">The calling thread's own scratch.</param>
    public abstract void Multiply(RowBlock x, RowBlock y, Share rows, Share outputs, float* scratch);

    /// <inheritdoc/>
    public abstract void Dispose();
}
