using System.Globalization;
using System.Net;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>
/// A client of a program that may die: it sends again what was perhaps not taken, and goes on with a stream where its
/// connection broke.
/// </summary>
internal sealed class LastingChatClient(HttpClient http, CancellationToken cancellationToken)
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    /// <summary>Says it, and follows what comes of it to the end.</summary>
    public async Task<FollowedTurn> AskAsync(string session, string message)
    {
        var clientId = Guid.NewGuid().ToString("n");
        var job = await AgainAsync(async () =>
        {
            using var response = await http.TrySayAsync(session, message, clientId);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["jobId"]!.ToString();
        });
        var turn = new FollowedTurn(message, job);
        await AgainAsync(() => FollowAsync(session, turn));
        return turn;
    }

    private async Task<bool> FollowAsync(string session, FollowedTurn turn)
    {
        turn.Connections++;
        var isOver = false;
        var read = await http.ReadEventsAsync(
            $"api/v1/chat/jobs/{turn.Job}/events",
            turn.Events.Count == 0 ? null : turn.Events[^1].Id.ToString(CultureInfo.InvariantCulture),
            onEventAsync: async item =>
            {
                if (item.EventType == "end")
                {
                    isOver = true;
                    return;
                }

                turn.Events.Add((
                    long.Parse(item.EventId!, CultureInfo.InvariantCulture), item.EventType,
                    JsonNode.Parse(item.Data)!.AsObject()));
                if (FollowedTurn.IsEnd(item.EventType))
                {
                    turn.Page = await AgainAsync(() => PageAsync(session));
                }
            });
        // Null: there is nothing after what it knows.
        if (!isOver && read is not null)
        {
            throw new IOException("The stream was closed before its end.");
        }

        return true;
    }

    private async Task<JsonObject> PageAsync(string session) =>
        (await http.GetFromJsonAsync<JsonObject>($"api/v1/chat/{session}/messages", cancellationToken))!;

    // Only what a dead process, or one that just begins, does to a request.
    private async Task<T> AgainAsync<T>(Func<Task<T>> askAsync)
    {
        while (true)
        {
            try
            {
                return await askAsync();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested
                && e is IOException or OperationCanceledException
                    or HttpRequestException { StatusCode: null or HttpStatusCode.ServiceUnavailable })
            {
                await Task.Delay(s_again, cancellationToken);
            }
        }
    }
}
