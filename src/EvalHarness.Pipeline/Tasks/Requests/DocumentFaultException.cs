namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>A document cannot be asked as its task says.</summary>
/// <param name="reason">What is wrong, as a clause: <c>doc_to_text: 'question' is undefined</c>.</param>
internal sealed class DocumentFaultException(string reason) : Exception(reason);
