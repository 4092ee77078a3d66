using System.Runtime.Intrinsics.X86;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference;

/// <summary>
/// Files of every method and type, texts, log-likelihoods and divergences have the committed bits whatever the
/// processor can do: the runtime's own switches take its instructions away.
/// </summary>
public sealed class ProcessorIndependenceTests
{
    // Compiled fully at the first call, as long runs end up; the process with all instructions compiles as they begin.
    private const string Tiers = "DOTNET_TieredCompilation";

    // Everything that this processor can do.
    private static readonly Lazy<Task<ProcessorDigestProcess>> s_whole = new(() => ProcessorDigestProcess.RunAsync());

    [Fact]
    public Task EveryByteIsAsCommittedWithAllInstructions() => VerifyAsync([], absent: []);

    [Fact]
    public Task EveryByteIsAsCommittedWithoutAvx512() => VerifyAsync(
        Avx512F.IsSupported ? ["DOTNET_EnableAVX512", "DOTNET_EnableAVX512F", Tiers] : [], ["AVX-512"]);

    [Fact]
    public Task EveryByteIsAsCommittedWithoutAvx2() =>
        VerifyAsync(["DOTNET_EnableAVX2", Tiers], ["AVX2", "FMA", "AVX-512"]);

    [Fact]
    public Task EveryByteIsAsCommittedWithoutVectorInstructions() =>
        VerifyAsync(["DOTNET_EnableHWIntrinsic", Tiers], ["AVX", "AVX2", "FMA", "AVX-512"]);

    private static async Task VerifyAsync(string[] switches, string[] absent)
    {
        ProcessorDigestProcess digest =
            await (switches.Length == 0 ? s_whole.Value : ProcessorDigestProcess.RunAsync(switches));
        foreach (string feature in absent)
        {
            Assert.Contains($"{feature} False", digest.Features, StringComparison.Ordinal);
        }

        GoldenFile.Verify("processor-digest.txt", digest.Lines);
    }
}
