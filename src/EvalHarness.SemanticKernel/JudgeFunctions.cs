using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Prompts;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>The harness's judges as functions of a Kernel.</summary>
public static class JudgeFunctions
{
    // What the harness itself fills in.
    private static readonly string[] s_own = ["nonce", "verdicts"];

    /// <summary>A judge as a function that takes the texts of its prompt and gives a <see cref="Verdict"/>.</summary>
    /// <remarks>
    /// The verdict fails closed: an answer that cannot be relied on has no score and says why. The function throws only
    /// for a missing text and when it is cancelled.
    /// </remarks>
    /// <param name="judge">The judge.</param>
    /// <param name="prompt">Its prompt, whose variables become the function's parameters.</param>
    /// <param name="outputVariable">The variable that takes the text to be judged.</param>
    public static KernelFunction Create(IJudge judge, PromptTemplate prompt, string outputVariable)
    {
        ArgumentNullException.ThrowIfNull(judge);
        ArgumentNullException.ThrowIfNull(prompt);
        KernelParameterMetadata[] parameters =
        [
            .. prompt.RequiredVariables.Except(s_own).Select(name => new KernelParameterMetadata(name)
            {
                Description = prompt.Prompt.Variables.FirstOrDefault(one => one.Name == name)?.Description ?? name,
                IsRequired = true,
                ParameterType = typeof(string),
            }),
        ];
        return KernelFunctionFactory.CreateFromMethod(
            (KernelArguments arguments, CancellationToken cancellationToken) =>
                judge.JudgeAsync(Read(judge, parameters, arguments, outputVariable), cancellationToken),
            new KernelFunctionFromMethodOptions
            {
                FunctionName = PromptFunctions.NameOf(prompt.Prompt),
                Description = prompt.Prompt.Description ?? $"Judges a text as {judge.Name}.",
                Parameters = parameters,
                ReturnParameter = new KernelReturnParameterMetadata
                {
                    Description = $"The verdict: a score from {judge.Menu.Grades[0]} to {judge.Menu.Grades[^1]}, "
                        + "or the reason why there is none.",
                    ParameterType = typeof(Verdict),
                },
            });
    }

    /// <summary>A judge as a plugin of one function.</summary>
    /// <param name="judge">The judge.</param>
    /// <param name="prompt">Its prompt, whose variables become the function's parameters.</param>
    /// <param name="outputVariable">The variable that takes the text to be judged.</param>
    /// <param name="name">Name of the plugin.</param>
    public static KernelPlugin CreatePlugin(
        IJudge judge, PromptTemplate prompt, string outputVariable, string name = "judges") =>
        KernelPluginFactory.CreateFromFunctions(
            name, "Judges of the evaluation harness.", [Create(judge, prompt, outputVariable)]);

    private static JudgingRequest Read(
        IJudge judge, KernelParameterMetadata[] parameters, KernelArguments arguments, string outputVariable)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (KernelParameterMetadata parameter in parameters)
        {
            texts[parameter.Name] = arguments.TryGetValue(parameter.Name, out object? value) && value is not null
                ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""
                : throw new InvalidInputException(
                    $"the Kernel function of the judge {judge.Name}",
                    $"no argument \"{parameter.Name}\"",
                    $"a text for each of {string.Join(", ", parameters.Select(one => one.Name))}");
        }

        string output = texts[outputVariable];
        texts.Remove(outputVariable);
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(output)))[..16];
        return new JudgingRequest(id, "kernel", texts, output);
    }
}
