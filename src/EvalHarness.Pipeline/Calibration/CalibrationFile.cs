using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Calibration;

/// <summary>Opens calibration text: a text as it is, or the texts of a dataset.</summary>
internal static class CalibrationFile
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">A text in UTF-8, or a dataset by its extension: .jsonl, .json, .csv or .tsv.</param>
    /// <param name="cancellationToken">Ends the reading of a dataset.</param>
    /// <exception cref="InvalidInputException">
    /// It cannot be read; of a dataset's rows, this is thrown when they are reached.
    /// </exception>
    public static TextReader Open(string path, CancellationToken cancellationToken)
    {
        if (DatasetReaders.IsDataset(path))
        {
            return DatasetReaders.OpenTexts(path, cancellationToken);
        }

        TextBytes.RequireLines(path);
        return new StreamReader(new BufferedStream(InputFile.Open(path)));
    }
}
