using FsCheck;
using FsCheck.Fluent;

namespace EvalHarness.Tests.Testing;

/// <summary>Property tests with a fixed seed, and what they need to generate and to compare.</summary>
internal static class Laws
{
    /// <summary>Checks a law on 100 generated values, always the same ones.</summary>
    public static void Hold<T>(Func<T, bool> law) => Check.One(Settings(), Prop.ForAll(law));

    /// <summary>Checks a law on 100 generated pairs of values, always the same ones.</summary>
    public static void Hold<T1, T2>(Func<T1, T2, bool> law) => Check.One(Settings(), Prop.ForAll(law));

    /// <summary>Finite numbers of moderate size made of arbitrary ones.</summary>
    public static double[] Finite(double[]? raw) =>
        [.. (raw ?? []).Where(double.IsFinite).Select(value => Math.Round(value % 1_000, 6))];

    /// <summary>Equal up to rounding.</summary>
    public static bool Near(double first, double second) =>
        Math.Abs(first - second) <= 1e-9 * Math.Max(1, Math.Max(Math.Abs(first), Math.Abs(second)));

    /// <summary>A standard normal number (Box and Muller).</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Config Settings() => Config.QuickThrowOnFailure.WithReplay(20_240_607, 297);
}
