using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Synology;
using OpsFlow.Infrastructure.Webhooks;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Channels;

/// <summary>
/// Sends what the store says is to be sent: several at once, but to one place one after the other. What fails is tried
/// again later; nothing that ends a turn waits for it.
/// </summary>
public sealed partial class ChatDeliveries(
    ChatDeliveryStore deliveries, SynologyChat synology, WebhookSender webhooks, SecretProtector secrets,
    TimeProvider time, ILogger<ChatDeliveries> logger) : BackgroundService
{
    /// <summary>What the users of Synology Chat are called here, before their number there.</summary>
    public const string SynologyUser = "synology:";

    private const int MostAtOnce = 32;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Task> _sending = new();

    /// <summary>Begins to send all that is due.</summary>
    /// <returns>What is under way.</returns>
    internal async Task<Task> SendDueAsync(CancellationToken cancellationToken)
    {
        foreach (var due in await deliveries.DueAsync(cancellationToken))
        {
            if (_sending.Count < MostAtOnce && !_sending.ContainsKey(due.CallbackId)
                && await deliveries.ClaimAsync(due, cancellationToken))
            {
                // Entered before it runs: it takes itself out at its end.
                var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _sending[due.CallbackId] = SendAfterAsync(gate.Task, due);
                gate.SetResult();
            }
        }

        return Task.WhenAll(_sending.Values);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await SendDueAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogStore(logger, e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_sending.Values);
        }
    }

    private static byte[] Body(ChatDelivery delivery, DateTimeOffset now) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            type = $"chat.{delivery.TurnState?.ToLowerInvariant()}",
            timestamp = now,
            data = new
            {
                jobId = delivery.TurnId, sessionId = delivery.SessionId, clientId = delivery.ClientId,
                status = delivery.TurnState, message = delivery.Content,
                userMessageId = ChatIds.Of("message", delivery.TurnId!, "user"),
                assistantMessageId = ChatIds.Of("message", delivery.TurnId!, "assistant"),
            },
        },
        EventJson.Options);

    // A stop waits for what is under way, which has limits of its own: what is half sent may have arrived.
    private async Task SendAfterAsync(Task gate, ChatDelivery delivery)
    {
        await gate;
        try
        {
            var outcome = await SendAsync(delivery);
            if (outcome.Problem is null)
            {
                await deliveries.SentAsync(delivery.Id, CancellationToken.None);
            }
            else
            {
                LogFailed(logger, delivery.Kind, delivery.Attempts + 1, outcome.Problem);
                await deliveries.FailedAsync(
                    delivery.Id, delivery.Attempts + 1, outcome.Problem, outcome.IsGone, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            // Its lease ends, and it is tried again.
            LogStore(logger, e.Message);
        }
        finally
        {
            _sending.TryRemove(delivery.CallbackId, out _);
        }
    }

    private async Task<DeliveryOutcome> SendAsync(ChatDelivery delivery)
    {
        // The conversation was removed before it could be told.
        if (delivery.Text is null && delivery.Content is null)
        {
            return new("gone", IsGone: true);
        }

        if (delivery.Kind == ChatCallback.Synology)
        {
            using var words = Language.Use(delivery.Language ?? Language.Korean);
            return await synology.SendAsync(
                delivery.UserId[SynologyUser.Length..], delivery.Text ?? delivery.Content!,
                $"\n\n{ChatWords.Shortened}", CancellationToken.None);
        }

        return secrets.Unprotect(delivery.Secret, out _) is { } secret
            ? await webhooks.SendAsync(
                new Uri(delivery.Url!), secret, delivery.Id, Body(delivery, time.GetUtcNow()), CancellationToken.None)
            : new("the secret cannot be decrypted", IsGone: true);
    }

    [LoggerMessage(1, LogLevel.Warning, "What a {Kind} is to be told did not arrive, attempt {Attempt}: {Problem}")]
    private static partial void LogFailed(ILogger logger, string kind, long attempt, string problem);

    [LoggerMessage(2, LogLevel.Warning, "Deliveries wait: {Reason}")]
    private static partial void LogStore(ILogger logger, string reason);
}
