using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.ScanChain;

/// <content>What happens to a scan, each change together with its event.</content>
public sealed partial class ScanStore
{
    private const string IsStartPending = "AND EXISTS (SELECT 1 FROM run_starts WHERE workflow_id = @workflow)";

    /// <summary>The name under which the user's word is kept.</summary>
    public const string Label = "Label";

    /// <summary>A stage begins.</summary>
    public Task BeginAsync(ScanStep step, ScanStage stage, CancellationToken cancellationToken) => ChangeAsync(
        step.ScanId,
        async (connection, transaction, ct) =>
            await MoveAsync(connection, transaction, step, StateOf(stage), null, ct) is not null
            && await AppendAsync(
                connection, transaction, step, ScanEvents.BeginOf(stage), "stage",
                EventOf(ScanEvents.BeginOf(stage), stage, "started", null), ct),
        cancellationToken);

    /// <summary>
    /// A stage ends. What it found is kept once; of a repeat that found something else, the first counts.
    /// </summary>
    public Task EndAsync<T>(
        ScanStep step, ScanStage stage, T found, DateTimeOffset began, CancellationToken cancellationToken)
        where T : class
    {
        if (stage != ScanStage.Reward)
        {
            return ChangeAsync(
                step.ScanId,
                async (connection, transaction, ct) =>
                {
                    var kept = await KeepAsync(connection, transaction, step.ScanId, $"{stage}", found, began, ct);
                    return await MoveAsync(connection, transaction, step, StateOf(stage), null, ct) is not null
                        && await AppendEndAsync(connection, transaction, step, stage, kept, ct);
                },
                cancellationToken);
        }

        JsonElement reward = default;
        return ChangeAsync(
            step, ScanState.Done,
            async (connection, transaction, ct) =>
            {
                reward = await KeepAsync(connection, transaction, step.ScanId, $"{stage}", found, began, ct);
                return await MoveAsync(connection, transaction, step, ScanState.Done, null, ct);
            },
            async (connection, transaction, ct) =>
            {
                if (reward.TryGetProperty("character", out _))
                {
                    // From here on the user has a right to it, whatever happens to the run that writes it.
                    await connection.ExecuteAsync(new CommandDefinition(
                        """
                        INSERT INTO owed_rewards (scan_id, decided_at) VALUES (@ScanId, @now)
                        ON CONFLICT (scan_id) DO NOTHING
                        """,
                        new { step.ScanId, now = Now() },
                        transaction,
                        cancellationToken: ct));
                }

                await AppendEndAsync(connection, transaction, step, stage, reward, ct);
                return await AppendAsync(
                    connection, transaction, step, ScanEvents.Done, "done",
                    new { seq = ScanEvents.Done, reward, at = Now() }, ct);
            },
            cancellationToken);
    }

    /// <summary>The user is asked, or the scan ended otherwise than done.</summary>
    /// <returns>False when that was not so any more.</returns>
    public Task<bool> ChangeAsync(ScanChange change, CancellationToken cancellationToken)
    {
        var number = change.State == ScanState.NeedsInput ? ScanEvents.NeedsInput : ScanEvents.OfEnd(change.State);
        var kind = change.State switch
        {
            ScanState.NeedsInput => "needs_input",
            ScanState.Failed => "failed",
            _ => "canceled",
        };
        var step = new ScanStep(change.ScanId, change.Attempt);
        return ChangeAsync(
            step, change.State,
            (connection, transaction, ct) =>
                MoveAsync(connection, transaction, step, change.State, change.Detail, ct),
            (connection, transaction, ct) => AppendAsync(
                connection, transaction, step, number, kind, new { seq = number, change.Detail, at = Now() }, ct),
            cancellationToken);
    }

    /// <summary>Cancels a scan whose run has not begun, and takes its start back with that.</summary>
    /// <returns>
    /// Whether it is canceled, and the start that nobody may make any more. A start that is no longer pending changes
    /// nothing: there is a run, which has to be told.
    /// </returns>
    public async Task<(bool IsCanceled, string? StartId)> WithdrawAsync(
        string id, int attempt, string detail, CancellationToken cancellationToken)
    {
        var step = new ScanStep(id, attempt);
        var result = await database.InTransactionAsync<(bool IsCanceled, string? StartId)>(
            async (connection, transaction, ct) =>
            {
                // The scan's row first: while it is held no retry adds a start of its own.
                if (await MoveAsync(
                    connection, transaction, step, ScanState.Canceled, detail, IsStartPending, ct) is not { } owner)
                {
                    return (false, null);
                }

                var start = await RunStartStore.WithdrawAsync(connection, transaction, ScanChainWorkflow.IdOf(id), ct);
                await AppendAsync(
                    connection, transaction, step, ScanEvents.Canceled, "canceled",
                    new { seq = ScanEvents.Canceled, detail, at = Now() }, ct);
                await TellAllAsync(connection, transaction, step, ScanState.Canceled, owner, ct);
                return (true, start);
            },
            cancellationToken);
        signals.Notify(StreamOf(id));
        signals.Notify(AllStream);
        return result;
    }

