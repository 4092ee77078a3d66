namespace EvalHarness.Pipeline.Storage;

/// <summary>What a database holds.</summary>
/// <param name="Name">What to call it, with its article.</param>
/// <param name="Migrations">
/// Step <c>i</c> leads from version <c>i</c> to <c>i + 1</c>. Steps are added, never changed.
/// </param>
/// <param name="IsDurable">
/// A commit is on the disk when it returns. Otherwise it is with the operating system: it survives the death of the
/// process, and a power cut may lose the last of them, never part of one.
/// </param>
internal sealed record SqliteLayout(string Name, IReadOnlyList<string> Migrations, bool IsDurable)
{
    /// <summary>The present version.</summary>
    public int Version => Migrations.Count;
}
