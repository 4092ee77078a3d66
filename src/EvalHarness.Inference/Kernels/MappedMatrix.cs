namespace EvalHarness.Inference.Kernels;

/// <summary>x</summary>
internal sealed unsafe class MappedMatrix(IReadOnlyList<MatrixPart> parts) : WeightMatrix
{
    public override int Granularity => 4;
    public override long Bytes => 0;
    public override int ScratchLength => parts.Count;
    public override void Multiply(
        float* x, int xStride, int rows, float* y, int yStride, int first, int end, float* scratch) => throw new NotImplementedException();
    public override void Dispose() { }
}
