using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace EvalHarness.Cli.Options;

/// <summary>Shows, under the usual help of a command, how it is used.</summary>
internal sealed class CommandExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> s_examples = new()
    {
        [""] = ["demo", "run", "init --model my-model.gguf", "score rouge --input outputs.jsonl"],
        ["demo"] = ["demo", "demo my-folder --no-run"],
        ["init"] = ["init --model models/my-model.gguf", "init --folder evaluation"],
        ["validate"] = ["validate", "validate --config evaluation/eval.config.json"],
        ["run"] =
        [
            "run",
            "run --limit 50 --task answer --model q4_0",
            "run --run bundled-regression-20260131-120000",
            "run --json --quiet > report.json",
        ],
        ["search"] =
        [
            "search --types q2_k,q3_k,q4_k,q5_k,q6_k,q8_0",
            "search --sensitivity --method gptq --calibration my-text.txt",
            "search --sensitivity --steps 12 --plan --json",
        ],
        ["runs"] = ["runs", "runs --json"],
        ["show"] = ["show latest", "show latest --verbose", "show bundled-regression-202601 --json"],
        ["compare"] = ["compare RUN_A latest", "compare RUN_A RUN_B --force"],
        ["gate"] = ["gate latest", "gate RUN --gates stricter.config.json"],
        ["judge"] = ["judge latest --judge local", "judge RUN --judge local --config new-prompt.config.json --json"],
        ["review"] =
        [
            "review", "review latest", "review RUN --port 8080 --no-browser", "review latest --export review",
        ],
        ["report"] =
        [
            "report latest --format html --output report.html",
            "report RUN --format junit --output gates.xml",
        ],
        ["export"] =
        [
            "export latest --format csv --output rows.csv",
            "export RUN --format jsonl | jq 'select(.model == \"q4_0\") | .output.text'",
        ],
        ["score"] = ["score rouge --input outputs.jsonl", "score ranking --qrels qrels.txt --run run.txt"],
        ["score rouge"] =
        [
            "score rouge --input outputs.jsonl --stemmer",
            "score rouge --input outputs.jsonl --types rouge1,rougeL --per-sample --json",
        ],
        ["score text"] = ["score text --input outputs.jsonl --metrics exact_match,token_f1 --json"],
        ["score ranking"] =
        [
            "score ranking --qrels qrels.txt --run run.txt",
            "score ranking --qrels qrels.txt --run run.txt --measure map --measure ndcg_cut_10 --per-query",
        ],
        ["score agreement"] =
        [
            "score agreement --input labels.csv --id id --raters human,judge --weights quadratic",
            "score agreement --input labels.csv --id id --raters a,b,c --level ordinal --scale 1,2,3,4,5 --json",
        ],
        ["score choices"] = ["score choices --input candidate.jsonl --baseline baseline.jsonl --json"],
        ["labels"] = ["labels export latest --output labels.csv", "labels import latest --file labels.csv"],
        ["labels import"] =
        [
            "labels import latest --file labels.csv",
            "labels import latest --file ratings.csv --id question --value stars --labeller-name Ada --model-name q4_0",
            "labels import latest --file export.json --format label-studio --map good=5 --map bad=1 --json",
        ],
        ["labels export"] =
        [
            "labels export latest --output labels.csv",
            "labels export latest --queue --output tasks.json --format label-studio",
        ],
        ["agreement"] =
        [
            "agreement latest",
            "agreement latest --task summarize --part dev --json",
            "agreement --labels ratings.jsonl --id idx --raters ada,bo,judge --judges judge --level nominal",
        ],
        ["quantize"] =
        [
            "quantize models/baseline.gguf --method rtn --type q4_0 --output q4_0.gguf",
            "quantize models/baseline.gguf --method gptq --type q4_1 --output gptq.gguf",
            "quantize model.gguf --type q3_k --types output=q8_0,blk.*.ffn_down=q6_k --output mixed.gguf --json",
            "quantize baseline-onnx --type int4_b64 --types output=keep --output baseline-onnx-int4",
        ],
        ["convert"] =
        [
            "convert models/baseline.gguf --to onnx-genai --output baseline-onnx",
            "convert model.gguf --to onnx-genai --type int4 --output model-int4",
        ],
        ["inspect"] = ["inspect models/baseline.gguf", "inspect model.gguf --json"],
        ["divergence"] =
        [
            "divergence models/baseline.gguf q4_0.gguf --text datasets/calibration.txt --context 256",
            "divergence f16.gguf q8_0.gguf --text text.txt --save-base f16.logp --json",
            "divergence f16.logp q4_k.gguf",
            "divergence f16.gguf http://127.0.0.1:8000/v1 --candidate-model my-awq --text text.txt",
        ],
        ["tokenize"] =
        [
            "tokenize models/baseline.gguf --text \"The storm hit Lisbon.\"",
            "tokenize model.gguf --text \"<|im_end|>\" --parse-special --json",
        ],
        ["tasks"] = ["tasks show mmlu.yaml", "tasks show mmlu.yaml --dataset test.jsonl --requests"],
        ["tasks show"] =
        [
            "tasks show gsm8k.yaml --dataset test.jsonl --few-shot-dataset train.jsonl --requests",
            "tasks show arc.yaml --dataset test.jsonl --num-fewshot 0 --requests --json",
        ],
        ["render"] =
        [
            "render model.gguf --messages conversation.json",
            "render --template chat.jinja --messages conversations.jsonl --variables variables.json --json",
        ],
        ["generate"] =
        [
            "generate models/baseline.gguf --prompt \"Report: A storm hit Lisbon on Monday.\" --stop \"\\n\"",
            "generate model.gguf --prompt \"Why is the sky blue?\" --chat --temperature 0.7 --seed 1",
        ],
        ["bench"] = ["bench models/baseline.gguf --threads 2 --batch 1,16 --json"],
        ["completion"] = ["completion bash", "completion pwsh"],
    };

    private static readonly Dictionary<string, string> s_notes = new()
    {
        ["demo"] = "A complete first evaluation. The exit code is that of the run: 1, because some of its candidates "
            + "must not ship.",
        ["review"] = """
            Serves pages on this machine alone and opens them in a browser. The address that is printed opens them once.
            Ctrl-C ends it.
            """,
        ["export"] = """
            jsonl has one object per output, with its sample, scores and verdicts; text is unchanged.
            csv (RFC 4180, UTF-8) has one row per score and per verdict, with the output it refers to; text that
            a spreadsheet would evaluate starts with an apostrophe.
            """,
        ["labels import"] = """
            A row is joined by the id of the item (exported files have it), or by the sample's id with the model or the
            output. Grades may be written 4, 4.0 or as words; anything off the scale is refused with its line.
            """,
        ["labels export"] = """
            csv: text that a spreadsheet would evaluate starts with an apostrophe, which import takes away again.
            label-studio and argilla: labels, abstentions and notes; csv and jsonl keep adjudications too.
            """,
        ["completion"] = """
            To enable completion, add this line to
              ~/.bashrc                  eval "$(evalharness completion bash)"
              ~/.zshrc (after compinit)  eval "$(evalharness completion zsh)"
              $PROFILE of PowerShell     evalharness completion pwsh | Out-String | Invoke-Expression
            """,
    };

    /// <summary>Help is shown however incomplete the rest of the line is.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Adds the examples to the help of every command under a root, which shows its own without one.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        CommandExamples action = new((HelpAction)option.Action!);
        option.Action = action;
        root.SetAction(action.Invoke);
        // What begins with a slash is a path.
        option.Aliases.Remove("/h");
        option.Aliases.Remove("/?");
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        CommandResult command = parseResult.CommandResult;
        string path = PathOf(command);
        string? note = s_notes.GetValueOrDefault(path);
        IEnumerable<string> examples =
            s_examples.GetValueOrDefault(path, []).Select(example => "evalharness " + example);
        if (GlobalOptions.IsJson(parseResult))
        {
            HelpDocument.Write(
                output, $"evalharness {path}".TrimEnd(), command.Command, UnknownWords.OptionsOf(command),
                examples, note);
            return (int)ExitCode.Passed;
        }

        int result = help.Invoke(parseResult);
        if (note is not null)
        {
            output.WriteLine(note);
            output.WriteLine();
        }

        if (examples.Any())
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        return result;
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}".TrimStart() : "";
}