    /// <summary>The user said what it is.</summary>
    public Task TakeLabelAsync(ScanStep step, string label, SeenPicture seen, CancellationToken cancellationToken) =>
        ChangeAsync(
            step.ScanId,
            async (connection, transaction, ct) =>
            {
                await KeepAsync(connection, transaction, step.ScanId, Label, seen, time.GetUtcNow(), ct);
                return await AppendAsync(
                    connection, transaction, step, ScanEvents.InputReceived, "input_received",
                    new { seq = ScanEvents.InputReceived, label, seen.Seen, at = Now() }, ct);
            },
            cancellationToken);

    /// <summary>Begins a retry of a scan that failed or was canceled, with the start of its workflow.</summary>
    /// <returns>Whether it was begun now.</returns>
    public async Task<bool> RetryAsync(
        string id, int attempt, Func<int, Platform.Runs.RunStart> startOf, CancellationToken cancellationToken)
    {
        var begun = await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                if (await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                    """
                    UPDATE scans SET state = @queued, attempt = attempt + 1, detail = NULL, ended_at = NULL,
                        updated_at = @now
                    WHERE id = @id AND attempt = @attempt AND state IN (@failed, @canceled) RETURNING user_id
                    """,
                    new
                    {
                        id, attempt, now = Now(), queued = $"{ScanState.Queued}", failed = $"{ScanState.Failed}",
                        canceled = $"{ScanState.Canceled}",
                    },
                    transaction,
                    cancellationToken: ct)) is not { } owner)
                {
                    return false;
                }

                await starts.AddAsync(connection, transaction, startOf(attempt + 1), ct);
                var isTold = await AppendAsync(
                    connection, transaction, new(id, attempt + 1), ScanEvents.Reset, "reset",
                    new { seq = ScanEvents.Reset, attempt = attempt + 1, at = Now() }, ct);
                await TellAllAsync(connection, transaction, new(id, attempt + 1), ScanState.Queued, owner, ct);
                return isTold;
            },
            cancellationToken);
        signals.Notify(StreamOf(id));
        signals.Notify(AllStream);
        return begun;
    }

    private static ScanState StateOf(ScanStage stage) => Enum.Parse<ScanState>($"{stage}");

    private object EventOf(int number, ScanStage stage, string status, JsonElement? result) =>
        new { seq = number, stage, status, result, at = Now() };

    private Task<bool> AppendAsync(
        DbConnection connection, DbTransaction transaction, ScanStep step, int number, string kind, object data,
        CancellationToken ct) => events.AppendAtAsync(
        connection, transaction, StreamOf(step.ScanId), ScanEvents.At(step.Attempt, number), kind, data, ct);

    private Task<bool> AppendEndAsync(
        DbConnection connection, DbTransaction transaction, ScanStep step, ScanStage stage, JsonElement kept,
        CancellationToken ct) => AppendAsync(
        connection, transaction, step, ScanEvents.EndOf(stage), "stage",
        EventOf(ScanEvents.EndOf(stage), stage, "completed", kept), ct);

    private async Task<JsonElement> KeepAsync<T>(
        DbConnection connection, DbTransaction transaction, string id, string stage, T found, DateTimeOffset began,
        CancellationToken ct)
    {
        var row = new
        {
            id, stage, data = JsonSerializer.Serialize(found, EventJson.Options),
            began = began.ToUnixTimeMilliseconds(), now = Now(),
        };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO scan_stages (scan_id, stage, data, began_at, ended_at) VALUES (@id, @stage, @data, @began, @now)
            ON CONFLICT (scan_id, stage) DO NOTHING
            """,
            row, transaction, cancellationToken: ct));
        var kept = await connection.ExecuteScalarAsync<string>(new CommandDefinition(
            "SELECT data FROM scan_stages WHERE scan_id = @id AND stage = @stage", row, transaction,
            cancellationToken: ct));
        return JsonElement.Parse(kept!);
    }

    private Task<string?> MoveAsync(
        DbConnection connection, DbTransaction transaction, ScanStep step, ScanState state, string? detail,
        CancellationToken ct) => MoveAsync(connection, transaction, step, state, detail, "", ct);

    // The owner; null where nothing moved: never of an earlier attempt, and never out of a final state.
    private async Task<string?> MoveAsync(
        DbConnection connection, DbTransaction transaction, ScanStep step, ScanState state, string? detail,
        string condition, CancellationToken ct)
    {
        var now = Now();
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            $"""
            UPDATE scans SET state = @state, detail = @detail, updated_at = @now, ended_at = @ended
            WHERE id = @ScanId AND attempt = @Attempt AND state NOT IN (@done, @failed, @canceled) {condition}
            RETURNING user_id
            """,
            new
            {
                step.ScanId, step.Attempt, state = $"{state}", detail, now, ended = IsFinal(state) ? now : (long?)null,
                done = $"{ScanState.Done}", failed = $"{ScanState.Failed}", canceled = $"{ScanState.Canceled}",
                workflow = ScanChainWorkflow.IdOf(step.ScanId),
            },
            transaction,
            cancellationToken: ct));
    }

    // Of beginnings, questions and ends, when all rows are written: lists look again, and the scan's own stream tells
    // the rest.
    private Task TellAllAsync(
        DbConnection connection, DbTransaction transaction, ScanStep step, ScanState state, string owner,
        CancellationToken ct) => events.AppendAsync(
        connection, transaction, AllStream, $"{step.ScanId}:{step.Attempt}:{state}", "scan",
        new { id = step.ScanId, state = $"{state}", owner }, ct);
}
