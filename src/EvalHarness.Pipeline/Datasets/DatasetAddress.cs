namespace EvalHarness.Pipeline.Datasets;

/// <summary>What may stand for a dataset besides the path of a file.</summary>
internal static class DatasetAddress
{
    /// <summary>The files that a task file itself names (<c>dataset_kwargs.data_files</c>).</summary>
    public const string OwnFiles = "{data_files}";

    /// <summary>The samples that the baseline's recorded answers are answers to.</summary>
    public const string Recorded = "{recorded}";

    /// <summary>The name of the task that is asked: a group has many.</summary>
    public const string TaskName = "{task}";

    /// <summary><c>dataset_name</c> of the task that is asked.</summary>
    public const string SubsetName = "{dataset_name}";

    /// <summary>The files depend on the task that is asked.</summary>
    public static bool HasPlaces(string address) =>
        address.Contains(TaskName, StringComparison.Ordinal) || address.Contains(SubsetName, StringComparison.Ordinal)
        || IsWord(address);

    /// <summary>It stands for files that are named elsewhere.</summary>
    public static bool IsWord(string address) => address is OwnFiles or Recorded;
}
