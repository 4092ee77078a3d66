using System.CommandLine;
using System.Globalization;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Quantize;
using EvalHarness.Inference.Quantization.Sensitivity;
using EvalHarness.Pipeline.Search;

namespace EvalHarness.Cli.Run;

/// <summary>The options of <c>search</c> that make candidates, named as in <c>quantize</c>.</summary>
internal sealed class SearchOptions
{
    private readonly Option<string[]> _types = new("--types")
    {
        Description = "Quantize the baseline to each of these types instead of using the configuration's candidates; "
            + "with --sensitivity, the types to mix.",
        HelpName = "TYPE,…",
        CompletionSources = { QuantizeOptions.TypeNames },
    };

    private readonly Option<string> _method = new("--method")
    {
        Description = "Quantization method of --types and --sensitivity.",
        DefaultValueFactory = _ => "rtn",
        HelpName = "rtn|gptq|awq|hqq|imatrix|codebook",
        CompletionSources = { QuantizeOptions.MethodNames },
    };

    private readonly Option<bool> _sensitivity = new("--sensitivity")
    {
        Description = "Create candidates with mixed types, chosen by the sensitivity of each matrix.",
    };

    private readonly Option<int> _steps = new("--steps")
    {
        Description = "With --sensitivity: number of candidates, from smallest to largest.",
        DefaultValueFactory = _ => SearchRecipes.DefaultSteps,
        HelpName = "N",
    };

    private readonly Option<string?> _calibration = new("--calibration")
    {
        Description = "Representative text for --sensitivity, gptq, awq and imatrix. "
            + $"[default: {QuantizeOptions.DefaultCalibration}]",
        HelpName = "FILE",
    };

    private readonly Option<int> _tokens = new("--sensitivity-tokens")
    {
        Description = "With --sensitivity: maximum tokens of the calibration text to read.",
        DefaultValueFactory = _ => SensitivityMeasurement.DefaultTokens,
        HelpName = "N",
    };

    private readonly Option<bool> _requantize = new("--requantize")
    {
        Description = "With --types or --sensitivity: also take a baseline that is quantized already; the errors of "
            + "both roundings add up.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            _types, _method, _sensitivity, _steps, _calibration, _tokens, _requantize,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Which candidates are to be made; <c>null</c> for none, when the configuration's are tried.</summary>
    /// <exception cref="InvalidInputException">An option's value cannot be used, or has no use.</exception>
    public SearchRecipes? Read(ParseResult parsed)
    {
        string[] types = [.. ListOption.Split(parsed.GetValue(_types) ?? []).Distinct()];
        bool isMixed = parsed.GetValue(_sensitivity);
        RequireUse(
            parsed, isMixed || types.Length > 0, "--types or --sensitivity", [_method, _calibration, _requantize]);
        RequireUse(parsed, isMixed, "--sensitivity", [_steps, _tokens]);
        if (!isMixed && types.Length == 0)
        {
            return parsed.GetResult(_types) is null ? null : throw new InvalidInputException(
                "--types", "no type", "types such as q4_0,q8_0");
        }

        return new SearchRecipes
        {
            Method = QuantizeOptions.MethodName(parsed.GetRequiredValue(_method)),
            Types = types.Length == 0
                ? SearchRecipes.DefaultTypes
                : [.. types.Select(type => QuantizeOptions.TypeName("--types", type)!)],
            IsMixed = isMixed,
            Steps = OptionRange.Check(
                parsed.GetValue(_steps), SearchRecipes.LeastSteps, SearchRecipes.MostSteps, "--steps"),
            Calibration = parsed.GetValue(_calibration) ?? QuantizeOptions.DefaultCalibration,
            Requantizes = parsed.GetValue(_requantize),
            SensitivityTokens = OptionRange.Check(parsed.GetValue(_tokens), 2, 1 << 24, "--sensitivity-tokens"),
        };
    }

    /// <summary>The words that make the same candidates again.</summary>
    public IEnumerable<string> Words(ParseResult parsed)
    {
        foreach (string types in parsed.GetValue(_types) ?? [])
        {
            yield return _types.Name;
            yield return types;
        }

        foreach ((Option option, string? value) in new (Option, string?)[]
        {
            (_method, parsed.GetValue(_method)),
            (_sensitivity, null),
            (_steps, parsed.GetValue(_steps).ToString(CultureInfo.InvariantCulture)),
            (_calibration, parsed.GetValue(_calibration)),
            (_tokens, parsed.GetValue(_tokens).ToString(CultureInfo.InvariantCulture)),
            (_requantize, null),
        })
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                yield return option.Name;
                if (value is not null)
                {
                    yield return value;
                }
            }
        }
    }

    private static void RequireUse(ParseResult parsed, bool isOfUse, string need, Option[] options)
    {
        if (!isOfUse && Array.Find(options, option => parsed.GetResult(option) is { Implicit: false }) is { } useless)
        {
            throw new InvalidInputException(useless.Name, "an option without effect", $"{need} with it");
        }
    }
}
