using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace EvalHarness.Benchmarks.Endpoints;

/// <summary>The least that a client can do: ask everything, read every answer, keep nothing.</summary>
internal static class FloorClient
{
    public static async Task<int> RunAsync(int port, TextWriter output)
    {
        long started = Stopwatch.GetTimestamp();
        Uri address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/v1/chat/completions"));
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        int answered = 0;
        var questions =
            from sample in Enumerable.Range(0, EndpointWorkload.Samples)
            from model in EndpointWorkload.Models
            select new
            {
                model,
                messages = new[] { new { role = "user", content = EndpointWorkload.Question(sample) } },
                temperature = 0,
            };
        await Parallel.ForEachAsync(
            questions,
            new ParallelOptions { MaxDegreeOfParallelism = EndpointWorkload.Concurrency },
            async (question, stop) =>
            {
                using HttpResponseMessage response = await http.PostAsJsonAsync(address, question, stop);
                using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(stop));
                string? text = body.RootElement.GetProperty("choices")[0].GetProperty("message")
                    .GetProperty("content").GetString();
                Interlocked.Add(ref answered, string.IsNullOrEmpty(text) ? 0 : 1);
            });
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine(seconds.ToString("0.000", CultureInfo.InvariantCulture));
        return answered > 0 ? 0 : 1;
    }
}
