namespace EvalHarness.Pipeline.Datasets;

/// <summary>What a whole pass over a dataset established.</summary>
/// <param name="Samples">Samples that can be read; at least 1.</param>
/// <param name="Units">
/// Independent units among them: (Σw)²/Σw² over the sizes w of the groups, a sample without a group being one of its
/// own.
/// </param>
/// <param name="Sha256">SHA-256 of the file's bytes in lower-case hexadecimal.</param>
/// <param name="Skipped">Rows left out on request, with their mistakes.</param>
public sealed record DatasetSummary(
    int Samples, double Units, string Sha256, IReadOnlyList<InputError> Skipped);
