using System.Diagnostics;
using System.Text;
using EvalHarness.Inference.Grammars;
using EvalHarness.Inference.Sampling;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Inference.Engine;

/// <summary>Continues a prompt token by token.</summary>
internal sealed class GenerationWork : SequenceWork<GenerationResult>
{
    private readonly GenerationRequest _request;
    private readonly Tokenizer _tokenizer;
    private readonly int _contextLength;
    private readonly int _promptLength;
    private readonly AnswerConstraint? _constraint;
    private readonly Action<string>? _onText;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TokenSampler _sampler;
    private readonly StreamingTextDecoder _decoder;
    private readonly StopStringScanner _scanner;
    private readonly StringBuilder _text = new();
    private readonly List<int> _tokens = [];
    private readonly List<TimeSpan> _times = [];
    private readonly List<TokenLogProbability>? _logProbabilities;
    private TimeSpan _firstTime;
    private FinishReason _finishReason;
    private int _reused;

    /// <summary>Starts the clock of a request.</summary>
    /// <param name="request">A valid request.</param>
    /// <param name="prompt">Its prompt, not empty and shorter than the context.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="contextLength">Positions of the context.</param>
    /// <param name="constraint">Holds the answer to a form; <c>null</c> for a free answer.</param>
    /// <param name="onText">Gets each piece of text as it becomes certain, on the scheduler's thread.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public GenerationWork(
        GenerationRequest request,
        ReadOnlySpan<int> prompt,
        Tokenizer tokenizer,
        int contextLength,
        AnswerConstraint? constraint,
        Action<string>? onText,
        CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        (_request, _tokenizer, _contextLength) = (request, tokenizer, contextLength);
        (_constraint, _onText) = (constraint, onText);
        _promptLength = prompt.Length;
        _sampler = new TokenSampler(request.Sampling);
        _decoder = new StreamingTextDecoder(tokenizer);
        _scanner = new StopStringScanner(request.StopStrings);
        _logProbabilities = request.TopLogProbabilities is null ? null : [];
        SetTarget(prompt, prompt.Length - 1);
    }

    /// <inheritdoc/>
    public override void NoteReuse(int count)
    {
        _reused = Math.Min(count, _promptLength);
        _request.Started?.Invoke();
    }

    /// <inheritdoc/>
    public override void Accept(int position, ReadOnlySpan<float> logits)
    {
        int token = _sampler.Next(_constraint is null ? logits : _constraint.Keep(logits));
        TimeSpan now = Stopwatch.GetElapsedTime(_start);
        if (_tokens.Count == 0)
        {
            _firstTime = now;
        }

        if (_tokenizer.IsEndOfGeneration(token) && !_request.IgnoreEndOfText)
        {
            Complete(FinishReason.EndOfText);
            return;
        }

        _tokens.Add(token);
        _times.Add(now);
        _logProbabilities?.Add(Describe(token, logits));
        Emit(_scanner.Feed(_decoder.Append(token)));
        _constraint?.Advance(token);
        if (_scanner.IsStopped)
        {
            Complete(FinishReason.StopString);
        }
        else if (_constraint is { IsComplete: true })
        {
            Complete(FinishReason.EndOfText);
        }
        else if (_tokens.Count == _request.MaxTokens)
        {
            Complete(FinishReason.MaxTokens);
        }
        else if (Target.Length == _contextLength)
        {
            Complete(FinishReason.ContextLimit);
        }
        else
        {
            Append(token);
        }
    }

    /// <inheritdoc/>
    protected override GenerationResult CreateResult() => new()
    {
        Text = _text.ToString(),
        Tokens = _tokens,
        FinishReason = _finishReason,
        PromptTokens = _promptLength,
        ReusedPromptTokens = _reused,
        TimeToFirstToken = _firstTime,
        TokenTimes = _times,
        Duration = Stopwatch.GetElapsedTime(_start),
        LogProbabilities = _logProbabilities,
    };

    private TokenLogProbability Describe(int token, ReadOnlySpan<float> logits)
    {
        double normalizer = LogSoftmax.Normalizer(logits);
        int[] best = new int[Math.Min(_request.TopLogProbabilities!.Value, logits.Length)];
        TopTokens.Find(logits, best);
        TokenAlternative[] alternatives = new TokenAlternative[best.Length];
        for (int i = 0; i < best.Length; i++)
        {
            alternatives[i] = new TokenAlternative(best[i], logits[best[i]] - normalizer);
        }

        return new TokenLogProbability(token, logits[token] - normalizer, alternatives);
    }

    private void Complete(FinishReason reason)
    {
        if (reason != FinishReason.StopString)
        {
            Emit(_scanner.Feed(_decoder.Flush()));
            reason = _scanner.IsStopped ? FinishReason.StopString : reason;
            Emit(_scanner.Flush());
        }

        _finishReason = reason;
        IsComplete = true;
    }

    private void Emit(string text)
    {
        if (text.Length > 0)
        {
            _text.Append(text);
            _onText?.Invoke(text);
        }
    }
}
