namespace EvalHarness.Pipeline.Configuration;

/// <summary>What must be at a path before a run may start.</summary>
internal enum PathKind
{
    /// <summary>A file that exists.</summary>
    File,

    /// <summary>A file that exists, or a pattern of files that is filled in for each task of a task file.</summary>
    Dataset,

    /// <summary>A file that exists, or a pattern of files with a * in its last part.</summary>
    Files,

    /// <summary>A file or a folder that exists.</summary>
    FileOrFolder,

    /// <summary>Something that the run makes.</summary>
    Output,
}
