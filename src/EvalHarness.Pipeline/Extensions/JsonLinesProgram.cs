using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>
/// A program of the user's that reads one JSON object a line and writes one a line, in the same order. It is started
/// with the first question, again after a failure up to three times in a row, and ended with this. Thread-safe: it is
/// asked one question at a time.
/// </summary>
/// <param name="command">How it is started.</param>
internal sealed class JsonLinesProgram(ProgramCommand command) : IDisposable
{
    private const int LongestLine = 1 << 20;
    private const int MostFailures = 3;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SemaphoreSlim _turn = new(1);
    private Process? _process;
    private int _failures;
    private bool _isDisposed;

    /// <summary>Asks one question.</summary>
    /// <param name="id">Tells it apart: the program's answer must have it too.</param>
    /// <param name="write">Writes the other members of the question.</param>
    /// <param name="timeout">Longest wait for the answer, once it is the question's turn.</param>
    /// <param name="cancellationToken">Ends the program where it has not answered yet.</param>
    /// <returns>A JSON object.</returns>
    /// <exception cref="ProgramException">There is no answer, or none that can be used.</exception>
    public async Task<JsonElement> AskAsync(
        string id, Action<Utf8JsonWriter> write, TimeSpan timeout, CancellationToken cancellationToken)
    {
        string line = Write(id, write);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_failures >= MostFailures)
            {
                throw new ProgramException(FormattableString.Invariant($"the program failed {MostFailures} times"));
            }

            return await AskInTurnAsync(id, line, timeout, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Wait();
        _isDisposed = true;
        End(s_grace);
        _turn.Release();
    }

    // What an answer that is too late or of a wrong form leaves behind must not be taken for the next one.
    private async Task<JsonElement> AskInTurnAsync(
        string id, string line, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            Process process = _process ??= Start();

            // A program that reads nothing holds the writer up, and only the process' end ends a write to a pipe.
            string answer = await Task.Run(() => ExchangeAsync(process, line), CancellationToken.None)
                .WaitAsync(timeout, cancellationToken) ?? throw new IOException();
            JsonElement read = Read(answer, id);
            _failures = 0;
            return read;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            End(TimeSpan.Zero);
            throw;
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or Win32Exception
            or TimeoutException or ProgramException)
        {
            _failures++;
            End(TimeSpan.Zero);
            throw failure switch
            {
                ProgramException => failure,
                TimeoutException => new ProgramException(
                    FormattableString.Invariant($"the program gave no line within {timeout.TotalSeconds} s"),
                    isTimeout: true, failure),
                _ => new ProgramException("the program ended, or could not be started", inner: failure),
            };
        }
    }

    private static async Task<string?> ExchangeAsync(Process process, string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        return await BoundedLine.ReadAsync(process.StandardOutput, LongestLine);
    }

    private Process Start()
    {
        ProcessStartInfo start = new(command.Program, command.Arguments)
        {
            WorkingDirectory = command.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        return Process.Start(start) ?? throw new InvalidOperationException();
    }

    private static JsonElement Read(string line, string id)
    {
        JsonElement answer;
        try
        {
            answer = JsonElement.Parse(line);
        }
        catch (JsonException broken)
        {
            throw new ProgramException("the program's line is not JSON", inner: broken);
        }

        return answer.ValueKind != JsonValueKind.Object
            ? throw new ProgramException("the program's line is not a JSON object")
            : answer.TryGetProperty("id", out JsonElement given) && given.ValueKind == JsonValueKind.String
                && given.GetString() == id
                ? answer
                : throw new ProgramException("the program's line has another \"id\"");
    }

    private static string Write(string id, Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, s_json))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private void End(TimeSpan grace)
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        using (process)
        {
            try
            {
                if (grace > TimeSpan.Zero)
                {
                    process.StandardInput.Close();
                }

                if (!process.WaitForExit(grace))
                {
                    process.Kill(entireProcessTree: true);
                }
            }
            catch (Exception ended) when (ended is InvalidOperationException or IOException or Win32Exception)
            {
                // It has ended already.
            }
        }
    }
}
