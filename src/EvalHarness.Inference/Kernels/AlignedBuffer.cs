using System.Runtime.InteropServices;

namespace EvalHarness.Inference.Kernels;

/// <summary>Zeroed floats outside the garbage-collected heap, aligned to a cache line of 64 bytes.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int Alignment = 64;

    private readonly MemoryBudget _budget;
    private void* _allocation;
    private float* _start;

    /// <summary>Allocates zeros; the system commits large buffers as they are touched.</summary>
    /// <param name="length">Number of floats, at least 1.</param>
    /// <param name="budget">What the memory counts against; <c>null</c> for the process's.</param>
    /// <exception cref="OutOfMemoryException">The budget or the system does not grant the memory.</exception>
    public AlignedBuffer(long length, MemoryBudget? budget = null)
    {
        _budget = budget ?? MemoryBudget.OfProcess;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        nuint bytes = checked((nuint)length * sizeof(float));
        _budget.Take((long)bytes);
        Length = length;
        _allocation = NativeMemory.AllocZeroed(checked(bytes + Alignment));
        _start = (float*)(((nuint)_allocation + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    /// <summary>Frees the memory of a buffer that was not disposed.</summary>
    ~AlignedBuffer() => Free();

    /// <summary>Number of floats.</summary>
    public long Length { get; private set; }

    /// <summary>Size in bytes.</summary>
    public long Bytes => Length * sizeof(float);

    /// <summary>First float.</summary>
    public float* Start => _start;

    /// <summary>Rounds a length up to a multiple of <paramref name="multiple"/>.</summary>
    public static int RoundUp(int length, int multiple) => checked((length + multiple - 1) / multiple * multiple);

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        _budget.Return(Bytes);
        Length = 0;
        NativeMemory.Free(_allocation);
        _allocation = null;
        _start = null;
    }
}
