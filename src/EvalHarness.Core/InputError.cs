using System.Text.Json.Serialization;

namespace EvalHarness;

/// <summary>One error in the user's input: what is wrong, where, and how to fix it.</summary>
/// <remarks>The JSON names are those of stored manifests.</remarks>
/// <param name="Location">File and line (<c>answer.csv:12</c>), JSON path (<c>eval.config.json: $.gates[0]</c>), byte
/// offset or option; <c>null</c> when there is none.</param>
/// <param name="Actual">What is wrong, as a noun phrase: <c>4 fields</c>.</param>
/// <param name="Expected">What is accepted instead; <c>null</c> when that is obvious.</param>
/// <param name="Fix">How to fix it, as a sentence; <c>null</c> when <paramref name="Expected"/> says so.</param>
public sealed record InputError(
    [property: JsonPropertyName("place")] string? Location,
    [property: JsonPropertyName("found")] string Actual,
    string? Expected = null,
    [property: JsonPropertyName("mend")] string? Fix = null)
{
    /// <summary><c>location: actual; expected …. fix</c>, on one line.</summary>
    public override string ToString() =>
        $"{(Location is null ? "" : Location + ": ")}{Actual.TrimEnd('.')}"
        + $"{(Expected is null ? "" : $"; expected {Expected}")}.{(Fix is null ? "" : " " + Fix)}";
}
