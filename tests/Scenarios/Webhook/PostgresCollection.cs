using OpsFlow.Tests.Support;

namespace OpsFlow.Scenarios.Webhook;

/// <summary>One PostgreSQL cluster for all classes that need one.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresCluster>
{
    public const string Name = "postgres";
}
