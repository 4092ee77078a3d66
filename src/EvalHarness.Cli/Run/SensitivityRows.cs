using System.Globalization;
using EvalHarness.Cli.Reports;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Quantization.Sensitivity;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Pipeline.Search;
using Spectre.Console;

namespace EvalHarness.Cli.Run;

/// <summary>Which matrices matter most, and what mixes are predicted to lose.</summary>
internal static class SensitivityRows
{
    private const int ShownTensors = 12;

    /// <summary>Writes two tables.</summary>
    public static void Write(IAnsiConsole console, SensitivityEvidence evidence)
    {
        Table tensors = ReportStyles.Table("Tensor", ">Weights", "Smallest", ">KL alone", ">Error", ">KL per error");
        foreach (MatrixSensitivity matrix in evidence.MostSensitiveFirst.Take(ShownTensors))
        {
            PrecisionChoice smallest = matrix.Choices[0];
            tensors.AddRow(
                ReportStyles.Cell(matrix.Name),
                ReportStyles.Cell(ReportNumbers.Count(matrix.ElementCount)),
                ReportStyles.Cell(TensorFormat.NameOf(smallest.Type)),
                ReportStyles.Cell(ReportNumbers.Divergence(matrix.Measured)),
                ReportStyles.Cell(smallest.RelativeError.ToString("0.00000", CultureInfo.InvariantCulture)),
                ReportStyles.Cell(ReportNumbers.Measure(matrix.Coefficient)));
        }

        console.Write(tensors);
        int further = evidence.Model.Matrices.Count - ShownTensors;
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Mean KL divergence in nats over {evidence.Model.Tokens:N0} tokens, with one tensor alone in its smallest "
                + $"type{(further > 0 ? $"; {further} tensors matter less" : "")}."));
        Table mixes = ReportStyles.Table("Mix", ">Bits", ">Predicted KL");
        foreach ((string name, PrecisionMix mix) in evidence.Mixes)
        {
            mixes.AddRow(
                ReportStyles.Cell(name),
                ReportStyles.Cell(ReportNumbers.Bits(evidence.Model.BitsPerWeight(mix))),
                ReportStyles.Cell(ReportNumbers.Divergence(mix.Divergence)));
        }

        console.Write(mixes);
    }
}
