namespace EvalHarness.Pipeline.Models;

/// <summary>
/// A model that is configured rightly cannot be had now: its server does not answer, or its program is not installed
/// here. A run cannot start; the configuration is valid all the same.
/// </summary>
/// <param name="place">Where the model is configured.</param>
/// <param name="found">What was found.</param>
/// <param name="expected">What was expected.</param>
/// <param name="mend">How to mend it.</param>
public sealed class ModelUnavailableException(string place, string found, string expected, string mend)
    : InvalidInputException(place, found, expected, mend);
