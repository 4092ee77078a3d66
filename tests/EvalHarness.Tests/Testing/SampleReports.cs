using EvalHarness.Reporting;
using EvalHarness.Tests.Testing.Reports;

namespace EvalHarness.Tests.Testing;

/// <summary>Reports built in code, one per situation that a writer must show well.</summary>
internal static class SampleReports
{
    /// <summary>One for each situation.</summary>
    public static IReadOnlyList<string> Names { get; } = ["realistic", "judged", "hostile", "incomplete"];

    /// <summary>A fresh report of that name; equal for equal names.</summary>
    public static Report Create(string name) => name switch
    {
        "realistic" => RealisticReport.Create(),
        "judged" => JudgedReport.Create(),
        "hostile" => HostileReport.Create(),
        _ => IncompleteReport.Create(),
    };
}
