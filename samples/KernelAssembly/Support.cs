using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace KernelAssembly;

/// <summary>An application's plugin, whose function is evaluated.</summary>
public sealed class Support
{
    /// <summary>Answers a question.</summary>
    [KernelFunction("answer")]
    [Description("Answers a question.")]
    public static string Answer(string question) =>
        question.Replace("What is item", "answer", StringComparison.Ordinal).TrimEnd('?');
}
