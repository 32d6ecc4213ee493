using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Temporalio.Activities;

namespace OpsFlow.Platform.Models;

/// <summary>
/// Keeps a row of each call. What the budget does not cover is not sent. The workflow is that of the activity which
/// runs: nobody has to pass it on.
/// </summary>
internal sealed class LedgerChatClient(
    IChatClient client,
    ModelEntry entry,
    ModelEntry wanted,
    string use,
    decimal? budget,
    ModelLedger ledger,
    Func<string, ModelEntry?> find,
    TimeProvider time,
    ILogger logger) : DelegatingChatClient(client)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> prompt = [.. messages];
        var call = await OpenAsync(prompt, options, cancellationToken);
        ChatResponse response;
        try
        {
            ModelCallId.Current = call.Id;
            response = await base.GetResponseAsync(prompt, options, cancellationToken);
        }
        catch (Exception e)
        {
            await ledger.TrySettleAsync(call, e, null, logger, cancellationToken);
            throw;
        }

        var tokens = Tokens(response.Usage);
        call = AnsweredBy(call, response.Notice(), response.ModelId);
        await ledger.TrySettleAsync(call, CallOutcome.Answered, tokens, call.Reserved, null, logger);
        var told = response.AdditionalProperties ??= [];
        told[ModelAnswer.CostKey] = Cost(call, tokens);
        if (tokens is not null && call.Entry != wanted && HasKnownPrice(call) && wanted.Price.IsSet)
        {
            told[ModelAnswer.ExtraCostKey] =
                Cost(call, tokens) - wanted.Price.Cost(tokens.Input, tokens.Cached, tokens.Output);
        }

        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> prompt = [.. messages];
        var call = await OpenAsync(prompt, options, cancellationToken);
        ModelTokens? tokens = null;
        var received = 0L;
        string? notice = null;
        // Whoever stops reading before the end leaves through the last block.
        Exception? failure = new OperationCanceledException("The reader left.");
        try
        {
            ModelCallId.Current = call.Id;
            await using var updates = base.GetStreamingResponseAsync(prompt, options, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync())
                    {
                        break;
                    }
                }
                catch (Exception e)
                {
                    failure = e;
                    throw;
                }

                tokens = Tokens(updates.Current.Contents.OfType<UsageContent>().LastOrDefault()?.Details) ?? tokens;
                received += TokenEstimate.BytesOf(updates.Current.Contents);
                notice ??= updates.Current.Notice();
                call = AnsweredBy(call, notice, updates.Current.ModelId);
                yield return updates.Current;
            }

            failure = null;
        }
        finally
        {
            await (failure is null
                ? ledger.TrySettleAsync(call, CallOutcome.Answered, tokens, call.Reserved, null, logger)
                : ledger.TrySettleAsync(
                    call, failure, tokens ?? Stopped(failure, prompt, options, received, cancellationToken), logger,
                    cancellationToken));
        }

        yield return ModelAnswer.Update(ModelAnswer.CostKey, Cost(call, tokens));
    }

    // The endpoint's client is everybody's: one caller who is done with a chain must not end it for all.
    protected override void Dispose(bool disposing) => base.Dispose(disposing: false);

    private static ModelTokens? Tokens(UsageDetails? usage) =>
        usage is { InputTokenCount: { } input, OutputTokenCount: { } output }
            ? new(input, usage.CachedInputTokenCount ?? 0, output)
            : null;

    // A stream that somebody stopped cost what was asked and what came until then. The whole reservation, which assumes
    // the longest answer, would let a few stops use up a day's budget. Of one from which nothing came, so that mostly a
    // time limit ended it, nobody knows what a model thought unseen, and its provider charges that.
    private ModelTokens? Stopped(
        Exception failure, IReadOnlyList<ChatMessage> prompt, ChatOptions? options, long received,
        CancellationToken cancellationToken) =>
        received > 0 && CallOutcomes.Of(failure, cancellationToken) == CallOutcome.Canceled
            && CallOutcomes.MayBeCharged(failure)
            ? new(
                TokenEstimate.Of(prompt, options), 0,
                Math.Min(TokenEstimate.OfBytes(received), options?.MaxOutputTokens ?? entry.MaxOutputTokens))
            : null;

    private static decimal Cost(ModelCall call, ModelTokens? tokens) => tokens is null
        ? call.Reserved
        : call.Entry.Price.Cost(tokens.Input, tokens.Cached, tokens.Output);

    // Of a model that the registry does not know the price is a guess.
    private bool HasKnownPrice(ModelCall call) => call.Entry.Price.IsSet
        && (call.Entry.Model == entry.Model || find(call.Entry.Model) is not null);

    // An endpoint that let another model answer has that one's price.
    private ModelCall AnsweredBy(ModelCall call, string? notice, string? model) =>
        notice is null || string.IsNullOrEmpty(model) || model == call.Entry.Model
            ? call
            : call with { Entry = find(model) ?? call.Entry with { Model = model } };

    private async Task<ModelCall> OpenAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var activity = ActivityExecutionContext.HasCurrent ? ActivityExecutionContext.Current.Info : null;
        var output = options?.MaxOutputTokens ?? entry.MaxOutputTokens;
        var reserved = entry.Price == ModelPrice.Free
            ? 0m
            : entry.Price.Cost(TokenEstimate.Of(messages, options), 0, output);
        cancellationToken.ThrowIfCancellationRequested();
        var call = new ModelCall(
            $"{Guid.CreateVersion7():N}", use, activity?.WorkflowId, activity?.WorkflowRunId, entry, time.GetUtcNow(),
            reserved);
        return await ledger.TryOpenAsync(call, budget)
            ? call
            : throw new ModelException(
                ModelFailure.OverBudget,
                FormattableString.Invariant(
                    $"The budget of '{use}' for {call.Day} ({budget:0.00}) does not cover another call of ")
                + FormattableString.Invariant($"{entry.Model} (up to {reserved:0.0000}); nothing was sent."));
    }
}
