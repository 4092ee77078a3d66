using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using EvalHarness.Pipeline.Files;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// Embeddings on disk, by model and text. An entry appears whole or not at all; one that was damaged is as good as
/// none.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="modelSha256">Changes whenever the model's embeddings may.</param>
/// <param name="remake">Kept embeddings are not read, only written anew.</param>
internal sealed class KeptEmbeddings(string folder, string modelSha256, bool remake)
{
    // The vector's floats, then their hash.
    private const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>Where a model's answers are kept; <c>null</c> when they are not.</summary>
    public static KeptEmbeddings? From(ChainOptions options) => options.CacheFolder is { } answers
        ? new(answers, options.ModelSha256, options.Remake)
        : null;

    /// <summary>The embedding of a text; <c>null</c> when it is not kept.</summary>
    public async Task<Embedding<float>?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (remake)
        {
            return null;
        }

        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(PathOf(text), cancellationToken);
            int length = bytes.Length - HashBytes;
            return length > 0 && length % sizeof(float) == 0
                && SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length))
                ? new Embedding<float>(MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, length)).ToArray())
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps the embedding of a text.</summary>
    public async Task KeepAsync(string text, Embedding<float> embedding, CancellationToken cancellationToken)
    {
        byte[] vector = MemoryMarshal.AsBytes(embedding.Vector.Span).ToArray();
        try
        {
            await OutputFile.WriteAsync(
                PathOf(text), (byte[])[.. vector, .. SHA256.HashData(vector)], cancellationToken);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // The embedding is there; only the next run will have to ask again.
        }
    }

    private string PathOf(string text)
    {
        byte[] key = JsonSerializer.SerializeToUtf8Bytes(new[] { "embedding 1", modelSha256, text });
        string hash = Convert.ToHexStringLower(SHA256.HashData(key));
        return Path.Combine(folder, hash[..2], hash + ".vector");
    }
}
