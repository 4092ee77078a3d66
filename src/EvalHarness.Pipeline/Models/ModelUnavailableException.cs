namespace EvalHarness.Pipeline.Models;

/// <summary>
/// A model that is configured rightly cannot be had now: its server does not answer, or its program is not installed
/// here. A run cannot start; the configuration is valid all the same.
/// </summary>
/// <param name="location">Where the model is configured.</param>
/// <param name="actual">What is wrong.</param>
/// <param name="expected">What is needed.</param>
/// <param name="fix">How to fix it.</param>
public sealed class ModelUnavailableException(string location, string actual, string expected, string fix)
    : InvalidInputException(location, actual, expected, fix);
