namespace EvalHarness.Pipeline.Datasets;

/// <summary>What a whole pass over a dataset established.</summary>
/// <param name="Samples">Samples that can be read; at least 1.</param>
/// <param name="Sha256">SHA-256 of the file's bytes in lower-case hexadecimal.</param>
/// <param name="Skipped">Rows left out on request, with their mistakes.</param>
public sealed record DatasetSummary(int Samples, string Sha256, IReadOnlyList<InputMistake> Skipped);
