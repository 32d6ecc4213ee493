namespace OpsFlow.Records.Prescriptions;

/// <content>Cards that wait for a decision, of whatever day: what may have happened behind their back.</content>
public sealed partial class PrescriptionStore
{
    // The plus keeps the number from being looked up by: there are few records of a serial, and many of a pharmacy.
    private const string IsLatest =
        """
        NOT EXISTS (SELECT 1 FROM prescriptions later WHERE later.pharmacy = p.pharmacy
            AND later.serial = p.serial AND +later.queue_number > p.queue_number)
        """;

    /// <summary>The latest analyses of their prescriptions whose cards wait for a decision, in order.</summary>
    /// <param name="after">The queue number of the last one already known; 0 for the start.</param>
    public Task<IReadOnlyList<PrescriptionRecord>> ListUndecidedAsync(
        string pharmacy, long after, int limit, CancellationToken cancellationToken) =>
        QueryAsync<PrescriptionRecord>(
            $"""
            SELECT {Columns} FROM prescriptions p
            WHERE pharmacy = @pharmacy AND state = 'Success' AND undecided > 0 AND queue_number > @after
                AND {IsLatest}
            ORDER BY queue_number LIMIT @limit
            """,
            new { pharmacy, after, limit }, cancellationToken);
}
