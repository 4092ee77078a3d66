using EvalHarness.Labels;
using EvalHarness.Pipeline.Browsing;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Web.Reviewing;

/// <summary>Labels and queues as they are now, read again when something was added.</summary>
internal sealed class LabelDesk(IStoredRuns store)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Sequence, LabelBook Book)> _books = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Run, string Question), (long? Draw, Task<LabelQueue> Queue)> _queues = [];

    /// <summary>Everything that people said about a run.</summary>
    public async Task<LabelBook> BookAsync(string run, CancellationToken cancellationToken)
    {
        long last = await store.Labels.LastSequenceAsync(run, cancellationToken);
        lock (_lock)
        {
            if (_books.TryGetValue(run, out (long Sequence, LabelBook Book) known) && known.Sequence == last)
            {
                return known.Book;
            }
        }

        LabelBook book = await store.Labels.ReadAsync(run, cancellationToken);
        lock (_lock)
        {
            _books[run] = (last, book);
        }

        return book;
    }

    /// <summary>The queue of a question under the draw in force.</summary>
    public Task<LabelQueue> QueueAsync(RunRecord run, LabelQuestion question, LabelBook book)
    {
        long? draw = book.DrawOf(question)?.Sequence;
        lock (_lock)
        {
            if (!_queues.TryGetValue((run.Id, question.Id), out (long? Draw, Task<LabelQueue> Queue) known)
                || known.Draw != draw || known.Queue.IsFaulted)
            {
                known = (draw, LabelQueue.ReadAsync(store, run, question, CancellationToken.None));
                _queues[(run.Id, question.Id)] = known;
            }

            return known.Queue;
        }
    }

    /// <summary>Lets an index of items know what people say now.</summary>
    public async Task GradeAsync(RunRecord run, ItemIndex index, CancellationToken cancellationToken)
    {
        LabelBook book = await BookAsync(run.Id, cancellationToken);
        // Where both are asked, grades of single outputs; preferences where those alone are.
        LabelQuestion[] asked =
        [
            .. LabelQuestions.Of(run).GroupBy(question => question.Task, StringComparer.Ordinal)
                .Select(task => task.OrderBy(question => question.Kind).First()),
        ];
        index.TakeGrades(
            book.Events.Count,
            asked.SelectMany(book.Items)
                .Where(item => item is { Item: not null, Grade: not null })
                .Select(item => new ItemGrade(
                    item.Item!.Task, item.Item.SampleId, item.Item.TextKey, item.Grade!.Value)));
    }
}
