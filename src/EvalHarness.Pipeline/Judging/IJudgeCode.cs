using EvalHarness.Judging;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>Code of the user's that makes a judge; disposing it ends what it started. Thread-safe.</summary>
internal interface IJudgeCode : IDisposable
{
    /// <summary>Changes whenever its verdicts may; SHA-256 in lower-case hexadecimal.</summary>
    string Sha256 { get; }

    /// <summary>The judge. Whatever the code does, the verdict is on its menu, or says why there is none.</summary>
    /// <param name="model">Its model, not owned; <c>null</c> where the configuration names none.</param>
    IJudge Create(IChatClient? model);
}
