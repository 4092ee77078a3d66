using System.Runtime.CompilerServices;
using System.Text;
using EvalHarness.Metrics.Retrieval;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Brings a topic's documents into order and joins them with their grades.</summary>
internal sealed class TopicScorer(TrecFile judgements, TrecFile run, RankingOptions options)
{
    private readonly DocumentTable _documents = new(judgements, run);
    private ulong[] _order = new ulong[1024];
    private int[] _grades = new int[1024];
    private int[] _levels = new int[8];

    /// <summary>The ranking of a topic.</summary>
    /// <returns>Valid until the next call.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public JudgedRanking Rank(int judgedTopic, int runTopic)
    {
        ReadOnlySpan<TrecEntry> judged = judgements.Entries(judgedTopic);
        ReadOnlySpan<TrecEntry> retrieved = run.Entries(runTopic);
        _documents.Clear(judged.Length + retrieved.Length);
        ReadOnlySpan<int> levels = CountLevels(judged);
        ReadOnlySpan<ulong> order = Sort(retrieved, runTopic);
        if (_grades.Length < retrieved.Length)
        {
            _grades = new int[retrieved.Length * 2];
        }

        int kept = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            TrecEntry entry = retrieved[(int)(uint)order[rank]];
            if (!_documents.Retrieve(entry, out int grade))
            {
                throw Duplicate(run, entry);
            }

            if (rank < options.MaxDocuments && (grade >= 0 || !options.JudgedOnly))
            {
                _grades[kept++] = grade;
            }
        }

        return new(_grades.AsSpan(0, kept), levels, options.RelevanceLevel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<int> CountLevels(ReadOnlySpan<TrecEntry> judged)
    {
        int highest = 0;
        foreach (TrecEntry entry in judged)
        {
            highest = Math.Max(highest, entry.Value);
        }

        if (_levels.Length <= highest)
        {
            _levels = new int[highest + 1];
        }

        _levels.AsSpan(0, highest + 1).Clear();
        foreach (TrecEntry entry in judged)
        {
            if (!_documents.Judge(entry))
            {
                throw Duplicate(judgements, entry);
            }

            if (entry.Value >= 0)
            {
                _levels[entry.Value]++;
            }
        }

        return _levels.AsSpan(0, highest + 1);
    }

    // High half: the score, turned so that the highest comes first; low half: the line.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<ulong> Sort(ReadOnlySpan<TrecEntry> retrieved, int runTopic)
    {
        if (_order.Length < retrieved.Length)
        {
            _order = new ulong[retrieved.Length * 2];
        }

        Span<ulong> order = _order.AsSpan(0, retrieved.Length);
        bool sorted = true;
        for (int i = 0; i < order.Length; i++)
        {
            uint falling = ~((uint)retrieved[i].Value ^ 0x80000000);
            order[i] = ((ulong)falling << 32) | (uint)i;
            sorted &= i == 0 || order[i - 1] < order[i];
        }

        if (!sorted)
        {
            order.Sort();
        }

        int start = 0;
        for (int i = 1; i <= order.Length; i++)
        {
            if (i == order.Length || order[i] >> 32 != order[start] >> 32)
            {
                if (i - start > 1)
                {
                    order[start..i].Sort(new ByDescendingId(run, runTopic));
                }

                start = i;
            }
        }

        return order;
    }

    private readonly struct ByDescendingId(TrecFile file, int topic) : IComparer<ulong>
    {
        public int Compare(ulong x, ulong y)
        {
            ReadOnlySpan<TrecEntry> entries = file.Entries(topic);
            return file.Document(entries[(int)(uint)y]).SequenceCompareTo(file.Document(entries[(int)(uint)x]));
        }
    }

    private static InvalidInputException Duplicate(TrecFile file, TrecEntry entry)
    {
        string document = Encoding.UTF8.GetString(file.Document(entry));
        string topic = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(file.Topics[entry.Topic]));
        return new(
            file.Place(entry.Start), $"duplicate document \"{document}\" in topic \"{topic}\"",
            "each document once per topic", "Remove one of the two lines.");
    }
}
