namespace OpsFlow.Infrastructure.PharmacyDatabases;

/// <summary>
/// The queries of a pharmacy's database; each system has its own tables and these are what is told of them.
/// </summary>
/// <param name="Changes">
/// Prescriptions after <c>@position</c> and <c>@serial</c>, ordered by both, at most <c>@limit</c>, as columns
/// <c>position</c> and <c>serial</c>.
/// </param>
/// <param name="Patient">The column <c>patient_id</c> of <c>@serial</c>; no row means that it was deleted.</param>
/// <param name="Items">
/// The lines of <c>@serial</c> as columns <c>line, name</c> and, where there are any, <c>code, dose, times_per_day,
/// days, quantity, stop_date, canceled</c>.
/// </param>
/// <param name="PatientName">The column <c>patient_name</c> of <c>@serial</c>, for the board alone.</param>
public sealed record PharmacyQueries(string Changes, string Patient, string Items, string PatientName)
{
    private const string From =
        """
        FROM prescriptions
        WHERE changed_at > @position OR (changed_at = @position AND serial > @serial)
        ORDER BY changed_at, serial
        """;

    /// <summary>The queries for the tables of the samples.</summary>
    public static PharmacyQueries Of(PharmacyDatabaseKind kind) => new(
        kind == PharmacyDatabaseKind.SqlServer
            ? $"SELECT TOP (@limit) changed_at AS position, serial {From}"
            : $"SELECT changed_at AS position, serial {From} LIMIT @limit",
        "SELECT patient_id FROM prescriptions WHERE serial = @serial",
        """
        SELECT line, code, name, dose, times_per_day, days, quantity, stop_date, canceled
        FROM prescription_items WHERE serial = @serial ORDER BY line
        """,
        "SELECT patient_name FROM prescriptions WHERE serial = @serial");
}
