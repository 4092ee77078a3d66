using System.Security.Cryptography;
using System.Text;

namespace EvalHarness.Labels;

/// <summary>How people are to label: a text that is shown beside the items.</summary>
/// <param name="Hash">SHA-256 of the text, in hexadecimal digits.</param>
/// <param name="Text">The text.</param>
/// <param name="Version">Place among the policies of the run, from 1.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Time">When it was stored, UTC.</param>
public sealed record LabelPolicy(string Hash, string Text, int Version, string Author, DateTimeOffset Time)
{
    /// <summary>Longest text, in characters.</summary>
    public const int LongestText = 100_000;

    /// <summary>Hash of a text.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
