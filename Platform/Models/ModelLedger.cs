using System.Data.Common;
using System.Globalization;
using Dapper;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Models;

/// <summary>
/// A row per call of a model. It is written with what the call may cost before anything is sent, and settled when the
/// call ends; a row whose process died is settled as unknown once its call can no longer be under way.
/// </summary>
public sealed partial class ModelLedger(IDatabase database, TimeProvider time, Redactor redactor)
{
    // After what must not stand there was taken out: half of a key is no longer known as one.
    private const int MaxDetail = 600;

    // The tokens of what was stopped are an estimate.
    private const string Unreported = "(input_tokens IS NULL OR outcome = 'Canceled')";

    private const decimal Unit = 1_000_000_000m;
    private const decimal PriceUnit = 1_000_000m;

    // A settlement right at the time limit must not race with the sweep.
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(1);

    private readonly GroupCommit<bool> _writes = new(database);

    /// <summary>The day of a moment, in UTC.</summary>
    public static string DayOf(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Opens a call's row and reserves what it may cost.</summary>
    /// <param name="budget">The most that the use may spend and reserve that day; null is no limit.</param>
    /// <returns>False when the budget does not cover it; then there is no row.</returns>
    public Task<bool> TryOpenAsync(ModelCall call, decimal? budget)
    {
        var row = new
        {
            call.Id,
            call.Use,
            call.WorkflowId,
            call.RunId,
            Entry = call.Entry.Name,
            call.Entry.Model,
            call.Day,
            StartedAt = call.StartedAt.ToUnixTimeMilliseconds(),
            ExpiresAt = (call.StartedAt + call.Entry.Timeout + s_grace).ToUnixTimeMilliseconds(),
            Outcome = nameof(CallOutcome.Open),
            Prices(call).InputPrice,
            Prices(call).CachedPrice,
            Prices(call).OutputPrice,
            Reserved = Units(call.Reserved),
            Limit = budget is { } limit ? Units(limit) : long.MaxValue,
        };
        // Not cancelable: a row that a caller has turned away from would stay open though nothing was sent.
        return _writes.RunAsync(
            async (connection, transaction, ct) =>
            {
                await ExecuteAsync(
                    "INSERT INTO model_spending (use_name, day, reserved, spent) VALUES (@Use, @Day, 0, 0) "
                        + "ON CONFLICT (use_name, day) DO NOTHING",
                    row, connection, transaction, ct);
                // One statement checks and takes: the row is the lock between processes.
                return await ExecuteAsync(
                    """
                    UPDATE model_spending SET reserved = reserved + @Reserved
                    WHERE use_name = @Use AND day = @Day AND spent + reserved <= @Limit - @Reserved
                    """,
                    row, connection, transaction, ct) == 1
                    && await ExecuteAsync(
                        """
                        INSERT INTO model_calls (id, use_name, workflow_id, run_id, entry, model, day, started_at,
                            expires_at, outcome, input_price, cached_price, output_price, reserved)
                        VALUES (@Id, @Use, @WorkflowId, @RunId, @Entry, @Model, @Day, @StartedAt,
                            @ExpiresAt, @Outcome, @InputPrice, @CachedPrice, @OutputPrice, @Reserved)
                        """,
                        row, connection, transaction, ct) == 1;
            },
            CancellationToken.None);
    }

    /// <summary>Settles a call: its reservation goes, its cost is spent. A second time changes nothing.</summary>
    /// <param name="tokens">What the endpoint reported; null counts <paramref name="unreported"/> instead.</param>
    public Task SettleAsync(
        ModelCall call, CallOutcome outcome, ModelTokens? tokens, decimal unreported, string? detail)
    {
        var amount = tokens is null
            ? unreported
            : call.Entry.Price.Cost(tokens.Input, tokens.Cached, tokens.Output);
        return SettleAsync(new Settlement(
            call.Id,
            call.Use,
            call.Day,
            $"{outcome}",
            detail is null ? null : redactor.Redact(detail).CutTo(MaxDetail),
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            tokens?.Input,
            tokens?.Cached,
            tokens?.Output,
            Units(call.Reserved),
            Units(amount)),
            call);
    }

    /// <summary>Settles the calls whose process must have died, at what was reserved.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> SettleLostAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var lost = await database.WithConnectionAsync(
            async (connection, ct) => (await connection.QueryAsync<LostCall>(new CommandDefinition(
                "SELECT id, use_name, day, reserved FROM model_calls "
                    + "WHERE outcome = @open AND expires_at <= @now ORDER BY expires_at LIMIT 500",
                new { open = nameof(CallOutcome.Open), now },
                cancellationToken: ct))).AsList(),
            cancellationToken);
        foreach (var call in lost)
        {
            await SettleAsync(new Settlement(
                call.Id, call.UseName, call.Day, nameof(CallOutcome.Unknown), "The process that made the call ended.",
                now, null, null, null, call.Reserved, call.Reserved), null);
        }

