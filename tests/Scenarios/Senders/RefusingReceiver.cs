using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace OpsFlow.Scenarios.Senders;

/// <summary>
/// Refuses the first requests of all, as OpsFlow does when it is short of something, and takes the others.
/// </summary>
public sealed class RefusingReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public RefusingReceiver(params int[] refusals)
    {
        var port = FreePort.Next();
        Url = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _loop = AnswerAsync(new Queue<int>(refusals));
    }

    public string Url { get; }

    public ConcurrentQueue<(IHeaderDictionary Headers, byte[] Body, int Status)> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task AnswerAsync(Queue<int> refusals)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var status = refusals.TryDequeue(out var refusal) ? refusal : 200;
                var headers = new HeaderDictionary();
                foreach (var name in context.Request.Headers.AllKeys.OfType<string>())
                {
                    headers[name] = context.Request.Headers[name];
                }

                Requests.Enqueue((headers, body.ToArray(), status));
                context.Response.StatusCode = status;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
