using System.Text.Json;
using Dapper;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.Prescriptions;

/// <summary>What a provider said of pairs, kept for each version of its data.</summary>
public sealed class InteractionAnswers(IDatabase database)
{
    /// <summary>What is known of pairs already; a pair that was never asked about is not among them.</summary>
    public Task<IReadOnlyDictionary<string, IReadOnlyList<InteractionFact>>> FindAsync(
        string provider, string version, IReadOnlyList<IngredientPair> pairs, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(new { provider, version });
        var list = SqlIn.List(parameters, "pair", pairs.Select(p => $"{p}"));
        return database.WithConnectionAsync<IReadOnlyDictionary<string, IReadOnlyList<InteractionFact>>>(
            async (connection, ct) =>
                (await connection.QueryAsync<(string Pair, string Facts)>(new CommandDefinition(
                    $"""
                    SELECT pair, facts FROM interaction_answers
                    WHERE provider = @provider AND data_version = @version AND pair IN {list}
                    """,
                    parameters,
                    cancellationToken: ct)))
                .ToDictionary(
                    r => r.Pair,
                    r => JsonSerializer.Deserialize<IReadOnlyList<InteractionFact>>(r.Facts, EventJson.Options)!),
            cancellationToken);
    }

    /// <summary>Keeps answers.</summary>
    public Task AddAsync(
        string provider, string version, IReadOnlyDictionary<string, IReadOnlyList<InteractionFact>> answers,
        CancellationToken cancellationToken) => database.ExecuteAsync(
            """
            INSERT INTO interaction_answers (provider, data_version, pair, facts)
            VALUES (@provider, @version, @Pair, @Facts) ON CONFLICT DO NOTHING
            """,
            answers.Select(a => new
            {
                provider, version, Pair = a.Key, Facts = JsonSerializer.Serialize(a.Value, EventJson.Options),
            }).ToList(),
            cancellationToken);
}
