using System.Diagnostics;
using System.Globalization;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.SemanticKernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace EvalHarness.Benchmarks.Judging;

/// <summary>What a call of a judge costs: its own code, through the run's Kernel, and with a filter.</summary>
internal static class KernelCallFigures
{
    private const int Calls = 20_000;
    private const int Rounds = 9;

    /// <summary>Prints processor time per call, the median of rounds in turn.</summary>
    /// <param name="prompts">Folder of the bundled prompts.</param>
    /// <param name="output">Where to print.</param>
    public static async Task PrintAsync(string prompts, TextWriter output)
    {
        JudgeDefinition definition = new()
        {
            Name = "judge",
            Configuration = new() { Model = "m", Task = "t", Prompt = "", Output = "summary" },
            Prompt = PromptTemplate.Load(Path.Combine(prompts, "judge-summary.yaml")),
        };
        JudgingRequest request = new(
            "s1",
            "q4_0",
            new Dictionary<string, string> { ["report"] = "At 09:14 pump 4 failed at 12 bar. It was shut off." },
            "Pump 4 failed at 12 bar.");
        using InstantModel model = new();
        PassingFilter filter = new();
        await using RunKernel plain = RunKernel.Create();
        await using RunKernel filtered = RunKernel.Create(builder =>
            builder.Services.AddSingleton<IFunctionInvocationFilter>(filter));
        IJudge direct = JudgeFactory.Create(definition, model, seed: 1);
        IHostedJudge hosted = plain.Host([definition], _ => model, seed: 1)[definition.Name];
        IHostedJudge watched = filtered.Host([definition], _ => model, seed: 1)[definition.Name];
        (string Name, Func<Task<Verdict>> Ask, List<double> Figures)[] ways =
        [
            ("the judge's own code", () => direct.JudgeAsync(request, default), []),
            ("through the Kernel", () => hosted.JudgeAsync(request, default), []),
            ("through the Kernel with a filter", () => watched.JudgeAsync(request, default), []),
        ];
        for (int round = 0; round <= Rounds; round++)
        {
            foreach ((_, Func<Task<Verdict>> ask, List<double> figures) in ways)
            {
                double figure = await MeasureAsync(ask);

                // The first round compiles.
                if (round > 0)
                {
                    figures.Add(figure);
                }
            }
        }

        foreach ((string name, _, List<double> figures) in ways)
        {
            figures.Sort();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {figures[Rounds / 2]:F1} µs of CPU per call ({figures[0]:F1} to {figures[^1]:F1})"));
        }
    }

    private static async Task<double> MeasureAsync(Func<Task<Verdict>> ask)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        for (int i = 0; i < Calls; i++)
        {
            if ((await ask()).Score != 4)
            {
                throw new InvalidOperationException("The judge gave another score.");
            }
        }

        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMicroseconds / Calls;
    }
}
