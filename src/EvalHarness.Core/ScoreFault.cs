namespace EvalHarness;

/// <summary>
/// Why a score says less than a measurement. Faults of the model score the metric's worst value, for either model;
/// faults of the instrument leave the score missing, because they say nothing about the model.
/// </summary>
public enum ScoreFault
{
    /// <summary>Model: the output holds no text.</summary>
    Empty,

    /// <summary>Model: the token limit came while the model was still thinking, so there is no answer.</summary>
    Truncated,

    /// <summary>Model: it refused to answer.</summary>
    Refused,

    /// <summary>Model: a content filter withheld the output.</summary>
    Blocked,

    /// <summary>Model: the output lacks the form that the metric reads, such as a ranking.</summary>
    InvalidFormat,

    /// <summary>Instrument: the call failed, so there is no output.</summary>
    Transport,

    /// <summary>Instrument: the judge gave no verdict.</summary>
    JudgeFailed,

    /// <summary>Instrument: the metric has no value for this sample, such as a reference without words.</summary>
    MetricUndefined,

    /// <summary>Instrument: the sample lacks a label or target.</summary>
    LabelMissing,
}
