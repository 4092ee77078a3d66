namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>The arguments of a call.</summary>
/// <param name="Positional">Those without a name.</param>
/// <param name="Named">Those with a name, in order; no name twice.</param>
internal sealed record Arguments(
    IReadOnlyList<JinjaValue> Positional, IReadOnlyList<KeyValuePair<string, JinjaValue>> Named)
{
    /// <summary>No arguments.</summary>
    public static Arguments None { get; } = new([], []);

    /// <summary>Puts the arguments in the order of the parameters.</summary>
    /// <param name="function">The function's name, for the message.</param>
    /// <param name="meter">Says where.</param>
    /// <param name="required">How many of the parameters have no default.</param>
    /// <param name="parameters">Their names.</param>
    /// <returns>One for each parameter; <c>null</c> where it is not given.</returns>
    public JinjaValue?[] Bind(string function, Meter meter, int required, params ReadOnlySpan<string> parameters)
    {
        JinjaValue?[] bound = new JinjaValue?[parameters.Length];
        if (Positional.Count > parameters.Length)
        {
            throw meter.Fault(
                $"'{function}' takes at most {parameters.Length} argument(s), but {Positional.Count} are given.");
        }

        for (int i = 0; i < Positional.Count; i++)
        {
            bound[i] = Positional[i];
        }

        foreach ((string name, JinjaValue value) in Named)
        {
            int place = parameters.IndexOf(name);
            if (place < 0 || bound[place] is not null)
            {
                throw meter.Fault(
                    place < 0 ? $"'{function}' has no argument '{name}'." : $"'{function}' is given '{name}' twice.");
            }

            bound[place] = value;
        }

        for (int i = 0; i < required; i++)
        {
            if (bound[i] is null)
            {
                throw meter.Fault($"'{function}' needs the argument '{parameters[i]}'.");
            }
        }

        return bound;
    }
}
