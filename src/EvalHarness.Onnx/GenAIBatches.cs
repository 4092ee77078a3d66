namespace EvalHarness.Onnx;

/// <summary>
/// Answers questions together that wait at the same time and have the same shape. Thread-safe; batches are made one
/// after the other, as each uses all the library's threads.
/// </summary>
/// <remarks>
/// The library adds no sequence to a batch that it has begun. So a batch begins when no other work is under way: what
/// that work belongs to asks its next question then, and the batch is as full as it can be.
/// </remarks>
/// <param name="model">The model; not owned.</param>
internal sealed class GenAIBatches(IGenAIModel model) : IDisposable
{
    /// <summary>Most sequences of a batch.</summary>
    public const int MostRows = 16;

    // The library rounds a sequence that is alone in other ways than one that is not.
    private const int LeastRows = 2;

    private readonly object _lock = new();
    private readonly LinkedList<GenAIQuestion> _waiting = new();
    private Task _worker = Task.CompletedTask;
    private bool _isWorking;
    private int _other;

    /// <summary>Other work of the model begins or is waiting; no batch begins before it has ended.</summary>
    public void BeginOther()
    {
        lock (_lock)
        {
            _other++;
        }
    }

    /// <summary>Other work has ended.</summary>
    public void EndOther()
    {
        lock (_lock)
        {
            _other--;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Answers a question.</summary>
    public Task<GenAIAnswer> AnswerAsync(GenAIQuestion question)
    {
        lock (_lock)
        {
            _waiting.AddLast(question);
            if (!_isWorking)
            {
                _isWorking = true;
                _worker = Task.Factory.StartNew(
                    Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }

        return question.Answer.Task;
    }

    /// <summary>Waits for the questions that are under way.</summary>
    public void Dispose() => _worker.Wait();

    private void Work()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                Answer(batch);
            }
            catch (Exception failure)
            {
                // The library failed: that is each question's answer.
                batch.ForEach(question => question.Answer.TrySetException(failure));
            }
        }
    }

    // The oldest question and those of its shape; none, when the work is done.
    private List<GenAIQuestion> TakeBatch()
    {
        List<GenAIQuestion> batch = [];
        lock (_lock)
        {
            while (_other > 0 && _waiting.Count > 0)
            {
                Monitor.Wait(_lock);
            }

            LinkedListNode<GenAIQuestion>? node = _waiting.First;
            while (node is not null && batch.Count < MostRows)
            {
                LinkedListNode<GenAIQuestion>? next = node.Next;
                if (batch.Count == 0 || node.Value.Shape == batch[0].Shape)
                {
                    batch.Add(node.Value);
                    _waiting.Remove(node);
                }

                node = next;
            }

            _isWorking = batch.Count > 0;
        }

        return batch;
    }

    private void Answer(List<GenAIQuestion> batch)
    {
        GenAIShape shape = batch[0].Shape;
        int rows = Math.Max(LeastRows, batch.Count);
        GenAIWriter?[] writers = [.. batch.Select(question => new GenAIWriter(
            model, shape.MaxTokens, question.StopStrings, question.OnText))];
        try
        {
            using IGenAIBatch sequences = model.BeginBatch(rows, shape.Length);
            sequences.Append(Fill(batch, rows));
            int[] tokens = new int[rows];
            Drop(batch, writers);
            while (Array.Exists(writers, writer => writer is not null) && !sequences.IsOver)
            {
                sequences.GenerateNext(tokens);
                for (int row = 0; row < batch.Count; row++)
                {
                    writers[row]?.Take(tokens[row]);
                    if (writers[row] is { IsOver: true })
                    {
                        Finish(batch, writers, row);
                    }
                }

                Drop(batch, writers);
            }

            for (int row = 0; row < batch.Count; row++)
            {
                Finish(batch, writers, row);
            }
        }
        finally
        {
            Array.ForEach(writers, writer => writer?.Dispose());
        }
    }

    private int[] Fill(List<GenAIQuestion> batch, int rows)
    {
        int length = batch[0].Shape.PromptLength;
        int[] prompts = new int[rows * length];
        Array.Fill(prompts, model.Folder.PadId!.Value);
        for (int row = 0; row < rows; row++)
        {
            batch[Math.Min(row, batch.Count - 1)].Prompt.CopyTo(prompts, row * length);
        }

        return prompts;
    }

    private static void Finish(List<GenAIQuestion> batch, GenAIWriter?[] writers, int row)
    {
        if (writers[row] is { } writer)
        {
            batch[row].Answer.TrySetResult(writer.Finish());
            writer.Dispose();
            writers[row] = null;
        }
    }

    // Sequences whose asker has left are computed with the others, but for nobody.
    private static void Drop(List<GenAIQuestion> batch, GenAIWriter?[] writers)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            if (writers[row] is { } writer && batch[row].CancellationToken.IsCancellationRequested)
            {
                batch[row].Answer.TrySetCanceled(batch[row].CancellationToken);
                writer.Dispose();
                writers[row] = null;
            }
        }
    }
}
