using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EvalHarness.Judging;

/// <summary>
/// Draws the items to judge: within each stratum those first in the order of HMAC-SHA256(seed, sample id). The order
/// is the same for every judge and every model, and a larger fraction only adds items.
/// </summary>
public static class JudgingSample
{
    /// <summary>The items drawn, by stratum and then in their order.</summary>
    /// <param name="items">All items, in any order; a sample occurs once.</param>
    /// <param name="fraction">0 to 1; of each stratum the share that is drawn, rounded up.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <exception cref="ArgumentException">A sample occurs twice.</exception>
    public static IReadOnlyList<JudgingItem> Draw(IReadOnlyList<JudgingItem> items, double fraction, long seed)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegative(fraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fraction, 1);
        if (items.DistinctBy(item => item.SampleId, StringComparer.Ordinal).Count() != items.Count)
        {
            throw new ArgumentException("A sample occurs twice.", nameof(items));
        }

        return
        [
            .. items.GroupBy(item => item.Stratum, StringComparer.Ordinal)
                .OrderBy(stratum => stratum.Key, StringComparer.Ordinal)
                .SelectMany(stratum => DrawStratum([.. stratum], fraction, seed)),
        ];
    }

    /// <summary>Place of a sample in the order: HMAC-SHA256 under the seed, as hexadecimal digits.</summary>
    public static string OrderOf(string sampleId, long seed)
    {
        Span<byte> key = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(key, seed);
        return Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(sampleId)));
    }

    /// <summary>Place of a sample in the order as a number from 0 to below 1, of 52 bits.</summary>
    public static double PlaceOf(string sampleId, long seed) =>
        long.Parse(OrderOf(sampleId, seed).AsSpan(0, 13), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            / (double)(1L << 52);

    private static IEnumerable<JudgingItem> DrawStratum(JudgingItem[] stratum, double fraction, long seed)
    {
        // The slack keeps a product such as .07 · 100 from being rounded up past the whole number it stands for.
        int wanted = (int)Math.Ceiling((fraction * stratum.Length) - 1e-9);
        return stratum
            .OrderBy(item => OrderOf(item.SampleId, seed), StringComparer.Ordinal)
            .ThenBy(item => item.SampleId, StringComparer.Ordinal)
            .Take(wanted)
            .Select(item => item with { InclusionProbability = (double)wanted / stratum.Length });
    }
}
