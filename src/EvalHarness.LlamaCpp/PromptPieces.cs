namespace EvalHarness.LlamaCpp;

/// <summary>
/// How a prompt is cut into batches. A piece begins at a multiple of its length, so the first pieces of two prompts
/// that begin alike are the same batches, with the same bits: what an earlier prompt left of them can be reused.
/// </summary>
/// <remarks>
/// No batch has one row, unless it is the whole prompt: llama.cpp divides the attention of a single row among its
/// threads, and its sum then depends on their number.
/// </remarks>
internal static class PromptPieces
{
    /// <summary>Tokens to evaluate next.</summary>
    /// <param name="rest">Tokens that are left.</param>
    /// <param name="piece">Length of a piece.</param>
    public static int CountNext(int rest, int piece) => rest == piece + 1 ? piece - 1 : Math.Min(rest, piece);

    /// <summary>Leading tokens that need no evaluation.</summary>
    /// <param name="shared">Leading tokens whose keys and values are there, from whole pieces.</param>
    /// <param name="length">Tokens of the prompt; more than <paramref name="shared"/>.</param>
    /// <param name="piece">Length of a piece.</param>
    /// <returns>Whole pieces, after which the prompt goes on in the batches that it has from its start.</returns>
    public static int CountReused(int shared, int length, int piece)
    {
        int whole = shared / piece * piece;
        return length - whole == 1 ? Math.Max(0, whole - piece) : whole;
    }
}
