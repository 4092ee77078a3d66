using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using EvalHarness.Inference.Engine;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Pipeline.Runs;

/// <summary>What a run's numbers could depend on beside its inputs.</summary>
internal static class RunPlatform
{
    /// <summary>Version of the embedded engine: another one may give other rows.</summary>
    public const string Engine = "engine";

    private static readonly (string Name, bool IsThere)[] s_features =
    [
        ("AVX", Avx.IsSupported),
        ("AVX2", Avx2.IsSupported),
        ("FMA", Fma.IsSupported),
        ("AVX-VNNI", AvxVnni.IsSupported),
        ("AVX-512", Avx512F.IsSupported),
        ("AdvSimd", AdvSimd.IsSupported),
        ("DotProd", Dp.IsSupported),
    ];

    /// <summary>Names and values, of this process.</summary>
    /// <param name="usesEngine">A model of the run is computed by the embedded engine.</param>
    public static IReadOnlyDictionary<string, string> Describe(bool usesEngine)
    {
        SortedDictionary<string, string> described = new(StringComparer.Ordinal)
        {
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
            ["features"] = string.Join(", ", s_features.Where(feature => feature.IsThere).Select(f => f.Name)),
            ["runtime"] = RuntimeInformation.FrameworkDescription,
        };
        if (usesEngine)
        {
            described[Engine] = InferenceEngine.Version.ToString(CultureInfo.InvariantCulture);
            described["quantizer"] = GgufModelQuantizer.Version.ToString(CultureInfo.InvariantCulture);
        }

        return described;
    }

    /// <summary>All of it in one line.</summary>
    public static string Write(IReadOnlyDictionary<string, string> platform) =>
        string.Join("; ", platform.Select(entry => $"{entry.Key} {(entry.Value.Length == 0 ? "none" : entry.Value)}"));
}
