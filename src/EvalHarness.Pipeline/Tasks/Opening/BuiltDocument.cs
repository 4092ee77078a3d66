using EvalHarness.Pipeline.Tasks.Documents;
using EvalHarness.Pipeline.Tasks.Requests;

namespace EvalHarness.Pipeline.Tasks.Opening;

/// <summary>A document and what is asked of it.</summary>
/// <param name="Document">The document.</param>
/// <param name="Requests">What is asked; <c>null</c> where it cannot be asked.</param>
/// <param name="HasSeveralTargets">The task's first document has a list of targets.</param>
/// <param name="Mistake">Why it cannot be asked; <c>null</c> where it can.</param>
internal sealed record BuiltDocument(
    TaskDocument Document, DocumentRequests? Requests, bool HasSeveralTargets, InputError? Mistake);
