using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace OpsFlow.Bench.Scan;

/// <summary>Followers of a scan that waits for its user's word: they hear that the connection works, and nothing else.
/// </summary>
internal sealed class IdleStreams : IAsyncDisposable
{
    /// <summary>A hint with which the scripted model is not sure, so that the scan asks.</summary>
    public const string Doubtful = "doubtful-thing";

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _followers = [];
    private int _open;
    private int _broken;

    private IdleStreams(HttpClient http, string scan) => (_http, Scan) = (http, scan);

    /// <summary>The scan that waits.</summary>
    public string Scan { get; }

    /// <summary>Those that are open now, and how often one broke.</summary>
    public string Text => $"idle streams         {Volatile.Read(ref _open)} open, {Volatile.Read(ref _broken)} broken";

    /// <summary>Opens them all.</summary>
    public static async Task<IdleStreams> OpenAsync(HttpClient http, ScanUser user, string key, int count)
    {
        var streams = new IdleStreams(http, await user.SendAsync(key, Doubtful, default));
        while ((await http.GetFromJsonAsync<JsonObject>($"api/v1/scans/{streams.Scan}"))!["status"]!.ToString()
            != "NeedsInput")
        {
            await Task.Delay(100);
        }

        streams._followers.AddRange(Enumerable.Range(0, count).Select(_ => streams.FollowAsync()));
        while (Volatile.Read(ref streams._open) < count)
        {
            await Task.Delay(100);
        }

        return streams;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_followers);
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ListenAsync();
                await Task.Delay(s_again, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                Interlocked.Increment(ref _broken);
            }
        }
    }

    private async Task ListenAsync()
    {
        await using var stream = await _http.GetStreamAsync($"api/v1/scans/{Scan}/events", _stop.Token);
        Interlocked.Increment(ref _open);
        try
        {
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(_stop.Token))
            {
                if (item.EventType == "end")
                {
                    return;
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
