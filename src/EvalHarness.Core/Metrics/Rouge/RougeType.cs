using System.Diagnostics.CodeAnalysis;

namespace EvalHarness.Metrics.Rouge;

/// <summary>One of the ROUGE family (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries").</summary>
public readonly record struct RougeType
{
    private RougeType(string name, int length) => (Name, Length) = (name, length);

    /// <summary>Longest common subsequence of the whole texts.</summary>
    public static RougeType LongestSubsequence { get; } = new("rougeL", 0);

    /// <summary>Union of the longest common subsequences of the texts' lines.</summary>
    public static RougeType SummaryLevel { get; } = new("rougeLsum", 0);

    /// <summary>The four types that summaries are usually reported with: rouge1, rouge2, rougeL, rougeLsum.</summary>
    public static IReadOnlyList<RougeType> Usual { get; } =
        [NGram(1), NGram(2), LongestSubsequence, SummaryLevel];

    /// <summary>Established name: <c>rouge1</c> … <c>rouge9</c>, <c>rougeL</c>, <c>rougeLsum</c>.</summary>
    public string Name { get; }

    /// <summary>Words per n-gram, 1–9; 0 for the subsequence types.</summary>
    internal int Length { get; }

    /// <summary>Overlap of n-grams of <paramref name="length"/> words, 1–9.</summary>
    public static RougeType NGram(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 9);
        return new($"rouge{(char)('0' + length)}", length);
    }

    /// <summary>Reads an established name; case matters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out RougeType type)
    {
        type = name switch
        {
            "rougeL" => LongestSubsequence,
            "rougeLsum" => SummaryLevel,
            ['r', 'o', 'u', 'g', 'e', >= '1' and <= '9'] => NGram(name[5] - '0'),
            _ => default,
        };
        return type.Name is not null;
    }
}
