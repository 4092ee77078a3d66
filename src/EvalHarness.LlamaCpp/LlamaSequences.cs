using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>
/// The sequences that a model has in memory, one per slot, and what evaluates their next tokens. Used by one thread.
/// </summary>
internal sealed class LlamaSequences : IDisposable
{
    private readonly SafeLLamaContextHandle _context;
    private readonly bool _hasFixedShape;
    private readonly LLamaBatch _prompt = new();
    private readonly LLamaBatch _next = new();
    private readonly List<int>[] _tokens;
    private readonly int[] _first;
    private readonly int[] _rows;
    private readonly GCHandle _self;
    private bool _isPrompt;

    /// <summary>Takes over a context.</summary>
    /// <param name="context">The context; owned.</param>
    /// <param name="options">How it was made.</param>
    public LlamaSequences(SafeLLamaContextHandle context, LlamaOptions options)
    {
        (_context, _hasFixedShape) = (context, options.HasFixedShape);
        _tokens = [.. Enumerable.Range(0, options.Sequences).Select(_ => new List<int>())];
        (_first, _rows) = (new int[options.Sequences], new int[options.Sequences]);
        _self = GCHandle.Alloc(this);
        unsafe
        {
            delegate* unmanaged[Cdecl]<nint, byte> callback = &IsStopped;
            NativeApi.llama_set_abort_callback(context, (nint)callback, GCHandle.ToIntPtr(_self));
        }
    }

    /// <summary>Number of slots.</summary>
    public int Count => _tokens.Length;

    /// <summary>Asked while a batch is computed: nobody waits for it any longer.</summary>
    public Func<bool> ShouldStop { get; set; } = () => false;

    /// <summary>Tokens in a slot.</summary>
    public int LengthOf(int slot) => _tokens[slot].Count;

    /// <summary>First position of a slot that the last evaluation computed.</summary>
    public int FirstOf(int slot) => _first[slot];

    /// <summary>Leading tokens of a slot that are those of another sequence.</summary>
    public int CommonPrefix(int slot, ReadOnlySpan<int> tokens) =>
        CollectionsMarshal.AsSpan(_tokens[slot]).CommonPrefixLength(tokens);

    /// <summary>Cuts a slot to its first tokens, or empties it where the model cannot go back so far.</summary>
    public void Truncate(int slot, int length)
    {
        List<int> tokens = _tokens[slot];
        if (length > 0 && length < tokens.Count)
        {
            _context.MemorySequenceRemove((LLamaSeqId)slot, length, -1);
            if (_context.MemorySequenceMaxPosition((LLamaSeqId)slot).Value == length - 1)
            {
                tokens.RemoveRange(length, tokens.Count - length);
                return;
            }
        }

        if (length < tokens.Count || length == 0)
        {
            _context.MemorySequenceRemove((LLamaSeqId)slot, -1, -1);
            tokens.Clear();
        }
    }

    /// <summary>Evaluates further tokens of one slot, in a batch of their own.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="tokens">The tokens, at most <see cref="LlamaOptions.BatchTokens"/>.</param>
    /// <param name="firstWanted">First position whose logits are wanted.</param>
    public DecodeResult EvaluatePrompt(int slot, ReadOnlySpan<int> tokens, int firstWanted)
    {
        List<int> held = _tokens[slot];
        _prompt.Clear();
        _first[slot] = held.Count;
        foreach (int token in tokens)
        {
            _prompt.Add(token, held.Count, (LLamaSeqId)slot, held.Count >= firstWanted);
            held.Add(token);
        }

        _isPrompt = true;
        return _context.Decode(_prompt);
    }

    /// <summary>Evaluates one token of each slot that has one, together.</summary>
    /// <param name="nextOf">The token of a slot; <c>null</c> for a slot that nobody uses.</param>
    public DecodeResult EvaluateNext(Func<int, int?> nextOf)
    {
        _next.Clear();
        for (int slot = 0; slot < Count; slot++)
        {
            if (nextOf(slot) is { } token)
            {
                _first[slot] = _tokens[slot].Count;
                _rows[slot] = _next.Add(token, _tokens[slot].Count, (LLamaSeqId)slot, logits: true);
                _tokens[slot].Add(token);
            }
            else if (_hasFixedShape)
            {
                Truncate(slot, 0);
                _next.Add(token: 0, pos: 0, (LLamaSeqId)slot, logits: true);
            }
        }

        _isPrompt = false;
        return _context.Decode(_next);
    }

    /// <summary>Logits after a position that the last evaluation computed, and whose logits were wanted.</summary>
    public ReadOnlySpan<float> LogitsOf(int slot, int position) =>
        _context.GetLogitsIth(_isPrompt ? position - _first[slot] : _rows[slot]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.Dispose();
        _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte IsStopped(nint self) =>
        ((LlamaSequences)GCHandle.FromIntPtr(self).Target!).ShouldStop() ? (byte)1 : (byte)0;
}
