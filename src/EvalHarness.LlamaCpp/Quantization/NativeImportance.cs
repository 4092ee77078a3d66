using System.Runtime.InteropServices;

namespace EvalHarness.LlamaCpp.Quantization;

/// <summary>An importance matrix as llama.cpp's quantizer takes it: an array that ends with an empty entry.</summary>
internal sealed unsafe class NativeImportance : IDisposable
{
    private readonly Entry* _entries;
    private readonly List<GCHandle> _pinned = [];

    /// <summary>Copies the names and pins the values.</summary>
    public NativeImportance(ImportanceMatrix matrix)
    {
        _entries = (Entry*)NativeMemory.AllocZeroed((nuint)matrix.Columns.Count + 1, (nuint)sizeof(Entry));
        int next = 0;
        foreach ((string name, float[] values) in matrix.Columns)
        {
            GCHandle pinned = GCHandle.Alloc(values, GCHandleType.Pinned);
            _pinned.Add(pinned);
            _entries[next++] = new Entry
            {
                Name = Marshal.StringToCoTaskMemUTF8(name),
                Values = pinned.AddrOfPinnedObject(),
                Count = (nuint)values.Length,
            };
        }
    }

    /// <summary>Address of the array.</summary>
    public nint Pointer => (nint)_entries;

    /// <inheritdoc/>
    public void Dispose()
    {
        for (Entry* entry = _entries; entry->Name != 0; entry++)
        {
            Marshal.FreeCoTaskMem(entry->Name);
        }

        _pinned.ForEach(pinned => pinned.Free());
        NativeMemory.Free(_entries);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public nint Name;
        public nint Values;
        public nuint Count;
    }
}