        return lost.Count;
    }

    /// <summary>Sums of calls from a day on.</summary>
    public Task<IReadOnlyList<ModelCosts>> SumAsync(
        ModelCostsBy by, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var column = by switch
        {
            ModelCostsBy.Use => "use_name",
            ModelCostsBy.Model => "model",
            ModelCostsBy.Entry => "entry",
            _ => "day",
        };
        var text = $"""
            SELECT {column} AS name, COUNT(*) AS calls,
                SUM(CASE WHEN outcome = 'Open' THEN 1 ELSE 0 END) AS open,
                SUM(CASE WHEN outcome <> 'Open' AND {Unreported} AND amount > 0 THEN 1 ELSE 0 END) AS uncounted,
                COALESCE(SUM(input_tokens), 0) AS input, COALESCE(SUM(cached_tokens), 0) AS cached,
                COALESCE(SUM(output_tokens), 0) AS output, COALESCE(SUM(amount), 0) AS amount,
                COALESCE(SUM(CASE WHEN {Unreported} THEN amount END), 0) AS uncounted_amount,
                COALESCE(SUM(CASE WHEN outcome = 'Open' THEN reserved END), 0) AS reserved
            FROM model_calls WHERE day >= @day GROUP BY {column} ORDER BY {column}
            """;
        return database.WithConnectionAsync<IReadOnlyList<ModelCosts>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<SumRow>(new CommandDefinition(
                    text, new { day = DayOf(since) }, cancellationToken: ct))).Select(r => r.ToCosts()),
            ],
            cancellationToken);
    }

    /// <summary>How many calls are under way, by the registry's name of the model.</summary>
    public Task<IReadOnlyDictionary<string, long>> CountOpenAsync(CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyDictionary<string, long>>(
            async (connection, ct) => (await connection.QueryAsync<(string Entry, long Calls)>(new CommandDefinition(
                "SELECT entry, COUNT(*) FROM model_calls WHERE outcome = 'Open' AND expires_at > @now GROUP BY entry",
                new { now = time.GetUtcNow().ToUnixTimeMilliseconds() },
                cancellationToken: ct))).ToDictionary(r => r.Entry, r => r.Calls),
            cancellationToken);

    private static Task<int> ExecuteAsync(
        string text, object row, DbConnection connection, DbTransaction transaction, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(text, row, transaction, cancellationToken: ct));

    private static PricedModel Prices(ModelCall call)
    {
        var price = call.Entry.Price;
        return new(
            call.Id,
            call.Entry.Model,
            (long)(price.InputPerMillion * PriceUnit),
            (long)((price.CachedPerMillion ?? price.InputPerMillion) * PriceUnit),
            (long)(price.OutputPerMillion * PriceUnit));
    }

    private static long Units(decimal amount) => (long)decimal.Round(amount * Unit, MidpointRounding.AwayFromZero);

    // A call that was taken for lost and then did end is corrected: what is known wins over what was supposed.
    private Task SettleAsync(Settlement s, ModelCall? call) => _writes.RunAsync(
        async (connection, transaction, ct) =>
        {
            const string Set = """
                UPDATE model_calls SET outcome = @Outcome, detail = @Detail, ended_at = @EndedAt,
                    input_tokens = @Input, cached_tokens = @Cached, output_tokens = @Output, amount = @Amount
                WHERE id = @Id AND outcome =
                """;
            const string Spend = "UPDATE model_spending SET spent = spent + @Amount";
            const string Where = " WHERE use_name = @Use AND day = @Day";
            if (await ExecuteAsync($"{Set} 'Open'", s, connection, transaction, ct) == 1)
            {
                await ExecuteAsync($"{Spend}, reserved = reserved - @Reserved{Where}", s, connection, transaction, ct);
            }
            else if (s.Outcome != nameof(CallOutcome.Unknown)
                && await ExecuteAsync($"{Set} 'Unknown'", s, connection, transaction, ct) == 1)
            {
                await ExecuteAsync($"{Spend} - @Reserved{Where}", s, connection, transaction, ct);
            }

            if (call is not null)
            {
                // Another model than the one that was asked may have answered, at its own price.
                await ExecuteAsync(
                    "UPDATE model_calls SET model = @Model, input_price = @InputPrice, cached_price = @CachedPrice, "
                        + "output_price = @OutputPrice WHERE id = @Id AND model <> @Model",
                    Prices(call), connection, transaction, ct);
            }

            return true;
        },
        CancellationToken.None);

    private sealed record PricedModel(string Id, string Model, long InputPrice, long CachedPrice, long OutputPrice);

    private sealed record Settlement(
        string Id,
        string Use,
        string Day,
        string Outcome,
        string? Detail,
        long EndedAt,
        long? Input,
        long? Cached,
        long? Output,
        long Reserved,
        long Amount);

    private sealed class LostCall
    {
        public required string Id { get; init; }

        public required string UseName { get; init; }

        public required string Day { get; init; }

        public required long Reserved { get; init; }
    }

    // PostgreSQL sums whole numbers to its own decimal, SQLite to whole numbers: decimals take both.
    private sealed class SumRow
    {
        public string Name { get; init; } = "";

        public decimal Calls { get; init; }

        public decimal Open { get; init; }

        public decimal Uncounted { get; init; }

        public decimal Input { get; init; }

        public decimal Cached { get; init; }

        public decimal Output { get; init; }

        public decimal Amount { get; init; }

        public decimal UncountedAmount { get; init; }

        public decimal Reserved { get; init; }

        public ModelCosts ToCosts() => new(
            Name, (long)Calls, (long)Open, (long)Uncounted, (long)Input, (long)Cached, (long)Output,
            Amount / Unit, UncountedAmount / Unit, Reserved / Unit);
    }
}
