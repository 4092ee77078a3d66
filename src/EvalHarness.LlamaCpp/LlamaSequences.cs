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
    private readonly int[] _whole;
    private readonly int _piece;
    private readonly int _positions;
    private readonly int[] _first;
    private readonly int[] _rows;
    private readonly GCHandle _self;
    private bool _isPrompt;
    private long _evaluated;

    /// <summary>Takes over a context.</summary>
    /// <param name="context">The context; owned.</param>
    /// <param name="options">How it was made.</param>
    public LlamaSequences(SafeLLamaContextHandle context, LlamaOptions options)
    {
        (_context, _hasFixedShape, _piece) = (context, options.HasFixedShape, options.PieceTokens);
        _positions = (int)context.ContextSize / options.Sequences;
        _tokens = [.. Enumerable.Range(0, options.Sequences).Select(_ => new List<int>())];
        (_first, _rows, _whole) =
            (new int[options.Sequences], new int[options.Sequences], new int[options.Sequences]);
        _self = GCHandle.Alloc(this);
        unsafe
        {
            delegate* unmanaged[Cdecl]<nint, byte> callback = &IsStopped;
            NativeApi.llama_set_abort_callback(context, (nint)callback, GCHandle.ToIntPtr(_self));
        }
    }

    /// <summary>Number of slots.</summary>
    public int Count => _tokens.Length;

    /// <summary>Tokens evaluated for requests so far; may be read by any thread.</summary>
    public long EvaluatedTokens => Volatile.Read(ref _evaluated);

    /// <summary>Asked while a batch is computed: nobody waits for it any longer.</summary>
    public Func<bool> ShouldStop { get; set; } = () => false;

    /// <summary>Tokens in a slot.</summary>
    public int LengthOf(int slot) => _tokens[slot].Count;

    /// <summary>First position of a slot that the last evaluation computed.</summary>
    public int FirstOf(int slot) => _first[slot];

    /// <summary>Leading tokens of a slot that are those of another sequence.</summary>
    public int CommonPrefix(int slot, ReadOnlySpan<int> tokens) =>
        CollectionsMarshal.AsSpan(_tokens[slot]).CommonPrefixLength(tokens);

    /// <summary>Leading tokens that a free slot, cut to what is reusable, spares a sequence.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="tokens">The sequence.</param>
    /// <param name="firstWanted">First position whose logits are wanted, which must be evaluated.</param>
    public int CountReusable(int slot, ReadOnlySpan<int> tokens, int firstWanted) => PromptPieces.CountReused(
        Math.Min(CommonPrefix(slot, tokens), firstWanted), tokens.Length, _piece);

    /// <summary>Cuts a slot to what a later request can reuse: whole pieces, evaluated one after the other.</summary>
    public void KeepReusable(int slot) => Truncate(slot, _whole[slot]);

    /// <summary>Cuts a slot to its first tokens, or empties it where the model cannot go back so far.</summary>
    public void Truncate(int slot, int length)
    {
        List<int> tokens = _tokens[slot];
        if (length > 0 && length < tokens.Count)
        {
            _context.MemorySequenceRemove((LLamaSeqId)slot, length, -1);
            if (_context.MemorySequenceMaxPosition((LLamaSeqId)slot).Value == length - 1
                && _context.MemorySequenceMinPosition((LLamaSeqId)slot).Value == 0)
            {
                tokens.RemoveRange(length, tokens.Count - length);
                _whole[slot] = Math.Min(_whole[slot], length / _piece * _piece);
                return;
            }
        }

        if (length < tokens.Count || length == 0)
        {
            Clear(slot);
        }
    }

    /// <summary>Evaluates the next piece of one slot's prompt, in a batch of its own.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="tokens">All of its tokens: those that it holds, and more.</param>
    /// <param name="firstWanted">First position whose logits are wanted.</param>
    public DecodeResult EvaluatePrompt(int slot, ReadOnlySpan<int> tokens, int firstWanted)
    {
        List<int> held = _tokens[slot];
        int first = held.Count;
        int count = PromptPieces.CountNext(tokens.Length - first, _piece);
        _prompt.Clear();
        _first[slot] = first;
        foreach (int token in tokens.Slice(first, count))
        {
            _prompt.Add(token, held.Count, (LLamaSeqId)slot, held.Count >= firstWanted);
            held.Add(token);
        }

        _isPrompt = true;
        DecodeResult result = _context.Decode(_prompt);
        Volatile.Write(ref _evaluated, _evaluated + count);
        if (result != DecodeResult.Ok)
        {
            Clear(slot);
        }
        else if (first == _whole[slot] && count == _piece)
        {
            _whole[slot] += count;
        }

        return result;
    }

    /// <summary>Evaluates one token of each slot that has one, together.</summary>
    /// <param name="nextOf">The token of a slot; <c>null</c> for a slot that nobody uses.</param>
    public DecodeResult EvaluateNext(Func<int, int?> nextOf)
    {
        int?[] next = [.. Enumerable.Range(0, Count).Select(nextOf)];
        _next.Clear();
        for (int slot = 0; slot < Count; slot++)
        {
            if (next[slot] is { } token)
            {
                _first[slot] = _tokens[slot].Count;
                _rows[slot] = Add(slot, token);
            }
            else if (_hasFixedShape)
            {
                // Behind what the slot keeps; taken out again below.
                Truncate(slot, Math.Min(_tokens[slot].Count, _positions - 1));
                Add(slot, token: 0);
            }
        }

        _isPrompt = false;
        DecodeResult result = _context.Decode(_next);
        Volatile.Write(ref _evaluated, _evaluated + next.Count(token => token is not null));
        for (int slot = 0; slot < Count; slot++)
        {
            if (result != DecodeResult.Ok)
            {
                Clear(slot);
            }
            else if (_hasFixedShape && next[slot] is null)
            {
                Truncate(slot, _tokens[slot].Count - 1);
            }
        }

        return result;
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

    private int Add(int slot, int token)
    {
        int row = _next.Add(token, _tokens[slot].Count, (LLamaSeqId)slot, logits: true);
        _tokens[slot].Add(token);
        return row;
    }

    private void Clear(int slot)
    {
        _context.MemorySequenceRemove((LLamaSeqId)slot, -1, -1);
        _tokens[slot].Clear();
        _whole[slot] = 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte IsStopped(nint self) =>
        ((LlamaSequences)GCHandle.FromIntPtr(self).Target!).ShouldStop() ? (byte)1 : (byte)0;
}
