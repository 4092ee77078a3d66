namespace EvalHarness.Pipeline.FileScoring;

/// <summary>One line of a TREC file: a document of a topic with its grade or score.</summary>
/// <param name="Topic">Number of the topic in its file.</param>
/// <param name="Start">First byte of the document's id.</param>
/// <param name="Length">Bytes of the document's id.</param>
/// <param name="Value">The grade; or the score, mapped to an integer of the same order.</param>
internal readonly record struct TrecEntry(int Topic, int Start, int Length, int Value);
