using System.Text.Json;
using Dapper;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.Prescriptions;

/// <summary>What a provider said of pairs, kept for each version of its data.</summary>
public sealed class InteractionAnswers(IDatabase database)
{
    private const string Beside = "beside:";

    /// <summary>
    /// What is known of pairs already, among which one that was never asked about is not, and what was told beside when
    /// they were asked about.
    /// </summary>
    public async Task<(IReadOnlyDictionary<string, IReadOnlyList<InteractionFact>> Known,
        IReadOnlyList<OtherFact> Others)> FindAsync(
        string provider, string version, IReadOnlyList<IngredientPair> pairs, CancellationToken cancellationToken)
    {
        var kept = (await ReadAsync(
            provider, version, pairs.SelectMany(p => new[] { $"{p}", $"{Beside}{p}" }), cancellationToken))
            .ToLookup(r => r.Pair.StartsWith(Beside, StringComparison.Ordinal));
        return (
            kept[false].ToDictionary(r => r.Pair, r => Read<IReadOnlyList<InteractionFact>>(r.Facts)),
            [.. kept[true].SelectMany(r => Read<IReadOnlyList<OtherFact>>(r.Facts))]);
    }

    /// <summary>Keeps answers, and with each pair what was told beside it.</summary>
    public Task AddAsync(
        string provider, string version, IReadOnlyDictionary<string, IReadOnlyList<InteractionFact>> answers,
        IReadOnlyDictionary<string, IReadOnlyList<OtherFact>> others, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            INSERT INTO interaction_answers (provider, data_version, pair, facts)
            VALUES (@provider, @version, @Pair, @Facts) ON CONFLICT DO NOTHING
            """,
            others.Where(o => o.Value.Count > 0).Select(o => (Pair: Beside + o.Key, Facts: Json(o.Value)))
                .Concat(answers.Select(a => (Pair: a.Key, Facts: Json(a.Value))))
                .Select(r => new { provider, version, r.Pair, r.Facts }).ToList(),
            cancellationToken);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, EventJson.Options)!;

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, EventJson.Options);

    private Task<IReadOnlyList<(string Pair, string Facts)>> ReadAsync(
        string provider, string version, IEnumerable<string> pairs, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(new { provider, version });
        var list = SqlIn.List(parameters, "pair", pairs);
        return database.WithConnectionAsync<IReadOnlyList<(string Pair, string Facts)>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<(string Pair, string Facts)>(new CommandDefinition(
                    $"""
                    SELECT pair, facts FROM interaction_answers
                    WHERE provider = @provider AND data_version = @version AND pair IN {list}
                    """,
                    parameters,
                    cancellationToken: ct)),
            ],
            cancellationToken);
    }
}
