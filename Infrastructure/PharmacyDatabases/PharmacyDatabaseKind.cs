namespace OpsFlow.Infrastructure.PharmacyDatabases;

/// <summary>The systems that pharmacies keep prescriptions in.</summary>
public enum PharmacyDatabaseKind
{
    Sqlite,
    Postgres,
    SqlServer,
}
