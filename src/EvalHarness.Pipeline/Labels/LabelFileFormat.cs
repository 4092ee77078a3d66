namespace EvalHarness.Pipeline.Labels;

/// <summary>How labels are written in a file.</summary>
public enum LabelFileFormat
{
    /// <summary>A line of names, then a row for each label; separated by commas, semicolons, tabs or bars.</summary>
    Csv,

    /// <summary>A JSON object a line for each label.</summary>
    JsonLines,

    /// <summary>The JSON array of Label Studio: tasks with their annotations.</summary>
    LabelStudio,

    /// <summary>The JSON array of Argilla: records with their responses.</summary>
    Argilla,
}
