using Dapper;

namespace OpsFlow.Platform.Store;

/// <summary>Writes of a single statement.</summary>
public static class OneStatement
{
    /// <summary>Runs a statement in a transaction of its own.</summary>
    /// <param name="parameters">What the statement names; of a list it runs once for each, in one transaction.</param>
    /// <returns>How many rows it changed.</returns>
    public static Task<int> ExecuteAsync(
        this IDatabase database, string sql, object? parameters, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            (connection, transaction, ct) => connection.ExecuteAsync(
                new CommandDefinition(sql, parameters, transaction, cancellationToken: ct)),
            cancellationToken);
}
