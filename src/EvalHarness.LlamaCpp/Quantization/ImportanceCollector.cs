using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.LlamaCpp.Quantization;

/// <summary>
/// Watches what llama.cpp multiplies while it reads a text, and adds up the squares of what enters each matrix. Used by
/// one thread.
/// </summary>
internal sealed unsafe class ImportanceCollector : IDisposable
{
    // A tensor as ggml lays it out in memory; only what is needed, by offset.
    private const int Type = 0;
    private const int Lengths = 16;
    private const int Strides = 48;
    private const int Sources = 152;
    private const int Data = 248;
    private const int Name = 256;
    private const int NameLength = 64;

    private readonly Dictionary<string, (double[] Sums, long[] Counts)> _squares = new(StringComparer.Ordinal);
    private readonly GCHandle _self;

    /// <summary>Begins with nothing seen.</summary>
    public ImportanceCollector() => _self = GCHandle.Alloc(this);

    /// <summary>What a context calls for every operation, and what it passes.</summary>
    public (nint Function, nint Argument) Callback
    {
        get
        {
            delegate* unmanaged[Cdecl]<nint, byte, nint, byte> function = &Watch;
            return ((nint)function, GCHandle.ToIntPtr(_self));
        }
    }

    /// <summary>Why the watching failed; <c>null</c> while it has not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The mean squares that were seen.</summary>
    public ImportanceMatrix ToMatrix() => new(_squares.ToDictionary(
        entry => entry.Key,
        entry => Mean(entry.Value.Sums, entry.Value.Counts),
        StringComparer.Ordinal));

    /// <inheritdoc/>
    public void Dispose() => _self.Free();

    // An expert that no token chose has no mean: its columns matter alike.
    private static float[] Mean(double[] sums, long[] counts)
    {
        int width = sums.Length / counts.Length;
        return [.. sums.Select((sum, i) => counts[i / width] is > 0 and { } count ? (float)(sum / count) : 1f)];
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte Watch(nint tensor, byte isQuestion, nint self)
    {
        ImportanceCollector collector = (ImportanceCollector)GCHandle.FromIntPtr(self).Target!;
        try
        {
            // Asked first whether the result is wanted: to be shown it, computing stops there.
            bool isWanted = collector.Failure is null && IsProduct((byte*)tensor);
            if (isWanted && isQuestion == 0)
            {
                collector.Add((byte*)tensor);
            }

            return isQuestion == 0 || isWanted ? (byte)1 : (byte)0;
        }
        catch (Exception failure)
        {
            // Nothing may be thrown through native code.
            collector.Failure = failure;
            return 1;
        }
    }

    /// <summary>A matrix of weights times activations, for all tokens or for those that chose an expert.</summary>
    private static bool IsProduct(byte* tensor)
    {
        byte* weights = Source(tensor, 0);
        byte* inputs = Source(tensor, 1);
        return weights is not null && inputs is not null
            && NameOf(weights).EndsWith(".weight", StringComparison.Ordinal)
            && *(int*)(inputs + Type) == (int)TensorType.F32
            && Length(weights, 0) == Length(inputs, 0)
            && Length(weights, 1) == Length(tensor, 0)
            && Length(weights, 1) > 1;
    }

    private void Add(byte* tensor)
    {
        byte* weights = Source(tensor, 0);
        byte* inputs = Source(tensor, 1);
        byte* choices = Source(tensor, 2);
        int width = (int)Length(inputs, 0);
        int experts = choices is null ? 1 : (int)Length(weights, 2);
        string name = NameOf(weights);
        if (!_squares.TryGetValue(name, out (double[] Sums, long[] Counts) seen))
        {
            seen = _squares[name] = (new double[width * experts], new long[experts]);
        }

        if (choices is null)
        {
            ForEachRow(inputs, row => Add(row, seen, expert: 0, width));
            return;
        }

        // Choices are experts by token; inputs are rows by choice (or one for all choices) and token.
        for (long token = 0; token < Length(choices, 1); token++)
        {
            for (long choice = 0; choice < Length(choices, 0); choice++)
            {
                int expert = *(int*)(DataOf(choices) + (choice * Stride(choices, 0)) + (token * Stride(choices, 1)));
                byte* row = DataOf(inputs) + (choice % Length(inputs, 1) * Stride(inputs, 1))
                    + (token * Stride(inputs, 2));
                Add((float*)row, seen, expert, width);
            }
        }
    }

    private delegate void RowReader(float* row);

    private static void ForEachRow(byte* tensor, RowReader read)
    {
        for (long third = 0; third < Length(tensor, 2) * Length(tensor, 3); third++)
        {
            (long fourth, long inner) = Math.DivRem(third, Length(tensor, 2));
            long plane = (inner * Stride(tensor, 2)) + (fourth * Stride(tensor, 3));
            for (long second = 0; second < Length(tensor, 1); second++)
            {
                read((float*)(DataOf(tensor) + plane + (second * Stride(tensor, 1))));
            }
        }
    }

    private static void Add(float* row, (double[] Sums, long[] Counts) seen, int expert, int width)
    {
        Span<double> sums = seen.Sums.AsSpan(expert * width, width);
        for (int i = 0; i < width; i++)
        {
            sums[i] += (double)row[i] * row[i];
        }

        seen.Counts[expert]++;
    }

    private static byte* Source(byte* tensor, int i) => *(byte**)(tensor + Sources + (i * sizeof(nint)));

    private static byte* DataOf(byte* tensor) => *(byte**)(tensor + Data);

    private static long Length(byte* tensor, int dimension) => *(long*)(tensor + Lengths + (dimension * sizeof(long)));

    private static long Stride(byte* tensor, int dimension) => *(long*)(tensor + Strides + (dimension * sizeof(long)));

    private static string NameOf(byte* tensor)
    {
        ReadOnlySpan<byte> name = new(tensor + Name, NameLength);
        int end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }
}
